import { idFor } from '@proximidad/eventsourcing';
import type { Kind, Purpose, Subject } from '@proximidad/policy';

/*
 * Who sees what, as the field defines it (docs/field.md#who-sees-what) and ADR 205 interprets it: written by hand, from nothing
 * else. What services, gateway and bus show is compared with it cell by cell.
 */

/** Where a record is, relative to an officer of beat OWN_BEAT in 09007, to those who serve 09007 or 09, and to the nation. */
export type Scene =
  | 'ownBeat'
  | 'oneself'
  | 'otherBeat'
  | 'otherTown'
  | 'ofTheState'
  | 'otherState'
  | 'federal'
  | 'longAgo'
  | 'arms'
  | 'trafficking'
  | 'violence'
  | 'armsElsewhere'
  | 'abroad';

/** The authority and edition of these beats: their ids are derived from them. */
export const AUTHORITY = 'auth-09-ssc';
export const EDITION = '2023';
export const OWN_BEAT = idFor('09', 'beat', AUTHORITY, EDITION, 'own');
export const OTHER_BEAT = idFor('09', 'beat', AUTHORITY, EDITION, 'other');
export const OWN_UNIT = idFor('09', 'unit', 'own');
export const OWN_OFFICER = idFor('09', 'officer', 'own');

export const OWN_TOWN = '09007';
export const OTHER_TOWN = '09015';
export const ELSEWHERE = '14039';

type Person = Omit<Subject, 'purpose'>;
const who = (role: Subject['role'], ties: Partial<Subject> = {}): Person => ({
  ...{ id: `dev:${role}`, role },
  ...ties,
});
const state = { entity: '09' };
const town = { ...state, municipality: OWN_TOWN };

/** Everybody that the table has a row for. */
export const HOLDERS = {
  analyst: who('analyst'),
  liaison: who('liaison', state),
  'commander of the state': who('commander', state),
  'commander of the town': who('commander', town),
  'operator of the state': who('operator', state),
  'operator of the town': who('operator', town),
  'officer of the beat': who('officer', {
    ...{ ...state, officer: OWN_OFFICER, unit: OWN_UNIT },
    beats: [OWN_BEAT],
  }),
  'officer without a beat': who('officer', state),
  'commander elsewhere': who('commander', { entity: '14' }),
  'auditor with an order': who('auditor', { order: { number: 'ORD-1', entities: ['14'] } }),
  'auditor without one': who('auditor'),
  academy: who('academy'),
  "a state's system": who('machine', state),
  'the sandbox': who('machine', { entity: '99' }),
  'the wall of the state': who('wall', state),
} satisfies Record<string, Person>;
export type Holder = keyof typeof HOLDERS;

const TOWN: readonly Scene[] = [
  'ownBeat',
  'oneself',
  'otherBeat',
  'longAgo',
  'arms',
  'trafficking',
  'violence',
];
const STATE: readonly Scene[] = [...TOWN, 'otherTown', 'ofTheState'];
const OTHERS: readonly Scene[] = ['otherState', 'armsElsewhere'];
const MATTERS: readonly Scene[] = ['arms', 'trafficking', 'armsElsewhere'];
const NATION: readonly Scene[] = [...STATE, ...OTHERS, 'federal'];
const TIED: readonly Scene[] = ['ownBeat', 'oneself'];

type Row = Readonly<Partial<Record<Holder, readonly Scene[]>>>;

/**
 * What those who answer for a place see: room, commander and system of the state, those of the town, the neighbour, and
 * anyone with an order.
 */
const ANSWERING: Row = {
  'commander of the state': STATE,
  'commander of the town': TOWN,
  'commander elsewhere': OTHERS,
  'auditor with an order': OTHERS,
};
const ROOM: Row = { ...ANSWERING, 'operator of the state': STATE, 'operator of the town': TOWN };
const ROOM_AND_SYSTEM: Row = { ...ROOM, "a state's system": STATE, 'the sandbox': ['abroad'] };
/** A screen on a wall: the board of its room, and nothing about callers or officers. */
const WALL: Row = { 'the wall of the state': STATE };
const FEDERAL_MATTERS: Row = { analyst: [...MATTERS, 'abroad'], liaison: MATTERS };
const EVERYBODY: Row = Object.fromEntries(Object.keys(HOLDERS).map((holder) => [holder, NATION]));

