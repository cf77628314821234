import { Cvegeo, municipality } from '@proximidad/catalogues';
import { type Instant, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';

/** Municipalities that are remembered as created: a key is never withdrawn (BR-A3). */
const REMEMBERED_MAX = 1_000;

export interface Made {
  readonly since: Instant;
  readonly until: null;
}

/**
 * What a decree made of a key that the framework does not contain; undefined when there was none, or when that cannot be
 * determined now.
 */
export interface Decrees<Asker> {
  learn(cvegeo: unknown, asker: Asker): Promise<Made | undefined>;
  /** As far as it was learnt. */
  known(cvegeo: string): Made | undefined;
}

/** Asks the registry of authorities, as lists do, whenever the key is not yet known to be one. */
export function openDecrees<Asker = Subject>(
  sinceOf: (cvegeo: string, asker: Asker) => Promise<string | null | undefined>,
): Decrees<Asker> {
  const known = new Map<string, Made>();
  return {
    known: (cvegeo) => known.get(cvegeo),
    async learn(cvegeo, asker) {
      const { data: key } = Cvegeo.safeParse(cvegeo);
      if (key === undefined || municipality(key)) return undefined;
      if (known.has(key)) return known.get(key);
      const since = await sinceOf(key, asker);
      if (!since) return undefined;
      if (known.size >= REMEMBERED_MAX) known.delete(known.keys().next().value!);
      const made: Made = { since: parseDateTime(since), until: null };
      known.set(key, made);
      return made;
    },
  };
}
