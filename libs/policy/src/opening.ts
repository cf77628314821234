import { type DataClass, EntityCode, PublicId, uuidv5 } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { isStronglySignedIn, type Purpose, type Role, type Subject } from './subject.ts';

/** How long a value stays open to those who had it after the task has ended; then it is masked. */
export const MASKED_AFTER_MS = 72 * 3_600_000;
/** The longest shift: anyone who signed in longer ago reads outside it (LNRD art. 16). */
export const DUTY_MAX_MS = 24 * 3_600_000;
/** Most units, officers and beats, each, that one task names. */
const UNITS_MAX = 256;

/** What a value is opened for: the work on a record, as its service knows it. */
export const Task = z.strictObject({
  kind: z.enum(['INCIDENT', 'FOLLOW_UP', 'CONTACT', 'DOSSIER']),
  /** Of the record. */
  entity: EntityCode,
  municipality: z.string().length(5).nullable(),
  /** Unix milliseconds; null while it goes on. */
  endedAt: z.number().nullable(),
  /** Sent for it. */
  units: z.array(PublicId).max(UNITS_MAX).readonly(),
  /** Were sent for it, and their working day has ended. */
  offDuty: z.array(PublicId).max(UNITS_MAX).readonly().default([]),
  /** In charge of it. */
  officers: z.array(PublicId).max(UNITS_MAX).readonly(),
  /** The beats that it lies with. */
  beats: z.array(PublicId).max(UNITS_MAX).readonly(),
  /** What opens it to one subject beyond the task, for a time. */
  grant: z
    .strictObject({ kind: z.enum(['NEED_TO_KNOW', 'BREAK_GLASS']), subject: z.string(), until: z.number() })
    .nullable()
    .default(null),
});
export type Task = z.infer<typeof Task>;

/** What is to be opened. */
export interface Opening {
  readonly class: DataClass;
  readonly forWhoIsSent: boolean;
  readonly task: Task;
}

/** What prevents an opening, besides what prevents reading. */
export const OpeningDenial = z.enum([
  ...[
    'PERSON',
    'PURPOSE',
    'ROLE',
    'ENTITY',
    'MUNICIPALITY',
    'TASK',
    'MASKED',
    'TRAINING',
    'STEP_UP',
    'DUTY',
    'BLOCKED',
    'BULK',
    'SURNAME',
    'OWN_SURNAME',
    'MISPLACED',
  ],
] as const);
export type OpeningDenial = z.infer<typeof OpeningDenial>;

/** What is unusual, and reported at once to those responsible (domain: anomaly stop). */
export const STOPS = ['BULK', 'DUTY', 'SURNAME', 'OWN_SURNAME'] as const satisfies readonly OpeningDenial[];
export type Stop = (typeof STOPS)[number];

/** Of whom something was noted, in whichever institution: recognised by those who know the person, and different at each moment. */
export function personNoted(actor: string, at: number, person: string): string {
  return uuidv5('person-noted', actor, at, person);
}

export type OpeningDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: OpeningDenial };

/** For which purpose a task is worked on, and by whom. */
const WORKED_ON = {
  INCIDENT: { purposes: ['DISPATCH'], roles: ['operator', 'officer'] },
  FOLLOW_UP: { purposes: ['FOLLOW_UP'], roles: ['officer', 'commander'] },
  CONTACT: { purposes: ['PATROL', 'FOLLOW_UP'], roles: ['officer', 'commander'] },
  DOSSIER: { purposes: ['SUPERVISION'], roles: ['academy', 'commander'] },
} as const satisfies Readonly<
  Record<Task['kind'], { readonly purposes: readonly Purpose[]; readonly roles: readonly Role[] }>
>;

/** The training that a class requires of those who open it, besides the task. */
const TRAINED = {
  PERSONAL: undefined,
  SENSITIVE: 'ATENCION_VICTIMAS',
  JUVENILE: 'ADOLESCENTES',
  COMPLAINT: 'ASUNTOS_INTERNOS',
} as const satisfies Readonly<Record<DataClass, NonNullable<Subject['competences']>[number] | undefined>>;