/** Anyone who is not named, and any kind that is not, sees nothing. */
export const SEES: Readonly<Partial<Record<Kind, Row>>> = {
  // PUBLIC: beats, courses, and which institutions there are.
  beat: EVERYBODY,
  course: EVERYBODY,
  authority: EVERYBODY,
  agreement: EVERYBODY,
  body: EVERYBODY,
  session: EVERYBODY,
  liaison: EVERYBODY,
  modelprofile: EVERYBODY,
  adoption: EVERYBODY,
  geography: EVERYBODY,
  // INTERNAL: the own area with everything operational; an officer, what is tied to him; citizens' matters for thirty days.
  incident: { ...ROOM_AND_SYSTEM, ...FEDERAL_MATTERS, 'officer of the beat': TIED, ...WALL },
  historical: { ...ROOM_AND_SYSTEM, ...FEDERAL_MATTERS, 'officer of the beat': TIED },
  call: ROOM_AND_SYSTEM,
  unit: { ...ROOM_AND_SYSTEM, 'officer of the beat': TIED, ...WALL },
  beatshift: { ...ROOM_AND_SYSTEM, 'officer of the beat': ['ownBeat'] },
  // What a place asks for shows where there are no police.
  beatdemand: { ...ROOM_AND_SYSTEM, 'officer of the beat': ['ownBeat'] },
  jointpatrol: { ...ROOM_AND_SYSTEM, 'officer of the beat': TIED },
  officerduty: { ...ROOM_AND_SYSTEM, 'officer of the beat': ['oneself'] },
  // What a liaison asked to know: those who answer for the incident, and the one who asked.
  needtoknow: { ...ANSWERING, liaison: NATION },
  // PERSONAL and SENSITIVE: those who owe it to the citizens, and those who answer for that.
  contact: { ...ANSWERING, 'officer of the beat': TIED },
  // After violence, of the officers of the beat those alone who are trained to attend victims: this one is not.
  followup: { ...ANSWERING, 'officer of the beat': ['ownBeat'] },
  commitment: { ...ANSWERING, 'officer of the beat': ['ownBeat', 'oneself'] },
  // What is decided about persons' data: those who answer for the place, and anyone with an order.
  keptperson: ANSWERING,
  breakglass: ANSWERING,
  // Who has been stopped from opening: those who answer for the place, and anyone with an order.
  openingstop: ANSWERING,
  datarequest: ANSWERING,
  // RESERVED: personnel, for those who have it by law; the academy keeps the dossiers of the nation.
  officer: { ...ANSWERING, 'officer of the beat': ['oneself'], academy: NATION },
  enrolment: { ...ANSWERING, 'officer of the beat': ['oneself'], academy: NATION },
  // Who looked, and who was refused: an auditor under an order for the entity, but never one whose own look-ups they are.
  accesslog: { 'auditor with an order': OTHERS },
  // Whose access has ended: those who end it, and those who audit that.
  access: { analyst: NATION, 'auditor with an order': NATION, 'auditor without one': NATION },
  // Which systems are heard from: each state sees its own; those who compose or audit the nation see all of them.
  source: {
    ...{ analyst: [...NATION, 'abroad'], liaison: NATION },
    ...{ 'auditor with an order': NATION, 'auditor without one': NATION },
    ...{ 'commander of the state': STATE, 'commander of the town': STATE, 'commander elsewhere': OTHERS },
    ...{ 'operator of the state': STATE, 'operator of the town': STATE },
    ...{ 'officer of the beat': STATE, 'officer without a beat': STATE },
    ...{ "a state's system": STATE, 'the sandbox': ['abroad'], ...WALL },
  },
};

/** Kinds that are commanded but never read by themselves, and where they are seen. */
export const SEEN_WITHIN: Readonly<Partial<Record<Kind, string>>> = {
  proposal: 'the incident that it is for',
  unitlog: 'the unit',
  dossier: 'the officer',
  entity: 'the framework of the 32, which no record changes',
  municipality: 'the framework; what a decree makes of it is `geography`',
};

/** Sealed data about persons: who opens it, signed in as its class requires, and for which purposes. Nobody else ever does. */
export const OPENS = {
  // Who a contact was with: those who spoke there, are in charge of the beat or command.
  contact: {
    purposes: ['PATROL', 'FOLLOW_UP'],
    by: {
      'commander of the state': STATE,
      'commander of the town': TOWN,
      'commander elsewhere': OTHERS,
      'officer of the beat': TIED,
    },
  },
  // Of a call, an incident and the people in it: those who work on it; an officer once the own unit is sent.
  incident: {
    purposes: ['DISPATCH'],
    by: { 'operator of the state': STATE, 'operator of the town': TOWN, 'officer of the beat': ['oneself'] },
  },
  // Keys of registers: those who command there. An academy of the nation has no entity of its own.
  officer: {
    purposes: ['SUPERVISION'],
    by: { 'commander of the state': STATE, 'commander of the town': TOWN, 'commander elsewhere': OTHERS },
  },
} as const satisfies Readonly<
  Partial<Record<Kind, { readonly purposes: readonly Purpose[]; readonly by: Row }>>
>;

/** The state of the work that something is opened for, or what opens it beyond that. */
export type Standing =
  | 'goes on'
  | 'ended lately'
  | 'ended long ago'
  | 'broken glass'
  | 'another broke it'
  | 'need to know';
