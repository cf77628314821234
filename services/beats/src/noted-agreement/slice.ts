import { reaction } from '@proximidad/bus';
import { federalUntil, type PolicingFunction } from '@proximidad/contracts';
import { execution, type Instant } from '@proximidad/eventsourcing';
import { type Dependencies, eachRow, type Slice } from '@proximidad/edge';
import type { Resources } from '../resources.ts';
import { agreementNoted } from './noted-agreement.ts';

const NATIONAL = '00';

/** What the registry tells of agreements is noted before it is used (ADR 109). */
export const notedAgreementSlice: Slice<Resources> = {
  aggregate: agreementNoted.noting,
  readModels: [agreementNoted.rows],
  reactions: () => [
    reaction({
      ...{ name: 'note-agreement', context: 'authorities', kind: 'public', type: 'AgreementStands' },
      react: ({ agreementId, version, terms }) =>
        execution(agreementNoted.noting, agreementNoted.idOf(agreementId), {
          ...{ type: 'NoteAgreement', agreementId, version, terms },
        }),
    }),
  ],
};

/** Until when the federal force may do this in a municipality, by what was noted; undefined when nothing lets it. */
export function federalMay(
  { readModels }: Pick<Dependencies, 'readModels'>,
  municipality: string,
  doing: PolicingFunction,
  at: Instant,
): Instant | undefined {
  const where = { entity: { in: [NATIONAL, municipality.slice(0, 2)] } };
  const known = eachRow(readModels.table(agreementNoted.rows), { where });
  return federalUntil(known, { municipality, doing, ms: at.ms });
}
