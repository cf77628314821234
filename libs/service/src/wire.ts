import { z } from 'zod';
import type { Footprint } from '@proximidad/feed';
import { READERS_MAX, Screen } from '@proximidad/policy';

/** Entries in one request; the gateway sends fewer. */
export const BATCH_MAX = 100;

/** One operation as the gateway sends it; everything about the caller travels with the entry. */
export const WireRequest = z.object({
  query: z.string().min(1),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z
    .object({
      passport: z.string().optional(),
      traceparent: z.string().max(64).optional(),
      correlationId: z.string().max(64).optional(),
      /** Unix milliseconds after which nobody waits for the answer any more. */
      deadline: z.number().optional(),
      cut: z.object({ position: z.int().min(0), clock: z.int().min(0) }).optional(),
      /** The service answers once it has read the log up to here. */
      atLeast: z.int().min(0).optional(),
      /** The language of sentences for a person; Spanish by default. */
      language: z.enum(['es', 'en']).optional(),
      /** Whether the answer states what it depends on. */
      footprint: z.boolean().optional(),
      /** Who is shown the answer, where the gateway asks once for several subjects with the same rights. */
      readers: z.array(z.string().max(128)).max(READERS_MAX).optional(),
      /** Where the answer is shown, frame after frame, to somebody who watches in person. */
      screen: Screen.optional(),
    })
    .default({}),
});
export type WireRequest = z.infer<typeof WireRequest>;

/** A service's answer to one entry. */
export interface WireResponse {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions: {
    /** How far the service had read the whole log. */
    readonly position: number;
    readonly lagSeconds: number;
    readonly footprint?: Footprint;
  };
}
