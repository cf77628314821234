import { RETENTION, type RetentionCode } from '@proximidad/catalogues';
import { closedList, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const PriorityCode = closedList(
  'Priority',
  {
    ALTA: 'High: by the national model, a unit has to be sent within 90 seconds (BR-I3).',
    MEDIA: 'Medium: by the national model, a unit has to be sent within 5 minutes (BR-I3).',
    BAJA: 'Low: by the national model, sending a unit has no time limit (BR-I3).',
  },
  'How urgent it is, by the national catalogue of incidents (CNIE).',
);

const COUNTED_FROM = Object.fromEntries(
  Object.entries(RETENTION).map(([code, { from }]) => [code, from]),
) as Readonly<Record<RetentionCode, string>>;
/** The rules of the table of retention. */
export const RetentionRule = closedList(
  'RetentionRule',
  COUNTED_FROM,
  'The rules of the table of retention, each with what its time is counted from.',
);

/** The age bands that the law distinguishes (LNSIJPA 5). */
export const AgeBand = closedList(
  'AgeBand',
  {
    ADULT: '18 and older.',
    A16_17: '16 or 17.',
    A14_15: '14 or 15.',
    A12_13: '12 or 13.',
    UNDER_12: 'A child, referred to the Procuraduría de Protección (BR-I7).',
    UNKNOWN: 'Not known: kept as the data of a minor (BR-I7).',
  },
  "A person's age, in the bands that the law distinguishes.",
);

/** A code of some catalogue, with the catalogue and its version. */
export const CatalogueCode = z.object({
  system: z.string().max(40),
  version: z.string().max(20).optional(),
  code: z.string().max(80),
});
export type CatalogueCode = z.infer<typeof CatalogueCode>;

export const Outcome = closedList(
  'IncidentOutcome',
  {
    RESOLVED: 'What had to be done was done.',
    NO_CONTACT: 'Nobody and nothing was found.',
    UNFOUNDED: 'It did not happen.',
    REFERRED: 'Another authority took it over.',
    DETAINED: 'Somebody was detained.',
    DUPLICATE: 'It was another incident, already known.',
    CANCELLED: 'It was called off before anybody had to act.',
  },
  'What came of the work on an incident.',
);

export const UnitStatus = closedList(
  'UnitStatus',
  {
    AVAILABLE: 'Free to be sent.',
    EN_ROUTE: 'On its way to an incident.',
    ON_SCENE: 'At an incident.',
    BUSY: 'At work, and not free to be sent.',
    OUT_OF_SERVICE: 'Cannot be sent: broken down, or without a crew.',
    OFFLINE: 'It has not reported yet, or its day has ended.',
  },
  'What a unit is doing.',
);

export const SupportKind = closedList(
  'SupportKind',
  {
    POLICE: 'More units of the same force.',
    MEDICAL: 'An ambulance.',
    FIRE: 'The fire brigade.',
    STATE: 'The state force.',
    FEDERAL: 'The federal force.',
  },
  'Whose help is asked for.',
);

/** Why units are ranked again. */
export const RoundReason = closedList(
  'RoundReason',
  {
    ASKED: 'A person asked for a new proposal.',
    UNIT_FREED: 'A unit of the municipality became free, while none of those proposed was.',
    DISPATCH_ENDED: 'The unit that was sent was called back, or sent elsewhere.',
    UNANSWERED: 'The unit that was sent did not answer.',
    PRIORITY_RAISED: 'It has become more urgent.',
    SUPPORT_ASKED: 'More units are needed.',
    REOPENED: 'The incident was reopened: the work goes on.',
  },
  'Why units are ranked again.',
);

/** A unit that could go, with what the proposal rests on (policy P1). */
export const Candidate = z.object({
  unitId: PublicId,
  distanceMetres: z.int().min(0).nullable(),
  etaSeconds: z.int().min(0).nullable(),
  sameBeat: z.boolean(),
  score: z.number().min(0).max(1),
  reasons: z.array(z.string().max(60)).max(8),
});
export type Candidate = z.infer<typeof Candidate>;
