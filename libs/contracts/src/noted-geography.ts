import { Cvegeo } from '@proximidad/catalogues';
import { aggregate, eventFamily, idFor, Instant, readModel } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** What decrees changed about a municipality, as noted by a service that accepts places; both may still be unknown. */
export interface NotedMunicipalityRow {
  readonly cvegeo: string;
  readonly entity: string;
  /** When it was created; null for one of the framework. */
  readonly since: Instant | null;
  /** From then on it no longer exists. */
  readonly until: Instant | null;
}

const plain = {
  rights: undefined,
  doc: '',
  sought: [],
  addresses: 'given',
  finds: undefined,
  past: [],
} as const;
const noted = { cvegeo: Cvegeo, since: Instant.nullable(), until: Instant.nullable() };
type Noted = z.infer<z.ZodObject<typeof noted>>;

/**
 * What a service needs to accept places created by decree: it notes them as its own facts first (ADR 109), under a
 * category of its own.
 */
export function notedGeography(category: string) {
  const events = eventFamily({ MunicipalityNoted: { version: 1, schema: z.object(noted) } });
  const noting = aggregate({
    category,
    events,
    initialState: { since: false, until: false },
    commands: {
      NoteMunicipality: {
        ...plain,
        input: noted,
        /** Facts may come in any order, each once. */
        decide: (
          state: { readonly since: boolean; readonly until: boolean },
          { cvegeo, since, until }: Noted,
        ) =>
          (since && !state.since) || (until && !state.until)
            ? [{ type: 'MunicipalityNoted' as const, cvegeo, since, until }]
            : [],
      },
    },
    evolve: (state, { since, until }) => ({
      since: state.since || since !== null,
      until: state.until || until !== null,
    }),
  });
  const rows = readModel<NotedMunicipalityRow>()({
    name: 'municipalities-noted',
    version: 1,
    of: [noting],
    columns: { entity: 'text' },
    keys: ({ cvegeo }) => [cvegeo],
    project: (row, { cvegeo, since, until }, { entity }) => ({
      ...{ cvegeo, entity },
      since: since ?? row?.since ?? null,
      until: until ?? row?.until ?? null,
    }),
  });
  const idOf = (cvegeo: string) => idFor(cvegeo.slice(0, 2), category, cvegeo);
  return { noting, rows, idOf };
}
