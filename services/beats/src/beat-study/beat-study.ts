import { ModelBasis } from '@proximidad/contracts';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
} from '@proximidad/eventsourcing';
import { Cvegeo, Words } from '@proximidad/catalogues';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const CRITERIA_MAX = 60;
/** A beat that is studied more often is another beat. */
export const STUDIES_MAX = 200;

// ---- events -------------------------------------------------------------------

export const beatStudyEvents = eventFamily({
  BeatStudied: {
    version: 1,
    schema: z.object({
      municipality: Cvegeo,
      /** Version of the beat's shape. */
      beatVersion: z.int().min(1),
      /** Those that were considered, in the words of the model. */
      criteria: z.array(Words).min(1).max(CRITERIA_MAX),
      basis: ModelBasis,
      studiedAt: Instant,
    }),
  },
});
export type BeatStudyEvent = EventOf<typeof beatStudyEvents>;

// ---- commands -----------------------------------------------------------------

export interface BeatStudy {
  readonly studies: number;
}

const { command } = commandsOf<BeatStudy>();

const studyInput = {
  criteria: z
    .array(Words)
    .min(1)
    .max(CRITERIA_MAX)
    .refine((criteria) => new Set(criteria).size === criteria.length, 'each criterion once')
    .describe(
      'The criteria considered, word for word as in `territory.criteria` of the model that governs the beat.',
    ),
};

/** The beat as it is drawn, and the criteria of its model. */
interface Drawn {
  readonly municipality: string;
  readonly beatVersion: number;
  readonly active: boolean;
  readonly known: readonly string[];
  readonly basis: ModelBasis;
}
interface Timed {
  readonly at: Instant;
}

/** What was considered when a beat was drawn: the dossier of its design, one study after another. Id: the beat's. */
export const beatStudy = aggregate({
  category: 'beatstudy',
  events: beatStudyEvents,
  initialState: { studies: 0 } as BeatStudy,
  commands: {
    StudyBeat: command({
      doc: 'Records which criteria of the model were considered when the present shape of a beat was drawn. A later study replaces the one before. Refused with BeatNotFound, BeatClosed, CriterionNotInModel, StateCommands (a commander of the town under unified command) or RecordFull.',
      mayExecute: ['commander'],
      on: 'beat',
      input: studyInput,
      finds: looksUp<Drawn>(),
      decide: study,
    }),
  },
  evolve: ({ studies }) => ({ studies: studies + 1 }),
});

// ---- rules --------------------------------------------------------------------

function study({ studies }: BeatStudy, given: Fields<typeof studyInput> & Drawn & Timed) {
  const { criteria, municipality, beatVersion, active, known, basis, at } = given;
  if (!active) return refuse('BeatClosed');
  if (criteria.some((each) => !known.includes(each))) return refuse('CriterionNotInModel');
  if (studies >= STUDIES_MAX) return refuse('RecordFull', { max: STUDIES_MAX });
  return [
    {
      ...{ type: 'BeatStudied' as const, municipality, beatVersion },
      ...{ criteria: [...criteria], basis, studiedAt: at },
    },
  ];
}
