import { reaction } from '@proximidad/bus';
import { federalUntil, type PolicingFunction, stateCommand } from '@proximidad/contracts';
import { execution, type Instant } from '@proximidad/eventsourcing';
import { type Context, type Dependencies, eachRow, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { agreementNoted } from './noted-agreement.ts';

const NATIONAL = '00';

/** What the registry tells of agreements is noted before it is used (ADR 109). */
export const notedAgreementSlice: Slice<Places> = {
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
  return federalUntil(knownOf(readModels, municipality), { municipality, doing, ms: at.ms });
}

/** A town's own command does not command while the state's does, under a mando (LGSNSP art. 42, 43): the refusal, or nothing. */
export function againstTownCommand(
  { readModels }: Pick<Dependencies, 'readModels'>,
  { subject }: Pick<Context, 'subject'>,
  municipality: string | null | undefined,
  doing: 'OPERATIONS' | 'ADMINISTRATION',
  at: Instant,
) {
  if (subject.role !== 'commander' || subject.municipality === undefined || !municipality) return undefined;
  const asked = { municipality, doing, ms: at.ms };
  const commander = stateCommand(knownOf(readModels, municipality), asked);
  return commander === undefined ? undefined : refuse('StateCommands', { code: commander });
}

function knownOf(readModels: Dependencies['readModels'], municipality: string) {
  const where = { entity: { in: [NATIONAL, municipality.slice(0, 2)] } };
  return eachRow(readModels.table(agreementNoted.rows), { where });
}
