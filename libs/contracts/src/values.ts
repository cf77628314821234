import { RETENTION, type RetentionCode } from '@proximidad/catalogues';
import { closedList, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const PriorityCode = closedList(
  'Priority',
  {
    ALTA: 'High: by the national model a unit is to be sent within 90 seconds (BR-I3).',
    MEDIA: 'Medium: by the national model a unit is to be sent within 5 minutes (BR-I3).',
    BAJA: 'Low: no unit has to be sent by a certain time (BR-I3).',
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
  'How long what tells of somebody is kept; what its time is counted from.',
);

/** The ages that the law tells apart (LNSIJPA 5). */
export const AgeBand = closedList(
  'AgeBand',
  {
    ADULT: '18 and older.',
    A16_17: '16 or 17.',
    A14_15: '14 or 15.',
    A12_13: '12 or 13.',
    UNDER_12: 'A child: of the Procuraduría de Protección (BR-I7).',
    UNKNOWN: 'Not known: kept as one of a minor (BR-I7).',
  },
  'How old somebody is, as far as the law tells ages apart.',
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
    DUPLICATE: 'It was another incident, known before.',
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
    OUT_OF_SERVICE: 'Not to be sent: broken down, or without a crew.',
    OFFLINE: 'It has not reported yet, or its day has ended.',
  },
  'What a unit does.',
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
    ASKED: 'A person wanted a new proposal.',
    UNIT_FREED: 'A unit of the municipality became free, and none that was proposed was.',
    DISPATCH_ENDED: 'The unit that was sent was called back, or sent elsewhere.',
    UNANSWERED: 'The unit that was sent did not answer.',
    PRIORITY_RAISED: 'It is more urgent than it was.',
    SUPPORT_ASKED: 'More units are needed.',
    REOPENED: 'The work goes on.',
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
