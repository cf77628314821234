import type { Cut } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/edge';

/** What a service answered to one of nation's own questions. */
export interface Asked {
  readonly data: unknown;
  readonly lagSeconds: number;
}

/** On whose behalf a service is asked, and where it is noted what the answer depends on. */
export type Asker = Pick<Context, 'subject' | 'note'>;

/** Asks one service on behalf of the asker at one cut. Also rejects if the answer has errors. */
export type Ask = (
  service: string,
  question: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
  asker: Asker,
  cut: Cut,
) => Promise<Asked>;
