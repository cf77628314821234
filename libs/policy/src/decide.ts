import { SANDBOX_ENTITY } from '@proximidad/catalogues';
import type { Rights } from '@proximidad/eventsourcing';
import {
  admits,
  type Columns,
  countedScopeOf,
  declaresPurpose,
  isGuardedFlag,
  opened,
  readingLevel,
  type Scope,
  scopeOf,
  territory,
} from './scope.ts';
import { hasSteppedUp, type Subject } from './subject.ts';
import { EXECUTES, FIELD, FIELD_SETS, type Kind, OPENS, type AccessLevel } from './tables.ts';

/** What is asked for: `entity` is that of the record's id. */
export interface Resource {
  readonly kind: Kind;
  readonly entity: string;
  /** Needed for subjects of one municipality: without it the record is not theirs. */
  readonly municipality?: string | undefined;
  /** Whom or what the command names, for roles that execute it for themselves only. */
  readonly named?: readonly string[] | undefined;
  /** For a record that is read: its other columns, by name. */
  readonly columns?: Columns;
  /** Keys of records that their owner has opened to the subject; its own is among `columns`. */
  readonly granted?: readonly string[] | undefined;
}

/** Which of them prevents it: purpose, role, entity, municipality, who the subject is, or how it signed in. */
export type Denial = 'PURPOSE' | 'ROLE' | 'ENTITY' | 'MUNICIPALITY' | 'ONESELF' | 'STEP_UP';
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: Denial };

const ALLOWED: Decision = { allowed: true };
const denied = (reason: Denial): Decision => ({ allowed: false, reason });

/** What somebody wants to do: read a record, or execute a command that carries these rights. */
export type Action = 'read' | Pick<Rights, 'roles' | 'oneself' | 'stepsUp'>;

/**
 * Whether this subject may read this record or execute this command, and if not, why.
 * Total, pure, and deny by default: a kind that no table names, or a role that the command does not, is refused
 * (ADR 115).
 */
export function decide(subject: Subject, action: Action, resource: Resource, now = 0): Decision {
  if (!declaresPurpose(subject)) return denied('PURPOSE');
  const { kind } = resource;
  const level = action === 'read' ? readingLevel(subject, kind) : executingLevel(subject, action);
  if (level === 'none') return denied('ROLE');
  const opens = action === 'read' ? opened(subject, kind, resource.granted) : [];
  const placed = within([...territory(subject, level, { now, kind }), ...opens], resource);
  if (placed !== ALLOWED) return placed;
  if (action === 'read') return ALLOWED;
  if (!actsForItself(subject, action, resource)) return denied('ONESELF');
  return action.stepsUp && !hasSteppedUp(subject, now) ? denied('STEP_UP') : ALLOWED;
}

/** Whether the subject sees anything of a kind of record in an entity at all, and if not, why. */
export function looksInto(subject: Subject, kind: Kind, entity: string): Decision {
  if (!declaresPurpose(subject)) return denied('PURPOSE');
  if (readingLevel(subject, kind) === 'none') return denied('ROLE');
  const isThere = scopeOf(subject, kind, { now: 0 }).some(({ entity: place }) => coversEntity(place, entity));
  return isThere ? ALLOWED : denied('ENTITY');
}

/** Whether the totals of a place are the subject's own, so that they are shown exactly. */
export function ownsCounts(subject: Subject, kind: Kind, place: string): boolean {
  const level = EXECUTES[subject.role];
  const own =
    subject.role === 'auditor'
      ? (subject.order?.entities ?? [])
      : level === 'own' || subject.role === 'wall'
        ? [subject.entity]
        : [];
  const whole = subject.role === 'academy' && kind === 'officer';
  return whole || place === SANDBOX_ENTITY || own.includes(place.slice(0, 2));
}

/**
 * Whether the subject may ever read a field, named `Type.field`; which records it sees is decided separately. The purpose selects
 * the set of fields, here and nowhere else.
 */
export function mayReadField(subject: Subject, field: `${string}.${string}`): boolean {
  if (!Object.hasOwn(FIELD_SETS, field)) return true;
  const { role, purpose } = subject;
  return declaresPurpose(subject) && FIELD.includes(role) && OPENS[purpose].includes(FIELD_SETS[field]!);
}

/** Whether the subject sees the place of this record no finer than the municipality; a record opened to it is seen in full. */
export function seesCoarsely(
  subject: Subject,
  kind: Kind,
  row: { readonly id: string; readonly federal: unknown },
  granted: readonly string[] = [],
): boolean {
  if (readingLevel(subject, kind) !== 'flagged' || !isGuardedFlag(row.federal)) return false;
  return !admits(opened(subject, kind, granted), row, row.id);
}

function executingLevel({ role }: Subject, action: Exclude<Action, 'read'>): AccessLevel {
  const roles = typeof action === 'object' ? action.roles : [];
  return roles.includes(role) && Object.hasOwn(EXECUTES, role) ? EXECUTES[role] : 'none';
}

/** A subject without the claim executes nothing that requires it. */
function actsForItself(
  subject: Subject,
  { oneself }: Exclude<Action, 'read'>,
  { named = [] }: Resource,
): boolean {
  if (!oneself?.roles.includes(subject.role)) return true;
  const own = [subject[oneself.tie] ?? []].flat();
  return named.some((id) => own.includes(id));
}

function within(scope: Scope, { entity, municipality, columns }: Resource): Decision {
  if (admits(scope, { ...columns, entity, municipality })) return ALLOWED;
  const isThere = scope.some(({ entity: place }) => coversEntity(place, entity));
  return denied(isThere ? 'MUNICIPALITY' : 'ENTITY');
}

function coversEntity(place: Scope[number][string] | undefined, entity: string): boolean {
  return place === undefined || ('in' in place && place.in.includes(entity));
}

/** Whether the subject may see totals of a kind of record in an entity. */
export function disclosesCounts(subject: Subject, kind: Kind, entity: string): boolean {
  return countedScopeOf(subject, kind).some(({ entity: place }) => coversEntity(place, entity));
}