/** What somebody is trained for, and how they signed in. */
export const TRAININGS = {
  none: { amr: ['mfa'] },
  victims: { amr: ['mfa'], competences: ['ATENCION_VICTIMAS'] },
  adolescents: { amr: ['mfa'], competences: ['ADOLESCENTES'] },
  'all, with a password alone': {
    amr: ['pwd'],
    competences: ['ATENCION_VICTIMAS', 'ADOLESCENTES', 'ASUNTOS_INTERNOS'],
  },
} as const satisfies Record<string, Partial<Subject>>;
export type Training = keyof typeof TRAININGS;
/**
 * Sealed classes, as in docs/personal-data.md; `SENT` is SENSITIVE and shown to whoever is to arrive, `CALLER` is
 * PERSONAL and from a call.
 */
export type Sealed = 'PERSONAL' | 'CALLER' | 'SENT' | 'SENSITIVE' | 'JUVENILE';

/** The training that each class requires, besides the work. */
const ASKED: Readonly<Record<Sealed, readonly Training[]>> = {
  PERSONAL: ['none', 'victims', 'adolescents', 'all, with a password alone'],
  CALLER: ['none', 'victims', 'adolescents', 'all, with a password alone'],
  SENT: ['victims'],
  SENSITIVE: ['victims'],
  JUVENILE: ['adolescents'],
};
/** Who may open an incident beyond the work: those who may break the glass there, and the liaison whom its owner let in. */
const BROKE: readonly Holder[] = ['operator of the state', 'commander of the state'];
const SIGNED_IN: readonly Training[] = ['none', 'victims', 'adolescents'];

/** Whether this part of an incident is opened to the holder, with this training and for this purpose. */
export function opensOfIncident(
  holder: Holder,
  purpose: Purpose,
  training: Training,
  { scene, standing, sealed }: { scene: Scene; standing: Standing; sealed: Sealed },
): boolean {
  const { purposes, by } = OPENS.incident;
  const works =
    purposes.some((one) => one === purpose) &&
    ((by as Row)[holder] ?? []).includes(scene) &&
    (standing === 'goes on' || standing === 'ended lately');
  if (works && standing === 'goes on' && sealed === 'SENT') return true;
  if (works && ASKED[sealed].includes(training)) return true;
  if (standing === 'broken glass' && purpose === 'DISPATCH' && BROKE.includes(holder))
    return (
      sealed === 'PERSONAL' || sealed === 'CALLER' || (sealed !== 'JUVENILE' && SIGNED_IN.includes(training))
    );
  const isLetIn = standing === 'need to know' && holder === 'liaison' && purpose === 'INVESTIGATION_SUPPORT';
  // Calls are records of their own, and none is opened with an incident.
  return isLetIn && sealed !== 'CALLER' && ASKED[sealed].includes(training);
}

/** The purposes that each may declare; with any other purpose they see nothing at all. */
export const PURPOSES: Readonly<Record<Subject['role'], readonly Purpose[]>> = {
  analyst: ['STATISTICS', 'SUPERVISION', 'INVESTIGATION_SUPPORT'],
  commander: [
    ...(['SUPERVISION', 'DISPATCH', 'PATROL', 'FOLLOW_UP', 'INVESTIGATION_SUPPORT'] as const),
    ...(['STATISTICS', 'ARCO', 'LEGAL_ORDER'] as const),
  ],
  operator: ['DISPATCH', 'PATROL', 'FOLLOW_UP'],
  officer: ['PATROL', 'DISPATCH', 'FOLLOW_UP'],
  liaison: ['SUPERVISION', 'INVESTIGATION_SUPPORT', 'STATISTICS'],
  auditor: ['AUDIT'],
  academy: ['SUPERVISION', 'STATISTICS'],
  machine: ['DISPATCH', 'PATROL', 'FOLLOW_UP', 'SUPERVISION', 'STATISTICS'],
  wall: ['STATISTICS'],
};

/**
 * Where an officer serves is shown to those who work with him or answer for him, but not for statistics, ARCO requests
 * or investigations.
 */
const CLOSED_FOR: Readonly<Partial<Record<Kind, readonly Purpose[]>>> = {
  officerduty: ['STATISTICS', 'ARCO', 'INVESTIGATION_SUPPORT'],
};

/**
 * What an officer did in incidents: shown to those who answer for the place and have its personnel by law, and to the
 * officer, for the purposes for which it is shown where officers serve.
 */
const WORK: Row = { ...ANSWERING, 'officer of the beat': ['oneself'] };

/** The scenes of those officers whose incidents the holder sees. */
export function worksSeenBy(holder: Holder, purpose: Purpose, scenes: readonly Scene[]): readonly Scene[] {
  const { role } = HOLDERS[holder];
  if (!PURPOSES[role].includes(purpose) || CLOSED_FOR.officerduty!.includes(purpose)) return [];
  return scenes.filter((scene) => WORK[holder]?.includes(scene));
}

/** Which of these records the holder sees for this purpose. */
export function seenBy(
  kind: Kind,
  holder: Holder,
  purpose: Purpose,
  scenes: readonly Scene[],
): readonly Scene[] {
  const { role } = HOLDERS[holder];
  if (!PURPOSES[role].includes(purpose) || CLOSED_FOR[kind]?.includes(purpose)) return [];
  const seen = SEES[kind]?.[holder] ?? [];
  return scenes.filter((scene) => seen.includes(scene));
}
