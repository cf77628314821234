import type { Cut } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';

/** What a service answered to one of nation's own questions. */
export interface Asked {
  readonly data: unknown;
  readonly lagSeconds: number;
}

/** In whose name a service is asked, and where it is written down what its answer depends on. */
export type Asker = Pick<Context, 'subject' | 'note'>;

/** Asks one service in the name of somebody at one cut. Rejects also for an answer with errors. */
export type Ask = (
  service: string,
  question: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
  asker: Asker,
  cut: Cut,
) => Promise<Asked>;
