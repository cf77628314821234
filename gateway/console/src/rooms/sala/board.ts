import type {
  DeadlineKind,
  DispatchStatus,
  IncidentDetailQuery,
  Priority,
  RoomQuery,
  SupportEnd,
  SupportKind,
  UnitStatus,
} from '../../documents/documents.gen.ts';
import type { Side } from '../../words/calls.ts';
import type { decisionWords } from '../../words/decisions.ts';

export type Node<T> = T extends { readonly edges: readonly (infer Edge)[] }
  ? Edge extends { readonly node: infer N }
    ? N
    : never
  : never;

export type OpenIncident = Node<NonNullable<RoomQuery['incidents']>>;
export type RoomUnit = NonNullable<RoomQuery['operationsPicture']['units']>[number];
export type Detail = NonNullable<IncidentDetailQuery['incident']>;

/** The next thing that has to happen on an incident, and by when. */
export interface Due {
  readonly what: DeadlineKind;
  readonly atMs: number;
}

/** What the user looks at: every panel shows what belongs to it. */
export interface Selection {
  readonly incident?: string | undefined;
  readonly unit?: string | undefined;
  readonly beat?: string | undefined;
}

/** INEGI's key for a municipality that is not specified. */
const UNNAMED = /999$/;

/** The name of a municipality; `unnamed` if it is not known which one it is. */
export function townOf({ name, cvegeo }: OpenIncident['municipality'], unnamed: string): string {
  return name ?? (UNNAMED.test(cvegeo) ? unnamed : cvegeo);
}

/** The municipality, as far as it is known, and the beat if it lies in one. */
export function whereOf(
  { municipality, beat }: Pick<OpenIncident, 'municipality' | 'beat'>,
  unnamed: string,
): string {
  return [townOf(municipality, unnamed), ...(beat ? [beat.code] : [])].join(' · ');
}

interface Called extends Pick<OpenIncident, 'id' | 'folio'> {
  readonly initialCode: { readonly code: string; readonly label: string | null };
}

/** What an incident is called among others: its folio, or else what its code says and so much of its id as tells one from another. */
export const nameAmong = ({ id, folio, initialCode }: Called): string =>
  folio ?? `${initialCode.label ?? initialCode.code} ${shortOf(id)}`;

/** What tells it from others of its code. */
export const markOf = ({ id, folio }: Pick<Called, 'id' | 'folio'>): string => folio ?? shortOf(id);

/** What tells each of a list from the others in it, by its id: none for one without a folio that has its code to itself. */
export function marksOf(incidents: readonly Called[]): ReadonlyMap<string, string> {
  const alike = Map.groupBy(incidents, ({ initialCode }) => initialCode.code);
  const told = incidents.filter(
    ({ folio, initialCode }) => folio !== null || alike.get(initialCode.code)!.length > 1,
  );
  return new Map(told.map((incident) => [incident.id, markOf(incident)]));
}

/** So much of an id tells one record from another on a screen. */
export const shortOf = (id: string): string => id.slice(0, 'EE-xxxxxxxx'.length);

/**
 * On which side of a moment an incident lies; on neither if it happened before and was reported after it. How far off it is, is counted
 * from its call, of which no more is known than that it came between the two.
 */
export function sideOf(
  at: string,
  { occurredAt, reportedAt }: Pick<OpenIncident, 'occurredAt' | 'reportedAt'>,
): Side {
  if (Date.parse(reportedAt) <= Date.parse(at)) return 'before';
  return Date.parse(occurredAt) >= Date.parse(at) ? 'after' : 'neither';
}

const RANK: Readonly<Record<Priority, number>> = { ALTA: 0, MEDIA: 1, BAJA: 2 };

/** The next deadline, as the platform knows it; historical incidents and exercises have none. */
export function dueOf({ nextDue, nextDueAt }: Pick<OpenIncident, 'nextDue' | 'nextDueAt'>): Due | undefined {
  return nextDue !== null && nextDueAt !== null ? { what: nextDue, atMs: Date.parse(nextDueAt) } : undefined;
}

/** What is due first comes first, then what has no deadline, by priority; the oldest first. */
export function byWhatIsDue<
  Incident extends Pick<OpenIncident, 'nextDue' | 'nextDueAt' | 'priority' | 'reportedAt'>,
