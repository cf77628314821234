import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { isTrained } from './opening.ts';
import { purposesOf, type Subject } from './subject.ts';
import { COUNTS, GRANTED, KEY, type Kind, READS, type AccessLevel, RECENT_MS, TIES } from './tables.ts';

/** What a column of a row, or its key, has to be. */
export type Condition =
  /** With `today`, of an earlier version: whatever it was then, it has to be one of these today. */
  | { readonly in: readonly (string | number)[]; readonly today?: readonly (string | number)[] }
  | { readonly gte: number }
  /** The column holds several values, each between blanks, and this is one of them. */
  | { readonly has: string };

/** Conditions that must all hold, by column. */
export type Clause = Readonly<Record<string, Condition>>;

/** The rows a subject may see: those for which any clause holds. */
export type Scope = readonly Clause[];

/** A row, or its columns and key. */
export type Columns = Readonly<Record<string, unknown>>;

/** How a federal matter is flagged: shown down to the beat, or no finer than the municipality. */
const FLAGGED = 1;
const FLAGGED_COARSELY = 2;
/** No federal matter, and not guarded. */
const UNFLAGGED = 0;
/** Whether a flag says that the place is shown no finer than the municipality; also of what is no federal matter any more. */
export const isGuardedFlag = (flag: unknown): boolean => flag !== UNFLAGGED && flag !== FLAGGED;

const NATIONAL = '00';
const STATES: readonly string[] = entities.map(({ code }) => code);
const NATION: readonly string[] = [NATIONAL, ...STATES];

export interface Asking {
  /** Unix milliseconds: rights are those of today, whatever moment is asked about. */
  readonly now: number;
  /** The question is about a place finer than a municipality. */
  readonly fine?: boolean;
  /** Keys of records that their owner has opened to the subject, today. */
  readonly granted?: readonly string[] | undefined;
}

/** The row filter of a kind of record. It admits exactly the rows that `decide` says may be read. */
export function scopeOf(subject: Subject, kind: Kind, asking: Asking): Scope {
  if (!declaresPurpose(subject)) return [];
  const level = readingLevel(subject, kind);
  return [...territory(subject, level, { ...asking, kind }), ...opened(subject, kind, asking.granted)];
}

/** Single records that were opened to the subject, where its role and purpose are among those that they are opened to. */
export function opened(subject: Subject, kind: Kind, granted: readonly string[] = []): Scope {
  return granted.length > 0 && mayBeGranted(subject, kind)
    ? [{ entity: { in: NATION }, [KEY]: { in: granted } }]
    : [];
}

/** Whether records of the kind may be opened to the subject one by one. */
export function mayBeGranted({ role, purpose }: Subject, kind: Kind): boolean {
  const to = Object.hasOwn(GRANTED, kind) ? GRANTED[kind] : undefined;
  return (to?.roles.includes(role) && to.purposes.includes(purpose)) ?? false;
}

/** Whether records of any kind may be: what the subject sees is then not what others see with the same rights. */
export function mayBeGrantedAny(subject: Subject): boolean {
  return (Object.keys(GRANTED) as Kind[]).some((kind) => mayBeGranted(subject, kind));
}

/** Whether the subject sees some records because it asked for them itself: others with the same rights see other ones. */
export function seesWhatItAskedFor(subject: Subject): boolean {
  return (Object.keys(READS) as Kind[]).some((kind) => readingLevel(subject, kind) === 'asked');
}

/** The places whose totals of a kind of record the subject may see. */
export function countedScopeOf(subject: Subject, kind: Kind): Scope {
  if (!declaresPurpose(subject)) return [];
  const level = Object.hasOwn(COUNTS, kind) ? COUNTS[kind]![subject.role] : 'none';
  return territory(subject, level, { now: 0, kind });
}

/** Whether totals of a kind of record are made of more than the subject sees: then no record that it sees shows when they change. */
export function countsUnseen(subject: Subject, kind: Kind): boolean {
  const counted = (Object.hasOwn(COUNTS, kind) && COUNTS[kind]![subject.role]) || 'none';
  const seen = readingLevel(subject, kind);
  return counted !== 'none' && ![counted, 'nation', 'everywhere'].includes(seen);
}

/** Whether records of this kind leave the subject's sight as time passes. */
export function passesOutOfSight(subject: Subject, kind: Kind): boolean {
  return (
    readingLevel(subject, kind) === 'tied' && (TIES[kind] ?? []).some(({ recent }) => recent !== undefined)
  );
}

export function declaresPurpose({ role, purpose }: Subject): boolean {
  return purposesOf(role).includes(purpose);
}

