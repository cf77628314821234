import { Cvegeo, municipality } from '@proximidad/catalogues';
import { type Instant, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import type { Graph } from '../planning/graph.ts';
import type { Asking } from './asking.ts';
import { rightsOf } from './rights.ts';

/** Municipalities that are remembered as created: a key is never withdrawn (BR-A3). */
const REMEMBERED_MAX = 1_000;
const ASKED = 'query ($cvegeo: ID!) { municipality(cvegeo: $cvegeo) { since } }';

interface Made {
  readonly since: Instant;
  readonly until: null;
}
/**
 * What a decree made of a key that the framework does not contain; undefined when there was none, or when that cannot be
 * determined now.
 */
export type Decrees = (cvegeo: unknown, subject: Subject) => Promise<Made | undefined>;

/** Asks the registry of authorities, as lists do, whenever the key is not yet known to be one. */
export function openDecrees({ graph, asking }: { readonly graph: Graph; readonly asking: Asking }): Decrees {
  const known = new Map<string, Made>();
  return async (cvegeo, subject) => {
    const { data: key } = Cvegeo.safeParse(cvegeo);
    if (key === undefined || municipality(key)) return undefined;
    const made = known.get(key) ?? (await asked(key, subject));
    if (!made || known.has(key)) return made;
    if (known.size >= REMEMBERED_MAX) known.delete(known.keys().next().value!);
    known.set(key, made);
    return made;
  };

  async function asked(cvegeo: string, subject: Subject): Promise<Made | undefined> {
    const prepared = graph.prepare(ASKED, undefined);
    if ('errors' in prepared || prepared.kind !== 'query') return undefined;
    const { data } = await asking(prepared, rightsOf(subject), { variables: { cvegeo }, owner: subject.id });
    const { since } = (data?.['municipality'] ?? {}) as { readonly since?: string | null };
    return since ? { since: parseDateTime(since), until: null } : undefined;
  }
}
