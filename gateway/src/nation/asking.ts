import type { Subject } from '@proximidad/policy';
import type { Context } from '@proximidad/edge';
import { newCorrelationId } from '../correlation.ts';
import { type Cut, type Subgraph, SubgraphFailed } from '../subgraphs/wire.ts';

/** `nation` answers in 2 seconds whoever is silent: this leaves time to put an answer together and send it. */
export const ASKING_DEADLINE_MS = 1_500;

/** What a service answered to one of nation's own questions. */
export interface Asked {
  readonly data: unknown;
  readonly lagSeconds: number;
}

/** In whose name a service is asked, and where it is written down what its answer depends on. */
export type Asker = Pick<Context, 'subject' | 'note'>;

/** Asks one service in the name of somebody at one cut. @throws {SubgraphFailed} also for an answer with errors. */
export type Ask = (
  service: string,
  question: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
  asker: Asker,
  cut: Cut,
) => Promise<Asked>;

export interface AskingParts {
  readonly subgraphs: readonly Subgraph[];
  readonly passport: (subject: Subject, audience: string) => Promise<string>;
}

export function asking({ subgraphs, passport }: AskingParts): Ask {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  return async (service, { query, variables = {} }, { subject, note }, cut) => {
    const subgraph = byName.get(service);
    if (!subgraph) throw new SubgraphFailed('unreachable');
    const deadline = Date.now() + ASKING_DEADLINE_MS;
    const extensions = {
      passport: await passport(subject, service),
      deadline,
      cut,
      correlationId: newCorrelationId(),
      ...(note && { footprint: true }),
    };
    const response = await inTime(subgraph.ask({ query, variables, extensions }, 'query'), deadline);
    if (response.errors) throw new SubgraphFailed('garbage', { cause: response.errors });
    const { footprint } = response.extensions ?? {};
    if (footprint) note?.elsewhere(service, footprint);
    return { data: response.data, lagSeconds: response.extensions?.lagSeconds ?? 0 };
  };
}

/** The subgraph's own deadline ends a batch; this one ends the wait for this entry of it. */
function inTime<T>(answer: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SubgraphFailed('timeout')), deadline - Date.now());
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
