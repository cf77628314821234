import type { DataClass } from '@proximidad/eventsourcing';
import type { Purpose, Role } from './subject.ts';

/**
 * How far a right reaches. `own` is the entity, and within it the municipality of a subject who has one;
 * `state` the whole entity even then; `nation` the 32 entities and the national records, without the sandbox
 * 99 unless it is the subject's own; `everywhere` includes it. `tied`: what the subject is tied to, within its own entity. `flagged`: what is
 * a federal matter, in the nation, and the whole sandbox for the analyst. `ordered`: the entities that an order names.
 * `asked`: what the subject asked for itself, anywhere in the nation. `open`: what of its own is still open.
 */
export type AccessLevel =
  | 'everywhere'
  | 'nation'
  | 'state'
  | 'own'
  | 'tied'
  | 'flagged'
  | 'ordered'
  | 'asked'
  | 'open'
  | 'none';

const ALL = 'everywhere';
const NAT = 'nation';
const ENT = 'state';
const OWN = 'own';
const TIE = 'tied';
const FLG = 'flagged';
const ORD = 'ordered';
const ASK = 'asked';
const OPN = 'open';
const NO_ = 'none';

const row = (
  analyst: AccessLevel,
  commander: AccessLevel,
  operator: AccessLevel,
  officer: AccessLevel,
  liaison: AccessLevel,
  auditor: AccessLevel,
  academy: AccessLevel,
  machine: AccessLevel,
  wall: AccessLevel,
): Readonly<Record<Role, AccessLevel>> => ({
  analyst,
  commander,
  operator,
  officer,
  liaison,
  auditor,
  academy,
  machine,
  wall,
});

/** Who reads which kind of record, and how far (docs/field.md#who-sees-what). */
// oxfmt-ignore
export const READS = {
  //              analyst commander operator officer liaison auditor academy machine wall
  entity:       row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  municipality: row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  geography:    row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  beat:         row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  course:       row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),

  call:         row(NO_,    OWN,      OWN,     NO_,    NO_,    ORD,    NO_,    OWN,    NO_),
  incident:     row(FLG,    OWN,      OWN,     TIE,    FLG,    ORD,    NO_,    OWN,    OPN),
  historical:   row(FLG,    OWN,      OWN,     TIE,    FLG,    ORD,    NO_,    OWN,    NO_),
  proposal:     row(NO_,    OWN,      OWN,     NO_,    NO_,    ORD,    NO_,    OWN,    NO_),
  contact:      row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NO_,    NO_,    NO_),
  followup:     row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NO_,    NO_,    NO_),
  commitment:   row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NO_,    NO_,    NO_),

  beatshift:    row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    NO_),
  beatdemand:   row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    NO_),
  jointpatrol:  row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    NO_),
  unit:         row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    OWN),
  unitlog:      row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    NO_),
  officerduty:  row(NO_,    OWN,      OWN,     TIE,    NO_,    ORD,    NO_,    OWN,    NO_),

  officer:      row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NAT,    NO_,    NO_),
  dossier:      row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NAT,    NO_,    NO_),
  enrolment:    row(NO_,    OWN,      NO_,     TIE,    NO_,    ORD,    NAT,    NO_,    NO_),

  authority:    row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  agreement:    row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  liaison:      row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  body:         row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  session:      row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),

  modelprofile: row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),
  adoption:     row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT,    NAT),

  needtoknow:   row(NO_,    OWN,      NO_,     NO_,    ASK,    ORD,    NO_,    NO_,    NO_),
  breakglass:   row(NO_,    OWN,      NO_,     NO_,    NO_,    ORD,    NO_,    NO_,    NO_),
  openingstop:  row(NO_,    OWN,      NO_,     NO_,    NO_,    ORD,    NO_,    NO_,    NO_),
  keptperson:   row(NO_,    OWN,      NO_,     NO_,    NO_,    ORD,    NO_,    NO_,    NO_),
  datarequest:  row(NO_,    OWN,      NO_,     NO_,    NO_,    ORD,    NO_,    NO_,    NO_),

  accesslog:    row(NO_,    NO_,      NO_,     NO_,    NO_,    ORD,    NO_,    NO_,    NO_),
  source:       row(ALL,    ENT,      ENT,     ENT,    NAT,    NAT,    NO_,    ENT,    ENT),
  access:       row(ALL,    NO_,      NO_,     NO_,    NO_,    NAT,    NO_,    NO_,    NO_),
} as const satisfies Record<string, Readonly<Record<Role, AccessLevel>>>;

/** A kind of record, as the row filter and the commands name it. */
export type Kind = keyof typeof READS;

