import { reaction } from '@proximidad/bus';
import { federalUntil, notedAgreements, type PolicingFunction, stateCommand } from '@proximidad/contracts';
import { execution, type Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { Context } from './context.ts';
import type { Dependencies } from './definition.ts';
import { eachRow } from './connection.ts';
import type { Slice } from './slice.ts';

const NATIONAL = '00';

type Noted = Pick<Dependencies, 'readModels'>;

/** Who may act and who commands, by agreement, as a service that decides by it has learned from the registry (ADR 109). */
export function agreementsNoted<Resources>(category: string) {
  const noted = notedAgreements(category);
  const slice: Slice<Resources> = {
    aggregate: noted.noting,
    readModels: [noted.rows],
    reactions: () => [
      reaction({
        ...{ name: 'note-agreement', context: 'authorities', kind: 'public', type: 'AgreementStands' },
        react: ({ agreementId, version, terms }) =>
          execution(noted.noting, noted.idOf(agreementId), {
            ...{ type: 'NoteAgreement', agreementId, version, terms },
          }),
      }),
    ],
  };
  function knownOf({ readModels }: Noted, municipality: string) {
    const where = { entity: { in: [NATIONAL, municipality.slice(0, 2)] } };
    return eachRow(readModels.table(noted.rows), { where });
  }
  /** Until when the federal force may do this in a municipality, by what was noted; undefined when nothing allows it. */
  function federalMay(
    deps: Noted,
    municipality: string,
    doing: PolicingFunction,
    at: Instant,
  ): Instant | undefined {
    return federalUntil(knownOf(deps, municipality), { municipality, doing, ms: at.ms });
  }
  /** A municipal command does not command while the state's does under a mando (LGSNSP art. 42, 43): the refusal, or nothing. */
  function againstTownCommand(
    deps: Noted,
    { subject }: Pick<Context, 'subject'>,
    municipality: string | null | undefined,
    doing: 'OPERATIONS' | 'ADMINISTRATION',
    at: Instant,
  ) {
    if (subject.role !== 'commander' || subject.municipality === undefined || !municipality) return undefined;
    const asked = { municipality, doing, ms: at.ms };
    const commander = stateCommand(knownOf(deps, municipality), asked);
    return commander === undefined ? undefined : refuse('StateCommands', { code: commander });
  }
  return { slice, federalMay, againstTownCommand };
}
