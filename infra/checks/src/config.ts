import { z } from 'zod';

const Environment = z.object({ PROXIMIDAD_TEST: z.enum(['everyday', 'full']).default('everyday') });

/** @throws {z.ZodError} when PROXIMIDAD_TEST is neither `everyday` nor `full`. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): z.infer<typeof Environment> {
  return Environment.parse(environment);
}
