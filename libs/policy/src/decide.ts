import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import type { Rights } from '@proximidad/eventsourcing';
import { purposesOf, type Subject } from './subject.ts';
import { EXECUTES, READS, RESTRICTED_FIELDS, type Kind, type Reach } from './tables.ts';

/** What is asked for: `entity` is that of the record's id. */
export interface Resource {
  readonly kind: Kind;
  readonly entity: string;
  /** Needed for subjects of one municipality: without it the record is none of theirs. */
  readonly municipality?: string | undefined;
  /** Whom or what the command names, for roles that execute it for themselves only. */
  readonly named?: readonly string[] | undefined;
}

/** Which of purpose, role, entity, municipality and who one is stands against it. */
export type Denial = 'PURPOSE' | 'ROLE' | 'ENTITY' | 'MUNICIPALITY' | 'ONESELF';
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: Denial };

/** The rows a subject may see: `entities` and, where given, also one of `municipalities`. */
export interface Scope {
  readonly entities: 'all' | readonly string[];
  readonly municipalities?: readonly string[];
}

const NATIONAL = '00';
const STATES: readonly string[] = entities.map(({ code }) => code);
const NATION: readonly string[] = [NATIONAL, ...STATES];

const ALLOWED: Decision = { allowed: true };
const denied = (reason: Denial): Decision => ({ allowed: false, reason });

/** What somebody wants to do: read a record, or execute a command that carries these rights. */
export type Action = 'read' | Pick<Rights, 'roles' | 'oneself'>;

/**
 * Whether this subject may read this record or execute this command, and if not, why.
 * Total, pure, and deny by default: a kind that no table names, or a role that the command does not, is refused
 * (ADR 115).
 */
export function decide(subject: Subject, action: Action, resource: Resource): Decision {
  if (!purposesOf(subject.role).includes(subject.purpose)) return denied('PURPOSE');
  const reach = action === 'read' ? readingReach(subject, resource.kind) : executingReach(subject, action);
  if (reach === 'none') return denied('ROLE');
  const scope = territory(subject, reach);
  if (scope === 'none' || !coversEntity(scope, resource)) return denied('ENTITY');
  if (!coversMunicipality(scope, resource)) return denied('MUNICIPALITY');
  return action === 'read' || actsForItself(subject, action, resource) ? ALLOWED : denied('ONESELF');
}

/**
 * The row filter of a kind of record. It admits exactly the rows of which `decide` says that they may be read.
 */
export function scopeOf(subject: Subject, kind: Kind): Scope | 'none' {
  if (!purposesOf(subject.role).includes(subject.purpose)) return 'none';
  return territory(subject, readingReach(subject, kind));
}

/**
 * Whether the subject may ever have a field, named `Type.field`; which records it sees is decided apart.
 * Figures need no exact place, so the purpose STATISTICS opens none.
 */
export function mayReadField(subject: Subject, field: `${string}.${string}`): boolean {
  if (!Object.hasOwn(RESTRICTED_FIELDS, field)) return true;
  return (
    subject.purpose !== 'STATISTICS' &&
    purposesOf(subject.role).includes(subject.purpose) &&
    RESTRICTED_FIELDS[field]!.includes(subject.role)
  );
}

function readingReach(subject: Subject, kind: Kind): Reach {
  return Object.hasOwn(READS, kind) ? READS[kind][subject.role] : 'none';
}

function executingReach({ role }: Subject, action: Exclude<Action, 'read'>): Reach {
  const roles = typeof action === 'object' ? action.roles : [];
  return roles.includes(role) && Object.hasOwn(EXECUTES, role) ? EXECUTES[role] : 'none';
}

/** Nobody is tied to nothing: a subject without the claim executes nothing that asks for it. */
function actsForItself(
  subject: Subject,
  { oneself }: Exclude<Action, 'read'>,
  { named = [] }: Resource,
): boolean {
  if (!oneself?.roles.includes(subject.role)) return true;
  const tied = [subject[oneself.tie] ?? []].flat();
  return named.some((id) => tied.includes(id));
}

function territory(subject: Subject, reach: Reach): Scope | 'none' {
  const home = homeOf(subject);
  switch (reach) {
    case 'everywhere':
      return { entities: 'all' };
    case 'nation':
      return { entities: home === SANDBOX_ENTITY ? [...NATION, home] : NATION };
    case 'state':
      return home === undefined ? 'none' : { entities: [home] };
    case 'own':
      if (home === undefined) return 'none';
      return subject.municipality === undefined
        ? { entities: [home] }
        : { entities: [home], municipalities: [subject.municipality] };
    case 'none':
      return 'none';
  }
}

/** Roles of the federal force: what is of the federation is their own. */
const FEDERAL: readonly Subject['role'][] = ['commander', 'officer'];

/** The national records are the federal force's own and nobody else's; the sandbox belongs to its machine alone. */
function homeOf({ role, entity, municipality }: Subject): string | undefined {
  if (entity === undefined) return undefined;
  if (municipality !== undefined && municipality.slice(0, 2) !== entity) return undefined;
  if (entity === SANDBOX_ENTITY) return role === 'machine' ? entity : undefined;
  if (entity === NATIONAL) return FEDERAL.includes(role) ? entity : undefined;
  return STATES.includes(entity) ? entity : undefined;
}

function coversEntity({ entities }: Scope, { entity }: Resource): boolean {
  return entities === 'all' || entities.includes(entity);
}

function coversMunicipality({ municipalities }: Scope, { municipality }: Resource): boolean {
  if (municipalities === undefined) return true;
  return municipality !== undefined && municipalities.includes(municipality);
}
