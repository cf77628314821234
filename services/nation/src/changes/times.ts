import type { Cut as OperationCut } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import type { Cuts } from './cuts.ts';

/** The moment that a client's text means. @throws {ServiceError} */
export type MomentOf = (text: string) => Promise<Cut>;

/** The log's own time: what moments mean, and when something was recorded. */
export interface Times {
  readonly momentOf: MomentOf;
  readonly cuts: Cuts;
}

/** The operation's own cut, otherwise the head of the log with the operation's clock. */
export async function presentCut({ at, clock }: OperationCut, head: () => Promise<number>): Promise<Cut> {
  return { position: at ?? (await head()), clock };
}
