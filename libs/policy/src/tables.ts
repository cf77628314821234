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

/** Who reads which kind of record, and how far (docs/field.md#who-sees-what). */
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

  authority:    row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),
  agreement:    row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),
  liaison:      row(ALL,    NAT,      NAT,     NAT,    NAT,    NAT,    NAT,    NAT),

  source:       row(ALL,    ENT,      ENT,     ENT,    ENT,    NAT,    NO_,    ENT),
  access:       row(ALL,    NO_,      NO_,     NO_,    NO_,    NAT,    NO_,    NO_),
} as const satisfies Record<string, Readonly<Record<Role, Reach>>>;

/** A kind of record, as the row filter and the commands name it. */
export type Kind = keyof typeof READS;

/** How far a role's commands reach, for those that name it. */
export const EXECUTES: Readonly<Record<Role, Reach>> = row(ALL, OWN, OWN, OWN, NO_, NO_, NAT, OWN);

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
