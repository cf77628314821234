import type { Cut } from '@proximidad/eventsourcing';
import type { Language } from '@proximidad/refusals';
import { Footprint } from '@proximidad/feed';
import type { Screen } from '@proximidad/policy';
import { z } from 'zod';

/**
 * One operation for one subgraph. Everything about the caller travels with the entry, since entries of several callers
 * share a request.
 */
export interface WireRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions: {
    readonly passport: string;
    readonly traceparent?: string;
    /** Identifies the client's operation in the logs of every service it touched. */
    readonly correlationId: string;
    /** Unix milliseconds after which nobody waits for the answer any more. */
    readonly deadline: number;
    /** The language of sentences for a person. */
    readonly language?: Language;
    readonly cut?: Cut;
    /** The subgraph waits until it has read the log up to here. */
    readonly atLeast?: number;
    /** Whether the answer states what it depends on. */
    readonly footprint?: boolean;
    /** Who is shown the answer, where one is made for several subjects with the same rights. */
    readonly readers?: readonly string[];
    /** Where it is shown, frame after frame, to somebody who watches in person. */
    readonly screen?: Screen;
  };
}

/** A subgraph's answer to one entry. The data is checked against the schema later, when the plan completes. */
export const WireResponse = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.int()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  extensions: z
    .object({
      position: z.number().optional(),
      lagSeconds: z.number().optional(),
      footprint: Footprint.optional(),
    })
    .optional(),
});
export type WireResponse = z.infer<typeof WireResponse>;

/** A subgraph as the executor sees it, whether it is across the network or in this process. */
export interface Subgraph {
  readonly name: string;
  /** Its answers were made in this process: they are valid for the schema. */
  readonly isLocal?: true;
  /** Nobody else waits for one that is sent `alone`. @throws {SubgraphFailed} when there is no answer: not for errors in an answer. */
  ask(request: WireRequest, kind: 'query' | 'mutation', alone?: boolean): Promise<WireResponse>;
  close(): Promise<void>;
}

/** There was no usable answer: unreachable, too slow, garbage, refusing our passport, or not even asked because it had just failed. */
export class SubgraphFailed extends Error {
  override readonly name = 'SubgraphFailed';
  readonly reason: 'unreachable' | 'timeout' | 'garbage' | 'refused' | 'circuit-open';
  constructor(reason: SubgraphFailed['reason'], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
