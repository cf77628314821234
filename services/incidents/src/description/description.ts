import { RetentionRule } from '@proximidad/contracts';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  optional,
  personal,
} from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

/** What is known about an incident changes while people listen, but not more often than this. */
export const DESCRIPTIONS_MAX = 50;
const ADDRESS_LENGTH_MAX = 300;
const NARRATIVE_LENGTH_MAX = 2_000;

const told = { class: 'SENSITIVE', subject: 'victim' } as const;

/** The units sent may open place and address whatever their training: nobody can arrive without them. */
export const exactPlace = personal({
  ...{ of: 'IncidentDescribed.exactPlace', plain: Point, forWhoIsSent: true },
  ...told,
});
export const address = personal({
  ...{
    of: 'IncidentDescribed.address',
    plain: z.string().min(1).max(ADDRESS_LENGTH_MAX),
    forWhoIsSent: true,
  },
  ...told,
});
/** What is reported about people: for trained people only. */
export const narrative = personal({
  ...{ of: 'IncidentDescribed.narrative', plain: z.string().min(1).max(NARRATIVE_LENGTH_MAX) },
  ...told,
});

export const descriptionEvents = eventFamily({
  IncidentDescribed: {
    version: 1,
    schema: z.object({
      exactPlace: exactPlace.sealed.nullable(),
      address: address.sealed.nullable(),
      narrative: narrative.sealed.nullable(),
      describedAt: Instant,
    }),
  },
  DescriptionRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
  /** It was described again after that, once it was open again: what is known is kept on. */
  DescriptionRetentionRenewed: { version: 1, schema: z.object({ renewedAt: Instant }) },
});
export type DescriptionEvent = EventOf<typeof descriptionEvents>;

interface Description {
  readonly descriptions: number;
  readonly retained: boolean;
}
const { command, internal } = commandsOf<Description>();

const describing = {
  exactPlace: optional(exactPlace.told).describe('Where it is, for sensitive kinds too. Sealed.'),
  address: optional(address.told).describe('How to get there: street, number, floor, door. Sealed.'),
  narrative: optional(narrative.told).describe('What is reported about it. Sealed.'),
};
interface OfIncident {
  readonly open: boolean;
}

/** Details of an incident that may reveal who is involved: kept apart from the incident, and sealed. */
export const description = aggregate({
  category: 'description',
  events: descriptionEvents,
  initialState: { descriptions: 0, retained: false } as Description,
  commands: {
    DescribeIncident: command({
      doc: 'Records what is known about an incident, sealed; docs/personal-data.md says who may open it. The latest value of each field counts. Refused with IncidentNotFound, AlreadyClosed, NothingDescribed or TooManyDescriptions.',
      mayExecute: ['operator', 'machine'],
      on: 'incident',
      input: describing,
      finds: looksUp<OfIncident>(),
      decide: describe,
    }),
    /** Its retention period is over, by the table. */
    NoteDescriptionRetention: internal({
      input: { rule: RetentionRule, dueAt: Instant },
      decide: ({ retained }, { rule, dueAt }) =>
        retained ? [] : [{ type: 'DescriptionRetentionCame' as const, rule, dueAt }],
    }),
  },
  evolve: (state, event) =>
    event.type === 'IncidentDescribed'
      ? { ...state, descriptions: state.descriptions + 1 }
      : { ...state, retained: event.type === 'DescriptionRetentionCame' },
});

function describe(
  { descriptions, retained }: Description,
  given: Fields<typeof describing> & OfIncident & { readonly at: Instant },
) {
  if (!given.open) return refuse('AlreadyClosed');
  if (given.exactPlace === null && given.address === null && given.narrative === null) {
    return refuse('NothingDescribed');
  }
  if (descriptions >= DESCRIPTIONS_MAX) return refuse('TooManyDescriptions', { max: DESCRIPTIONS_MAX });
  const { exactPlace: place, address: way, narrative: story, at } = given;
  return [
    {
      type: 'IncidentDescribed' as const,
      exactPlace: place,
      address: way,
      narrative: story,
      describedAt: at,
    },
    ...(retained ? [{ type: 'DescriptionRetentionRenewed' as const, renewedAt: at }] : []),
  ];
}
