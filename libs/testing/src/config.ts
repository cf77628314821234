import { z } from 'zod';

const Environment = z.object({
  /** How much of everything a suite does. */
  PROXIMIDAD_TEST: z.enum(['everyday', 'full']).default('everyday'),
  /** Of a cluster elsewhere. */
  KAFKA_BROKERS: z.string().min(1).optional(),
  /** Names the run of jest to all its workers. */
  PROXIMIDAD_TEST_RUN: z.string({ error: 'jest.config.mjs names the run' }).min(1),
});

export function readTestConfig(environment: NodeJS.ProcessEnv = process.env) {
  return Environment.parse(environment);
}
