import { openDecrees } from '@proximidad/nation';
import type { Graph } from '../planning/graph.ts';
import type { Asking } from './asking.ts';
import { rightsOf } from './rights.ts';

const ASKED = 'query ($cvegeo: ID!) { municipality(cvegeo: $cvegeo) { since } }';

/** What subscriptions have to know of decrees, by what the graph answers. */
export function decreesIn({ graph, asking }: { readonly graph: Graph; readonly asking: Asking }) {
  return openDecrees(async (cvegeo, subject) => {
    const prepared = graph.prepare(ASKED, undefined);
    if ('errors' in prepared || prepared.kind !== 'query') return undefined;
    const { data } = await asking(prepared, rightsOf(subject), { variables: { cvegeo }, owner: subject.id });
    const { since } = (data?.['municipality'] ?? {}) as { readonly since?: string | null };
    return since;
  }).learn;
}