/** Whose totals a role may see, by the kind of record counted; totals that are not its own are shown in cells of five and more. */
// oxfmt-ignore
export const COUNTS: Readonly<Partial<Record<Kind, Readonly<Record<Role, AccessLevel>>>>> = {
  //              analyst commander operator officer liaison auditor academy machine wall
  call:         row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    NO_),
  incident:     row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    OWN),
  contact:      row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    NO_),
  followup:     row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    NO_),
  beat:         row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NAT,    OWN,    OWN),
  unit:         row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    OWN),
  officerduty:  row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NO_,    OWN,    OWN),
  officer:      row(ALL,    OWN,      OWN,     OWN,    NAT,    NAT,    NAT,    OWN,    NO_),
};

/** How far a role's commands reach, for those that name it. */
export const EXECUTES: Readonly<Record<Role, AccessLevel>> = row(ALL, OWN, OWN, OWN, NAT, NO_, NAT, OWN, NO_);

/** How long an officer sees what happened in their own beat. */
export const RECENT_MS = 30 * 86_400_000;

/** What ties an officer to a record: a claim, and the column that it is compared with; within RECENT_MS where a moment is named. */
interface Tie {
  readonly claim: 'officer' | 'unit' | 'beats';
  readonly column: string;
  /** The column holds several, each between blanks. */
  readonly amongst?: true;
  readonly recent?: string;
  /** Without the training that this class requires, only rows that hold 0 in this column, then and today. */
  readonly trained?: { readonly class: DataClass; readonly unless: string };
}

/** The key of a row, beside its columns. */
export const KEY = '_key';

/** Recorded live or imported from a file: one board contains both. */
const TO_INCIDENTS: readonly Tie[] = [
  { claim: 'beats', column: 'beatId', recent: 'reportedAt' },
  { claim: 'unit', column: 'unitIds', amongst: true, recent: 'reportedAt' },
  { claim: 'officer', column: 'officersText', amongst: true, recent: 'reportedAt' },
];

export const TIES: Readonly<Partial<Record<Kind, readonly Tie[]>>> = {
  incident: TO_INCIDENTS,
  historical: TO_INCIDENTS,
  contact: [
    { claim: 'beats', column: 'beatId', recent: 'contactedAt' },
    { claim: 'officer', column: 'officersText', amongst: true, recent: 'contactedAt' },
  ],
  followup: [
    {
      ...({ claim: 'beats', column: 'beatId' } as const),
      trained: { class: 'SENSITIVE', unless: 'afterViolence' },
    },
  ],
  commitment: [
    { claim: 'beats', column: 'beatId' },
    { claim: 'officer', column: 'officerId' },
  ],
  beatshift: [{ claim: 'beats', column: 'beatId' }],
  beatdemand: [{ claim: 'beats', column: 'beatId' }],
  jointpatrol: [
    { claim: 'beats', column: 'beatId' },
    { claim: 'officer', column: 'officersText', amongst: true },
  ],
  unit: [
    { claim: 'unit', column: KEY },
    { claim: 'beats', column: 'beatId' },
  ],
  officerduty: [
    { claim: 'officer', column: KEY },
    { claim: 'officer', column: 'officerId' },
  ],
  officer: [{ claim: 'officer', column: KEY }],
  enrolment: [{ claim: 'officer', column: 'officerId' }],
};

/** To whom a single record may be opened by its owner, and for which purpose (ST-6). */
export const GRANTED: Readonly<
  Partial<Record<Kind, { readonly roles: readonly Role[]; readonly purposes: readonly Purpose[] }>>
> = { incident: { roles: ['liaison'], purposes: ['INVESTIGATION_SUPPORT'] } };

/** What a purpose may open beyond what everybody sees of a record. */
type FieldSet = 'PLACE' | 'PERSONNEL';

/** Exact places and who is there; and where an officer is. */
export const FIELD_SETS: Readonly<Record<string, FieldSet>> = {
  'Incident.point': 'PLACE',
  'Incident.people': 'PLACE',
  'Incident.vehicles': 'PLACE',
  'Incident.mergedDescriptions': 'PLACE',
  'Call.cell': 'PLACE',
  'Contact.point': 'PLACE',
  'Unit.lastPoint': 'PLACE',
  'Officer.duty': 'PERSONNEL',
  'Officer.assignment': 'PERSONNEL',
  'Officer.incidents': 'PERSONNEL',
};

/** The purpose selects the field set: figures and answers to citizens need none of these, an investigation no personnel. */
export const OPENS: Readonly<Record<Purpose, readonly FieldSet[]>> = {
  DISPATCH: ['PLACE', 'PERSONNEL'],
  PATROL: ['PLACE', 'PERSONNEL'],
  FOLLOW_UP: ['PLACE', 'PERSONNEL'],
  SUPERVISION: ['PLACE', 'PERSONNEL'],
  INVESTIGATION_SUPPORT: ['PLACE'],
  STATISTICS: [],
  AUDIT: ['PLACE', 'PERSONNEL'],
  ARCO: [],
  LEGAL_ORDER: ['PLACE', 'PERSONNEL'],
};

/** Roles that work in the field, or are responsible for those who do. */
export const FIELD: readonly Role[] = ['commander', 'operator', 'officer', 'auditor', 'machine'];
