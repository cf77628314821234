import type { CoverageQuery, OnDutyQuery, OwedQuery } from '../../documents/documents.gen.ts';

type Node<T> = NonNullable<T> extends { readonly edges: readonly { readonly node: infer N }[] } ? N : never;

export type WatchedBeat = Node<CoverageQuery['beats']>;
export type WatchedOfficer = Node<OnDutyQuery['officers']>;
export type FlaggedDuty = Node<OnDutyQuery['flaggedDuties']>;
export type OwedFollowUp = Node<OwedQuery['followUps']>;

/** How a beat stands now. */
export interface BeatStanding {
  readonly beat: WatchedBeat;
  /** There, and able to do something. */
  readonly units: readonly string[];
  readonly isEmpty: boolean;
  readonly hasShift: boolean;
  /** Of the shift that runs. */
  readonly endsAt: string | undefined;
  /** In the roster of the shift that runs. */
  readonly roster: number;
  readonly undersized: boolean;
  /** Minutes without a unit, now; undefined while there is one, and where nobody knows. */
  readonly emptyMinutes: number | undefined;
  /** Of the shift that runs; undefined without one. */
  readonly presence: WatchedPresence | undefined;
  readonly belowQuota: boolean;
}

type WatchedPresence = NonNullable<NonNullable<WatchedBeat['shifts']>['edges'][number]['node']['presence']>;

/** BR-B6: what a shift comes to must be at least so much of its quota. */
const BELOW_QUOTA = 0.8;
const MINUTE_MS = 60_000;

const GONE = new Set(['OUT_OF_SERVICE', 'OFFLINE']);

/** Who is missing stands first: beats empty for too long, empty ones, those without a shift, below quota, small cells; by their codes. */
export function standingOf(beats: readonly WatchedBeat[], nowMs: number): BeatStanding[] {
  return beats
    .map((beat) => {
      const units = (beat.units ?? []).filter(({ status }) => !GONE.has(status)).map(({ code }) => code);
      const shift = beat.shifts?.edges.map(({ node }) => node).find((each) => runs(each, nowMs));
      return {
        ...{ beat, units, isEmpty: units.length === 0, hasShift: shift !== undefined },
        endsAt: shift?.endsAt,
        ...{ roster: shift?.roster.length ?? 0, undersized: shift?.undersizedCell ?? false },
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

const weight = ({ beat, isEmpty, hasShift, undersized, belowQuota }: BeatStanding) =>
  (beat.emptyTooLong ? 16 : 0) +
  (isEmpty ? 8 : 0) +
  (hasShift ? 0 : 4) +
  (belowQuota ? 2 : 0) +
  (undersized ? 1 : 0);

const runs = ({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }, nowMs: number) =>
  Date.parse(startsAt) <= nowMs && nowMs < Date.parse(endsAt);

/** Share of beats with a unit, in whole percent; undefined where there are no beats. */
export function coverageOf(standing: readonly BeatStanding[]): number | undefined {
  if (standing.length === 0) return undefined;
  return Math.round((100 * standing.filter(({ isEmpty }) => !isEmpty).length) / standing.length);
}

/** Somebody serves, and a supervisor has to know why that is all right. */
export interface Concern {
  readonly officer: string;
  readonly why: 'UNKNOWN_TO_TRAINING' | 'NO_COMPETENCE' | 'OVERRAN' | 'WARN' | 'EXEMPT' | 'RESTRICTED';
  /** The unit or the beat. */
  readonly where: string;
  readonly since: string | undefined;
}

/** Of who is on duty now, of whom training has not registered, and of who stands in the roster of a shift that runs. */
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
      : [{ officer: officer?.id ?? '—', why: flag.reason, where: unit?.code ?? '—', since: startedAt }],
  );
  const rostered = beats.flatMap(({ code, shifts }) =>
    (shifts?.edges ?? [])
      .filter(({ node }) => runs(node, nowMs))
      .flatMap(({ node }) => node.roster)
      .flatMap(({ officer, eligibility: { decision } }): Concern[] =>
        decision === 'OK'
          ? []
          : [{ officer: officer?.id ?? '—', why: decision, where: code, since: undefined }],
      ),
  );
  return [...unknown, ...serving, ...rostered];
}
