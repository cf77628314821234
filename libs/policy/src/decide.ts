import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { purposesOf, type Subject } from './subject.ts';
import {
  READS,
  RESTRICTED_FIELDS,
  TELLS,
  TELLS_REACH,
  type CommandType,
  type Kind,
  type Reach,
} from './tables.ts';

/** What is asked for: `entity` is that of the record's id. */
export interface Resource {
  readonly kind: Kind;
  readonly entity: string;
  /** Needed for subjects of one municipality: without it the record is none of theirs. */
  readonly municipality?: string | undefined;
}

export type Denial = 'PurposeNotAllowed' | 'RoleNotAllowed' | 'OutsideTerritory';
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

/**
 * Whether this subject may read this record or tell this command, and if not, why.
 * Total, pure, and deny by default: an action or a kind that no table names is refused
 * (architecture, decision 15).
 */
export function decide(subject: Subject, action: 'read' | CommandType, resource: Resource): Decision {
  if (!purposesOf(subject.role).includes(subject.purpose)) return denied('PurposeNotAllowed');
  const reach = action === 'read' ? readingReach(subject, resource.kind) : tellingReach(subject, action);
  if (reach === 'none') return denied('RoleNotAllowed');
  const scope = territory(subject, reach);
  return scope !== 'none' && covers(scope, resource) ? ALLOWED : denied('OutsideTerritory');
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

function tellingReach(subject: Subject, command: CommandType): Reach {
  const tellers: readonly string[] = Object.hasOwn(TELLS, command) ? TELLS[command] : [];
  return tellers.includes(subject.role) ? TELLS_REACH[subject.role] : 'none';
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

/** The national records are nobody's own, and the sandbox belongs to its machine alone. */
function homeOf({ role, entity, municipality }: Subject): string | undefined {
  if (entity === undefined) return undefined;
  if (municipality !== undefined && municipality.slice(0, 2) !== entity) return undefined;
  if (entity === SANDBOX_ENTITY) return role === 'machine' ? entity : undefined;
  return STATES.includes(entity) ? entity : undefined;
}

function covers(scope: Scope, { entity, municipality }: Resource): boolean {
  if (scope.entities !== 'all' && !scope.entities.includes(entity)) return false;
  if (scope.municipalities === undefined) return true;
  return municipality !== undefined && scope.municipalities.includes(municipality);
}
