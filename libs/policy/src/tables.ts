import type { Role } from './subject.ts';

/**
 * How far a right reaches. `own` is the entity, and within it the municipality of a subject who has one;
 * `state` the whole entity even then; `nation` the 32 entities and the national records, without the sandbox
 * 99 unless it is the subject's own; `everywhere` includes it.
 */
export type Reach = 'everywhere' | 'nation' | 'state' | 'own' | 'none';

const ALL = 'everywhere';
const NAT = 'nation';
const ENT = 'state';
const OWN = 'own';
const NO_ = 'none';

const row = (
  analyst: Reach,
  commander: Reach,
  operator: Reach,
  officer: Reach,
  liaison: Reach,
  auditor: Reach,
  academy: Reach,
  machine: Reach,
): Readonly<Record<Role, Reach>> => ({
  analyst,
  commander,
  operator,
  officer,
  liaison,
  auditor,
  academy,
  machine,
});

/** Who reads which kind of record, and how far (domain, sections 4.1 and 4.3). */
// prettier-ignore
export const READS = {
  //              analyst commander operator officer liaison auditor academy machine
  entity:       row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),
  municipality: row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),
  beat:         row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),
  course:       row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),

  call:         row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  incident:     row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  historical:   row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  proposal:     row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  contact:      row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  followup:     row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),

  beatshift:    row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  unit:         row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  unitlog:      row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),
  officerduty:  row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NO_,    OWN),

  officer:      row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NAT,    OWN),
  dossier:      row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NAT,    OWN),
  enrolment:    row(ALL,    OWN,      OWN,     OWN,    OWN,    NAT,    NAT,    OWN),

  source:       row(ALL,    ENT,      ENT,     ENT,    ENT,    NAT,    NO_,    ENT),
  access:       row(ALL,    NO_,      NO_,     NO_,    NO_,    NAT,    NO_,    NO_),
} as const satisfies Record<string, Readonly<Record<Role, Reach>>>;

/** A kind of record, as the row filter and the commands name it. */
export type Kind = keyof typeof READS;

/** How far a role's commands reach, for those that `TELLS` gives it. */
export const TELLS_REACH: Readonly<Record<Role, Reach>> = row(ALL, OWN, OWN, OWN, NO_, NO_, NAT, OWN);

/** Who may tell which command. A command that is not here is nobody's. */
// prettier-ignore
export const TELLS = {
  ReceiveCall:              ['operator', 'machine'],
  ClassifyCall:             ['operator', 'machine'],
  AbandonCall:              ['operator', 'machine'],
  LinkDuplicate:            ['operator', 'machine'],
  ReportIncident:           ['operator', 'machine'],
  ChangePriority:           ['operator', 'commander', 'machine'],
  DispatchPatrol:           ['operator', 'machine'],
  CancelDispatch:           ['operator', 'machine'],
  AcknowledgeDispatch:      ['operator', 'officer', 'machine'],
  ReportEnRoute:            ['operator', 'officer', 'machine'],
  ReportArrival:            ['operator', 'officer', 'machine'],
  CloseIncident:            ['operator', 'commander', 'machine'],
  ReclassifyIncident:       ['commander', 'machine'],
  RelocateIncident:         ['commander', 'machine'],
  RecordHistoricalIncident: ['machine'],

  DesignBeat:               ['commander', 'machine'],
  RedrawBeat:               ['commander', 'machine'],
  CloseBeat:                ['commander', 'machine'],
  RegisterUnit:             ['commander', 'machine'],
  ReportUnitStatus:         ['operator', 'officer', 'commander', 'machine'],
  ReportPositions:          ['officer', 'machine'],
  OpenShift:                ['commander', 'machine'],
  StartDuty:                ['officer', 'commander', 'machine'],
  EndDuty:                  ['officer', 'commander', 'machine'],
  AssignOfficer:            ['commander', 'machine'],

  RecordContact:            ['officer', 'commander', 'machine'],
  RecordAttempt:            ['officer', 'commander', 'machine'],
  CompleteFollowUp:         ['officer', 'commander', 'machine'],
  WaiveFollowUp:            ['commander', 'machine'],

  PublishCourse:            ['academy', 'machine'],
  RegisterOfficer:          ['academy', 'commander', 'machine'],
  EnrolOfficer:             ['academy', 'machine'],
  CompleteCourse:           ['academy', 'machine'],
  GrantCompetence:          ['academy', 'machine'],
  IssueCertificate:         ['academy', 'machine'],

  SourceAlive:              ['machine'],
  RevokeAccess:             ['analyst'],
} as const satisfies Record<string, readonly Role[]>;

/** A command that somebody may tell. Reactions and tickers act inside their service and do not pass here. */
export type CommandType = keyof typeof TELLS;

/** Whoever works in the field or answers for those who do. */
const FIELD: readonly Role[] = ['commander', 'operator', 'officer', 'auditor', 'machine'];

/** Fields that some roles may never have, whatever the record: exact places, and where an officer is. */
// prettier-ignore
export const RESTRICTED_FIELDS: Readonly<Record<string, readonly Role[]>> = {
  'Incident.point':     FIELD,
  'Contact.point':      FIELD,
  'Unit.lastPoint':     FIELD,
  'Officer.duty':       FIELD,
  'Officer.assignment': FIELD,
};
