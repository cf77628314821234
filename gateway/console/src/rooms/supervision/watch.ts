import type { CoverageQuery, OnDutyQuery, OwedQuery } from '../../documents/documents.gen.ts';

type Node<T> = NonNullable<T> extends { readonly edges: readonly { readonly node: infer N }[] } ? N : never;

export type WatchedBeat = Node<CoverageQuery['beats']>;
export type WatchedOfficer = Node<OnDutyQuery['officers']>;
export type OwedFollowUp = Node<OwedQuery['followUps']>;

/** How a beat stands now. */
export interface BeatStanding {
  readonly beat: WatchedBeat;
  /** There, and able to do something. */
  readonly units: readonly string[];
  readonly isEmpty: boolean;
  readonly hasShift: boolean;
  /** In the roster of the shift that runs. */
  readonly roster: number;
  readonly undersized: boolean;
}

const GONE = new Set(['OUT_OF_SERVICE', 'OFFLINE']);

/** Who is missing stands first: empty beats, then those without a shift, then small cells, by their codes. */
export function standingOf(beats: readonly WatchedBeat[], nowMs: number): BeatStanding[] {
  return beats
    .map((beat) => {
      const units = (beat.units ?? []).filter(({ status }) => !GONE.has(status)).map(({ code }) => code);
      const shift = beat.shifts?.edges.map(({ node }) => node).find((each) => runs(each, nowMs));
      return {
        ...{ beat, units, isEmpty: units.length === 0, hasShift: shift !== undefined },
        ...{ roster: shift?.roster.length ?? 0, undersized: shift?.undersizedCell ?? false },
      };
    })
    .toSorted((a, b) => weight(b) - weight(a) || a.beat.code.localeCompare(b.beat.code));
}

const weight = ({ isEmpty, hasShift, undersized }: BeatStanding) =>
  (isEmpty ? 4 : 0) + (hasShift ? 0 : 2) + (undersized ? 1 : 0);

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
  readonly why: 'NO_COMPETENCE' | 'OVERRAN' | 'WARN' | 'EXEMPT' | 'RESTRICTED';
  /** The unit or the beat. */
  readonly where: string;
  readonly since: string | undefined;
}

/** Of who is on duty now, and of who stands in the roster of a shift that runs. */
export function concernsOf(
  officers: readonly WatchedOfficer[],
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
  return [...serving, ...rostered];
}