export function readingLevel(subject: Subject, kind: Kind): AccessLevel {
  return (Object.hasOwn(READS, kind) && READS[kind][subject.role]) || 'none';
}

/**
 * Whether some clause holds for a row, whose key is given separately where it is not a column; and `today` the row as it is now,
 * where this one is of an earlier version.
 */
export function admits(
  scope: Scope,
  row: object,
  key?: string,
  today = (): object | undefined => row,
): boolean {
  const columns = row as Columns;
  return scope.some((clause) => {
    for (const column in clause) {
      const condition = clause[column]!;
      if (!meets(plain(columns[column] ?? (column === KEY ? key : undefined)), condition)) return false;
      if (!meetsToday(condition, column, today)) return false;
    }
    return true;
  });
}

function meetsToday(condition: Condition, column: string, today: () => object | undefined): boolean {
  if (!('in' in condition) || !condition.today) return true;
  return meets(plain((today() as Columns | undefined)?.[column]), { in: condition.today });
}

function meets(value: unknown, condition: Condition): boolean {
  if ('in' in condition) return condition.in.some((wanted) => wanted === value);
  if ('gte' in condition) return typeof value === 'number' && value >= condition.gte;
  return typeof value === 'string' && value.includes(` ${condition.has} `);
}

/** An instant by its Unix milliseconds, a boolean as 0 or 1: as a column holds it. */
function plain(field: unknown): unknown {
  if (typeof field === 'boolean') return Number(field);
  return typeof field === 'object' && field !== null && 'ms' in field ? field.ms : field;
}

export function territory(
  subject: Subject,
  level: AccessLevel,
  asking: Asking & { readonly kind: Kind },
): Scope {
  const home = homeOf(subject);
  switch (level) {
    case 'everywhere':
      return [{}];
    case 'nation':
      return [{ entity: { in: home === SANDBOX_ENTITY ? [...NATION, home] : NATION } }];
    case 'state':
      return home === undefined ? [] : [{ entity: { in: [home] } }];
    case 'own':
      return home === undefined ? [] : [ownPlace(subject, home)];
    case 'open':
      return home === undefined ? [] : [{ ...ownPlace(subject, home), open: { in: [1] } }];
    case 'tied':
      return home === undefined ? [] : tied(subject, ownPlace(subject, home), asking);
    case 'flagged':
      return flagged(subject, asking);
    case 'ordered':
      return subject.order ? [{ entity: { in: subject.order.entities } }] : [];
    case 'asked':
      return [{ entity: { in: NATION }, subject: { in: [subject.id] } }];
    case 'none':
      return [];
  }
}

function ownPlace({ municipality }: Subject, home: string): Clause {
  return {
    entity: { in: [home] },
    ...(municipality !== undefined && { municipality: { in: [municipality] } }),
  };
}

function tied(subject: Subject, place: Clause, { kind, now }: Asking & { readonly kind: Kind }): Scope {
  return (TIES[kind] ?? []).flatMap(({ claim, column, amongst, recent, trained }) => {
    const own = [subject[claim] ?? []].flat();
    const since = recent === undefined ? {} : { [recent]: { gte: now - RECENT_MS } };
    const isFor = !trained || isTrained(subject, trained.class);
    const bounds = { ...since, ...(!isFor && { [trained.unless]: { in: [0], today: [0] } }) };
    if (amongst) return own.map((id) => ({ ...place, ...bounds, [column]: { has: id } }));
    return own.length === 0 ? [] : [{ ...place, ...bounds, [column]: { in: own } }];
  });
}

/** Files from abroad belong to nobody: a role that sees them at all sees them whole. */
function flagged({ role }: Subject, { fine = false }: Asking): Scope {
  const federal = fine ? { in: [FLAGGED], today: [FLAGGED, UNFLAGGED] } : { in: [FLAGGED, FLAGGED_COARSELY] };
  const nation = { entity: { in: NATION }, federal };
  return role === 'analyst' ? [nation, { entity: { in: [SANDBOX_ENTITY] } }] : [nation];
}

/** Roles of the federal force, which owns the records of the federation. */
const FEDERAL: readonly Subject['role'][] = ['commander', 'officer'];

/** The national records belong to the federal force alone; the sandbox belongs to its machine alone. */
export function homeOf({ role, entity, municipality }: Subject): string | undefined {
  if (entity === undefined) return undefined;
  if (municipality !== undefined && municipality.slice(0, 2) !== entity) return undefined;
  if (entity === SANDBOX_ENTITY) return role === 'machine' ? entity : undefined;
  if (entity === NATIONAL) return FEDERAL.includes(role) ? entity : undefined;
  return STATES.includes(entity) ? entity : undefined;
}