>(incidents: readonly Incident[]): Incident[] {
  const keyOf = (incident: Incident) => [
    dueOf(incident)?.atMs ?? Number.POSITIVE_INFINITY,
    RANK[incident.priority ?? 'BAJA'],
    Date.parse(incident.reportedAt),
  ];
  return incidents
    .map((incident) => ({ incident, key: keyOf(incident) }))
    .toSorted((a, b) => compared(a.key, b.key))
    .map(({ incident }) => incident);
}

function compared(a: readonly number[], b: readonly number[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const STATUS_RANK: Readonly<Record<UnitStatus, number>> = {
  ...{ AVAILABLE: 0, EN_ROUTE: 1, ON_SCENE: 2, BUSY: 3, OUT_OF_SERVICE: 4, OFFLINE: 5 },
};

/** Units that can be sent first, then by how long they have had their status. */
export function byStatus<Unit extends Pick<RoomUnit, 'status' | 'since'>>(units: readonly Unit[]): Unit[] {
  return units.toSorted(
    (a, b) => STATUS_RANK[a.status] - STATUS_RANK[b.status] || Date.parse(a.since) - Date.parse(b.since),
  );
}

/** How long a unit may keep a status before it stands out and somebody should ask. */
const LONG_MS: Readonly<Partial<Record<UnitStatus, number>>> = {
  EN_ROUTE: 15 * 60_000,
  ON_SCENE: 60 * 60_000,
  BUSY: 60 * 60_000,
};

export function isLong({ status, since }: Pick<RoomUnit, 'status' | 'since'>, nowMs: number): boolean {
  const long = LONG_MS[status];
  return long !== undefined && nowMs - Date.parse(since) > long;
}

export interface Shown {
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
}

/** What each list of a room shows while something is selected. */
export interface Belonging extends Shown {
  /** The ids of whatever belongs to the selection: its alarms are shown, and everything else on the map is pale. Undefined without a selection. */
  readonly ids: ReadonlySet<string> | undefined;
}

/**
 * What belongs to the selection. For a unit: the incident it was sent to, or else those of its beat; for an incident: the units sent to it
 * and those of its beat; for a beat: what lies in it. The list in which the selection was made stays whole, so that one can go on in it.
 */
export function selected(shown: Shown, { unit, beat, incident }: Selection): Belonging {
  const { incidents, units } = shown;
  if (beat !== undefined) {
    const within = {
      incidents: incidents.filter((each) => each.beat?.id === beat),
      units: units.filter((each) => each.beat === beat),
    };
    return { ...within, ids: idsOf([...within.incidents, ...within.units], [beat]) };
  }
  const [sent, open] = [units.find(({ id }) => id === unit), incidents.find(({ id }) => id === incident)];
  if (sent) {
    const own = incidents.filter((each) => isOf(sent, each));
    return { incidents: own, units, ids: idsOf(own, [sent.id, sent.beat]) };
  }
  // An incident that has left the board has nothing that belongs to it.
  if (!open) return { ...shown, ids: undefined };
  const where = open.beat?.id;
  const near = units.filter(
    (each) => each.incident === open.id || (where !== undefined && each.beat === where),
  );
  return { incidents, units: near, ids: idsOf(near, [open.id, where]) };
}

function isOf({ incident, beat }: RoomUnit, { id, beat: where }: OpenIncident): boolean {
  return incident === null ? where !== null && where.id === beat : incident === id;
}

function idsOf(
  records: readonly { readonly id: string }[],
  more: readonly (string | null | undefined)[],
): ReadonlySet<string> {
  return new Set([...records.map(({ id }) => id), ...more.filter((id) => typeof id === 'string')]);
}

/** Another incident, as far as it says whether two are one. */
export type Other = Pick<OpenIncident, 'id' | 'folio' | 'initialCode' | 'exercise' | 'reportedAt'>;

/** Whether two incidents can be records of one event: no drills, and of one type (BR-I2). */
export const mayBeOne = (one: Other, other: Other): boolean =>
  !one.exercise && !other.exercise && one.initialCode.code[0] === other.initialCode.code[0];

/** Which of two may stay, the one reported first before the other: none is given up while a unit works on it (policy P2). */
export function mayStay<Known extends Other>(
  two: readonly [Known, Known],
  atWork: ReadonlySet<string>,
): Known[] {
  const [first, second] = two.toSorted((a, b) => Date.parse(a.reportedAt) - Date.parse(b.reportedAt));
  return [...(atWork.has(second!.id) ? [] : [first!]), ...(atWork.has(first!.id) ? [] : [second!])];
}

type Candidate = NonNullable<Detail['proposal']>['candidates'][number];
export type Proposed = Candidate & { readonly unit: NonNullable<Candidate['unit']> };

const OVER: ReadonlySet<DispatchStatus> = new Set(['CANCELLED', 'CLEARED', 'REASSIGNED']);

/** The units that are on their way to it or there. */
export function sentTo({ dispatches }: Pick<Detail, 'dispatches'>): ReadonlySet<string | undefined> {
  return new Set(dispatches.filter(({ status }) => !OVER.has(status)).map(({ unit }) => unit?.id));
}

/** Units that are proposed and not sent yet. A proposal lists who was free when it was asked for: those who still are come first. */
export function proposedFor(incident: Pick<Detail, 'dispatches' | 'proposal'>): Proposed[] {
  const sent = sentTo(incident);
  return (incident.proposal?.candidates ?? [])
    .flatMap(({ unit, ...rest }) => (unit && !sent.has(unit.id) ? [{ ...rest, unit }] : []))
    .toSorted((a, b) => Number(isFree(b.unit)) - Number(isFree(a.unit)));
}

const isFree = ({ status }: Pick<RoomUnit, 'status'>) => status === 'AVAILABLE';

const [LAT_MAX, LON_MAX] = [90, 180];

/** `19.4326, -99.1332` as a place; undefined for anything else. */
export function pointIn(text: string): { readonly lat: number; readonly lon: number } | undefined {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  const [lat, lon] = [Number(found?.[1]), Number(found?.[2])];
  return Math.abs(lat) <= LAT_MAX && Math.abs(lon) <= LON_MAX ? { lat, lon } : undefined;
}

/** One step of an incident's life, as far as it is recorded. */
export interface Step {
  readonly at: string;
  readonly what:
    | 'occurred'
    | 'reported'
    | 'dispatched'
    | 'acknowledged'
    | 'enRoute'
    | 'arrived'
    | 'reopened'
    | 'reclassified'
    | 'closed';
  readonly who?: string | undefined;
}

/** In the order in which it happened. */
export function timelineOf(incident: Detail): Step[] {
  const steps: (Step | undefined)[] = [
    { at: incident.occurredAt, what: 'occurred' },
    { at: incident.reportedAt, what: 'reported' },
    ...incident.dispatches.flatMap(({ unit, dispatchedAt, acknowledgedAt, enRouteAt, arrivedAt }) => {
      const who = unit?.code;
      return [
        { at: dispatchedAt, what: 'dispatched', who } as const,
        acknowledgedAt === null ? undefined : ({ at: acknowledgedAt, what: 'acknowledged', who } as const),
        enRouteAt === null ? undefined : ({ at: enRouteAt, what: 'enRoute', who } as const),
        arrivedAt === null ? undefined : ({ at: arrivedAt, what: 'arrived', who } as const),
      ];
    }),
    ...incident.reopenings.map(({ reopenedAt }) => ({ at: reopenedAt, what: 'reopened' }) as const),
    ...incident.reclassifications.map(
      ({ decidedAt, to }) => ({ at: decidedAt, what: 'reclassified', who: to.code }) as const,
    ),
    incident.closedAt === null ? undefined : { at: incident.closedAt, what: 'closed' },
  ];
  return steps.filter((step) => step !== undefined).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

interface Asked {
  readonly kind: SupportKind;
  readonly end: SupportEnd | null;
}

/** The help that was asked for and not answered, in words; undefined where there is none. */
export function askedOf(
  support: readonly Asked[],
  { supportKinds, supportAsked }: Pick<(typeof decisionWords)['es'], 'supportKinds' | 'supportAsked'>,
): string | undefined {
  const awaited = support.filter(({ end }) => end === null).map(({ kind }) => supportKinds[kind]);
  return awaited.length === 0 ? undefined : supportAsked(awaited.join(', '));
}