/** Marks a caller that asks for many watchers at once: nobody in person, so that nothing could be said about who saw it. */
const WATCHES_FOR_MANY = 'gateway:';

/** Most watchers, by name, of one answer made for many. */
export const READERS_MAX = 1_000;
/** The screen of a person who watches, for which an answer is made, and the number of its frame. */
export const Screen = z.strictObject({ id: z.uuid(), frame: z.int().min(1) });
export type Screen = z.infer<typeof Screen>;

/** Nothing is opened to it; what is denied is denied to each watcher. */
export const watchesForMany = ({ id }: Pick<Subject, 'id'>): boolean => id.startsWith(WATCHES_FOR_MANY);

const ALLOWED: OpeningDecision = { allowed: true };
const denied = (reason: OpeningDenial): OpeningDecision => ({ allowed: false, reason });

/**
 * Whether this subject may open a value of this class for this task, and if not, why. Total, pure, and deny by default: the
 * purpose and the role have to be the task's, the record the subject's own, the task still running or, except for a contact, ended
 * less than MASKED_AFTER_MS ago, the training and the way of signing in those of the class (ADR 227), and the shift not over.
 */
export function decideOpening(subject: Subject, opening: Opening, now: number): OpeningDecision {
  if (watchesForMany(subject)) return denied('PERSON');
  return onDuty(subject, ofTheWork(subject, opening, now), now);
}

/** Allowed only while the shift lasts. Hours of duty are known only for units; for everybody else, when they signed in. */
function onDuty({ auth_time: signedIn }: Subject, decision: OpeningDecision, now: number): OpeningDecision {
  const isOver = signedIn !== undefined && now >= signedIn * 1_000 + DUTY_MAX_MS;
  return decision.allowed && isOver ? denied('DUTY') : decision;
}

/**
 * The first moment at which the clock alone may end what is open to this subject now, Unix milliseconds; undefined when it never
 * does. Asked again then, it may still be open: by the task, where it was a grant that ended.
 */
