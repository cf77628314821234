import { z } from 'zod';

const Environment = z.object({
  /** How much a suite does. */
  PROXIMIDAD_TEST: z.enum(['everyday', 'full']).default('everyday'),
  /** The brokers of a cluster elsewhere. */
  KAFKA_BROKERS: z.string().min(1).optional(),
  /** Identifies the run of jest to all its workers; a drill or a benchmark is a run of its own. */
  PROXIMIDAD_TEST_RUN: z
    .string()
    .min(1)
    .default(() => String(process.pid)),
});

export function readTestConfig(environment: NodeJS.ProcessEnv = process.env) {
  return Environment.parse(environment);
}

/** What a program takes from this environment in any case, besides what a suite gives it: where programs are, and V8's compile cache. */
export function bareEnvironment({ PATH, NODE_COMPILE_CACHE }: NodeJS.ProcessEnv = process.env) {
  return { PATH, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
}
