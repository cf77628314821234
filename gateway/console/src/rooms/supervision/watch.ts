import type { CoverageQuery, FlaggedQuery, OnDutyQuery, OwedQuery } from '../../documents/documents.gen.ts';

type Node<T> = NonNullable<T> extends { readonly edges: readonly { readonly node: infer N }[] } ? N : never;

export type WatchedBeat = Node<CoverageQuery['beats']>;
export type WatchedOfficer = Node<OnDutyQuery['officers']>;
export type FlaggedDuty = Node<FlaggedQuery['flaggedDuties']>;
export type OwedFollowUp = Node<OwedQuery['followUps']>;

/** The current state of a beat. */
export interface BeatStanding {
  readonly beat: WatchedBeat;
  /** The units that are there and able to act. */
  readonly units: readonly string[];
  readonly isEmpty: boolean;
  readonly hasShift: boolean;
  /** When the current shift ends. */
  readonly endsAt: string | undefined;
  /** How many are in the current shift, by its roster. */
  readonly roster: number;
  readonly undersized: boolean;
  /** Minutes without a unit until now; undefined while there is one, and if it is not known. */
  readonly emptyMinutes: number | undefined;
  /** Of the current shift; undefined without one. */
  readonly presence: WatchedPresence | undefined;
  readonly belowQuota: boolean;
}

type WatchedPresence = NonNullable<NonNullable<WatchedBeat['shifts']>['edges'][number]['node']['presence']>;

/** BR-B6: the projected presence of a shift has to be at least this share of its quota. */
const BELOW_QUOTA = 0.8;
const MINUTE_MS = 60_000;

const GONE = new Set(['OUT_OF_SERVICE', 'OFFLINE']);

/** The most urgent first: beats empty for too long, empty ones, those without a shift, below quota, small cells; then by code. */
export function standingOf(beats: readonly WatchedBeat[], nowMs: number): BeatStanding[] {
  return beats
    .map((beat) => {
      const units = (beat.units ?? []).filter(({ status }) => !GONE.has(status)).map(({ code }) => code);
      const shift = beat.shifts?.edges.map(({ node }) => node).find((each) => runs(each, nowMs));
      return {
        ...{ beat, units, isEmpty: units.length === 0, hasShift: shift !== undefined },
        endsAt: shift?.endsAt,
        roster: shift?.roster.filter((each) => isIn(each, nowMs)).length ?? 0,
        undersized: shift?.undersizedCell ?? false,
        emptyMinutes:
          beat.emptySince === null
            ? undefined
            : Math.max(0, Math.floor((nowMs - Date.parse(beat.emptySince)) / MINUTE_MS)),
        presence: shift?.presence ?? undefined,
        belowQuota: (shift?.presence?.projectedShare ?? 1) < BELOW_QUOTA,
      };
    })
    .toSorted((a, b) => weight(b) - weight(a) || a.beat.code.localeCompare(b.beat.code));
}

/** When a shift last began or ended, an officer left one, or a beat had been empty for another minute: until it happens again all stands as it did then. */
export function lastTurnOf(beats: readonly WatchedBeat[], nowMs: number): number {
  const turns = beats.flatMap(({ shifts, emptySince }) => [
    ...(shifts?.edges ?? []).flatMap(({ node: { startsAt, endsAt, roster } }) =>
      [startsAt, endsAt, ...roster.map((each) => each.endsAt)].map((each) => Date.parse(each)),
    ),
    ...(emptySince === null ? [] : [nowMs - ((nowMs - Date.parse(emptySince)) % MINUTE_MS)]),
  ]);
  return turns.filter((ms) => ms <= nowMs).reduce((last, ms) => Math.max(last, ms), 0);
}

const weight = ({ beat, isEmpty, hasShift, undersized, belowQuota }: BeatStanding) =>
  (beat.emptyTooLong ? 16 : 0) +
  (isEmpty ? 8 : 0) +
  (hasShift ? 0 : 4) +
  (belowQuota ? 2 : 0) +
  (undersized ? 1 : 0);

const runs = ({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }, nowMs: number) =>
  Date.parse(startsAt) <= nowMs && nowMs < Date.parse(endsAt);

/** Whether an officer of a shift that runs has not left it. */
const isIn = ({ endsAt }: { readonly endsAt: string }, nowMs: number) => nowMs < Date.parse(endsAt);

/** The share of beats with a unit, as a whole percentage; undefined if there are no beats. */
export function coverageOf(standing: readonly BeatStanding[]): number | undefined {
  if (standing.length === 0) return undefined;
  return Math.round((100 * standing.filter(({ isEmpty }) => !isEmpty).length) / standing.length);
}

/** An officer who serves although something is wrong: a supervisor has to know why that is acceptable. */
export interface Concern {
  readonly officer: string;
  readonly why:
    | 'UNKNOWN_TO_TRAINING'
    | 'LEFT_SERVICE'
    | 'NO_COMPETENCE'
    | 'OVERRAN'
    | 'WARN'
    | 'EXEMPT'
    | 'RESTRICTED'
    | 'OVERRIDE';
  /** The unit or the beat. */
  readonly where: string;
  readonly since: string | undefined;
}

/** Of an officer whom the caller may not see. */
export const UNKNOWN = '—';

/** About officers on duty now, officers whom training has not registered, and officers in the roster of a current shift. */
export function concernsOf(
  officers: readonly WatchedOfficer[],
  flagged: readonly FlaggedDuty[],
  beats: readonly WatchedBeat[],
  nowMs: number,
): Concern[] {
  const serving = officers.flatMap(({ id, duty, competences }): Concern[] => {
    if (!duty || duty.endedAt !== null) return [];
    const at = { officer: id, where: duty.unit?.code ?? '—', since: duty.startedAt };
    return [
      ...(competences.some(({ valid }) => valid) ? [] : [{ ...at, why: 'NO_COMPETENCE' as const }]),
      ...(duty.overran ? [{ ...at, why: 'OVERRAN' as const }] : []),
    ];
  });
  const unknown = flagged.flatMap(({ officer, unit, startedAt, flag }): Concern[] =>
    flag === null
      ? []
      : [{ officer: officer?.id ?? UNKNOWN, why: flag.reason, where: unit?.code ?? '—', since: startedAt }],
  );
  const rostered = beats.flatMap(({ code, shifts }) =>
    (shifts?.edges ?? [])
      .filter(({ node }) => runs(node, nowMs))
      .flatMap(({ node }) => node.roster.filter((each) => isIn(each, nowMs)))
      .flatMap(({ officer, eligibility: { decision } }): Concern[] =>
        decision === 'OK'
          ? []
          : [{ officer: officer?.id ?? UNKNOWN, why: decision, where: code, since: undefined }],
      ),
  );
  return [...unknown, ...serving, ...rostered];
}