export function openUntil(
  { id, auth_time: signedIn }: Subject,
  now: number,
  task?: Pick<Task, 'kind' | 'endedAt' | 'grant'>,
): number | undefined {
  const [masked, grant] = [task && maskedAt(task), task?.grant];
  const ends = [
    ...(signedIn === undefined ? [] : [signedIn * 1_000 + DUTY_MAX_MS]),
    ...(masked === undefined ? [] : [masked]),
    ...(grant?.subject === id ? [grant.until] : []),
  ].filter((ms) => ms > now);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** Some time after the work has ended; the person of a contact as soon as the time for which they are kept is over (BR-C1). */
function maskedAt({ kind, endedAt }: Pick<Task, 'kind' | 'endedAt'>): number | undefined {
  if (endedAt === null) return undefined;
  return kind === 'CONTACT' ? endedAt : endedAt + MASKED_AFTER_MS;
}

function ofTheWork(subject: Subject, opening: Opening, now: number): OpeningDecision {
  return byGrant(subject, opening, now) ?? ofTheTask(subject, opening, now);
}

/** A grant adds to the task: it does not decide where the task opens what the grant would not. */
function byGrant(subject: Subject, opening: Opening, now: number): OpeningDecision | undefined {
  const granted = ofTheGrant(subject, opening, now);
  return granted?.allowed || !ofTheTask(subject, opening, now).allowed ? granted : undefined;
}

/** Undefined where no grant is open to the subject. */
function ofTheGrant(subject: Subject, { class: of, task }: Opening, now: number) {
  if (brokeGlass(subject, of, task, now)) return strongly(subject, of);
  return needsToKnow(subject, task, now) ? trained(subject, of) : undefined;
}

function ofTheTask(
  subject: Subject,
  { class: of, forWhoIsSent, task }: Opening,
  now: number,
): OpeningDecision {
  const { purposes, roles } = WORKED_ON[task.kind];
  if (!purposes.some((purpose) => purpose === subject.purpose)) return denied('PURPOSE');
  if (!roles.some((role) => role === subject.role)) return denied('ROLE');
  if (subject.entity !== task.entity) return denied('ENTITY');
  if (subject.municipality !== undefined && subject.municipality !== task.municipality) {
    return denied('MUNICIPALITY');
  }
  if (!isTheirs(subject, task)) return denied(isAmong(subject.unit, task.offDuty) ? 'DUTY' : 'TASK');
  if (now >= (maskedAt(task) ?? Infinity)) return denied('MASKED');
  if (forWhoIsSent && task.endedAt === null) return ALLOWED;
  return trained(subject, of);
}

/** What the class requires besides the task. */
function trained(subject: Subject, of: DataClass): OpeningDecision {
  return isTrained(subject, of) ? strongly(subject, of) : denied('TRAINING');
}

export function isTrained({ competences = [] }: Pick<Subject, 'competences'>, of: DataClass): boolean {
  const training = TRAINED[of];
  return training === undefined || competences.includes(training);
}

function strongly(subject: Subject, of: DataClass): OpeningDecision {
  return of === 'PERSONAL' || isStronglySignedIn(subject) ? ALLOWED : denied('STEP_UP');
}

/** Beyond the task and the training, within the subject's own entity; never for minors or complaints. */
function brokeGlass(subject: Subject, of: DataClass, { entity, grant }: Task, now: number): boolean {
  const isOpen = grant?.kind === 'BREAK_GLASS' && grant.subject === subject.id && now < grant.until;
  const isFor = subject.purpose === 'DISPATCH' && subject.entity === entity;
  return isOpen && isFor && (of === 'PERSONAL' || of === 'SENSITIVE');
}

/** The owner opened the incident to this liaison (ADR 245); what the class requires, it requires of a liaison, too. */
function needsToKnow(subject: Subject, { grant }: Task, now: number): boolean {
  const isOpen = grant?.kind === 'NEED_TO_KNOW' && grant.subject === subject.id && now < grant.until;
  return isOpen && subject.role === 'liaison' && subject.purpose === 'INVESTIGATION_SUPPORT';
}

/** What decided about a value, where it was not the task. */
export function grantUsed(subject: Subject, opening: Opening, now: number) {
  return byGrant(subject, opening, now) ? opening.task.grant!.kind : null;
}

/** What is searched for, and among the records of which work. */
export interface Finding {
  readonly entity: string;
  readonly kind: Task['kind'];
  readonly class: DataClass;
}

/** Who may search for records that they do not have: an officer is sent to an incident, and knows the people of a contact. */
const FINDERS = {
  INCIDENT: ['operator'],
  FOLLOW_UP: ['officer', 'commander'],
  CONTACT: [],
  DOSSIER: [],
} as const satisfies Readonly<Record<Task['kind'], readonly Role[]>>;

/**
 * Whether this subject may search for records by a value, such as a telephone or a victim's name: it has to do that work, in its
 * own entity, trained and signed in as the class requires. What is found is shown as far as each record is (ADR 227).
 */
export function decideFinding(subject: Subject, finding: Finding, now: number): OpeningDecision {
  const { purpose, role, entity: own } = subject;
  const { entity, kind, class: of } = finding;
  if (watchesForMany(subject)) return denied('PERSON');
  if (!WORKED_ON[kind].purposes.some((one) => one === purpose)) return denied('PURPOSE');
  if (!FINDERS[kind].some((one) => one === role)) return denied('ROLE');
  return own === entity ? onDuty(subject, trained(subject, of), now) : denied('ENTITY');
}

/** The operator and the commander work on what their centre has; an officer on what their unit, their beat or they themselves have. */
function isTheirs({ role, unit, officer, beats = [] }: Subject, task: Task): boolean {
  if (role !== 'officer') return true;
  if (task.kind === 'INCIDENT') return isAmong(unit, task.units);
  return isAmong(officer, task.officers) || beats.some((beat) => task.beats.includes(beat));
}

function isAmong(id: string | undefined, list: readonly string[]): boolean {
  return id !== undefined && list.includes(id);
}
