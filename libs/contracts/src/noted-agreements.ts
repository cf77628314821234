import {
  aggregate,
  entityOf,
  eventFamily,
  idFor,
  type Instant,
  PublicId,
  readModel,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { AgreementTerms, commandedBy, coversFederal, type PolicingFunction } from './governance.ts';

/** The state of an agreement, as noted by a service that decides by it. */
export interface NotedAgreement {
  readonly agreementId: string;
  readonly version: number;
  readonly terms: AgreementTerms;
}
export type NotedAgreementRow = NotedAgreement & { readonly entity: string };

const noted = { agreementId: PublicId, version: z.int().min(1), terms: AgreementTerms };
const plain = {
  rights: undefined,
  doc: '',
  sought: [],
  addresses: 'given',
  finds: undefined,
  past: [],
} as const;

/**
 * What another service needs to decide by agreements: it notes them as its own facts first (ADR 109), under a
 * category of its own.
 */
export function notedAgreements(category: string) {
  const events = eventFamily({ AgreementNoted: { version: 1, schema: z.object(noted) } });
  const noting = aggregate({
    category,
    events,
    initialState: { version: 0 },
    commands: {
      NoteAgreement: {
        ...plain,
        input: noted,
        /** Facts may come in any order: the one with the highest version is kept. */
        decide: (state: { readonly version: number }, { agreementId, version, terms }: NotedAgreement) =>
          version > state.version ? [{ type: 'AgreementNoted' as const, agreementId, version, terms }] : [],
      },
    },
    evolve: (_state, { version }) => ({ version }),
  });
  const rows = readModel<NotedAgreementRow>()({
    name: 'agreements-noted',
    version: 1,
    of: [noting],
    columns: { entity: 'text' },
    keys: ({ agreementId }) => [agreementId],
    project: (_row, { agreementId, version, terms }, { entity }) => ({ agreementId, version, terms, entity }),
  });
  const idOf = (agreementId: string) => idFor(entityOf(agreementId), category, agreementId);
  return { noting, rows, idOf };
}

/** Until when the federal force may do this in a municipality (BR-A1); undefined when no agreement allows it now. */
export function federalUntil(
  agreements: Iterable<NotedAgreement>,
  asked: { readonly municipality: string; readonly doing: PolicingFunction; readonly ms: number },
): Instant | undefined {
  let latest: Instant | undefined;
  for (const { terms } of agreements) {
    if (!coversFederal(terms, asked)) continue;
    const period = terms.periods.find(({ from, until }) => from.ms <= asked.ms && asked.ms < until.ms)!;
    if (latest === undefined || period.until.ms > latest.ms) latest = period.until;
  }
  return latest;
}

/** The authority of the state that commands in a municipality in place of its own command, by what was noted; undefined when none does. */
export function stateCommand(
  agreements: Iterable<NotedAgreement>,
  asked: Parameters<typeof commandedBy>[1],
): string | undefined {
  for (const { terms } of agreements) {
    const commander = commandedBy(terms, asked);
    if (commander !== undefined) return commander;
  }
  return undefined;
}
