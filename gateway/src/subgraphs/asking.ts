import type { Subject } from '@proximidad/policy';
import type { Ask } from '@proximidad/nation';
import { newCorrelationId } from '../correlation.ts';
import { inTime } from './deadline.ts';
import { type Subgraph, SubgraphFailed } from './wire.ts';

/** `nation` answers within 2 seconds even when others do not: this leaves time to put an answer together and send it. */
export const ASKING_DEADLINE_MS = 1_500;

export interface AskingDeps {
  readonly subgraphs: readonly Subgraph[];
  readonly passport: (subject: Subject, audience: string) => Promise<string>;
}

export function asking({ subgraphs, passport }: AskingDeps): Ask {
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
    // The subgraph's own deadline ends a batch; this one ends the wait for this entry in it.
    const response = await inTime(subgraph.ask({ query, variables, extensions }, 'query'), deadline);
    if (response.errors) throw new SubgraphFailed('garbage', { cause: response.errors });
    const { footprint } = response.extensions ?? {};
    if (footprint) note?.elsewhere(service, footprint);
    return { data: response.data, lagSeconds: response.extensions?.lagSeconds ?? 0 };
  };
}
