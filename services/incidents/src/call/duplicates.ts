import { duplicateCode, isSensitive } from '@proximidad/catalogues';
import { distanceMetres, type Point } from '@proximidad/geography';
import { type Suggestion, SUGGESTIONS_MAX } from './call-events.ts';
import type { IncidentRow } from '../incident/incident-board.ts';
import { isSameEvent } from '../incident/values.ts';

/** BR-I2. A telephone cell gives the place less precisely than a fix. */
const DISTANCE_MAX_METRES = 150;
const CELL_DISTANCE_MAX_METRES = 500;
const SAME_PLACE_METRES = 50;
export const APART_MAX_MS = 20 * 60_000;
const MINUTES_APART_MS = 5 * 60_000;
/** Below this score no link is suggested (BR-I2). */
const DUPLICATE_SCORE_MIN = 0.7;

/** The same subtype, or the caller's own word, is the base score; place and time add to it. */
const WEIGHTS = { kind: 0.5, place: 0.3, time: 0.2 } as const;

/** What a caller reports. */
export interface Account {
  readonly code: string;
  readonly point: Point;
  /** Unix milliseconds. */
  readonly at: number;
  /** The point is that of a telephone cell. */
  readonly cellFix: boolean;
}

export interface DuplicateFound extends Omit<Suggestion, 'incidentId'> {
  readonly incident: IncidentRow;
}

/**
 * The open incidents that the report may duplicate, best first (BR-I2). Family and sexual violence is never
 * suggested: it keeps no point, and neighbours are not the same victim. Nobody calls about drills or historical
 * incidents.
 */
export function duplicateCandidates(account: Account, open: Iterable<IncidentRow>): DuplicateFound[] {
  if (isSensitive(account.code)) return [];
  const found: DuplicateFound[] = [];
  for (const incident of open) {
    const candidate = compared(account, incident);
    if (candidate && candidate.score >= DUPLICATE_SCORE_MIN) found.push(candidate);
  }
  return found.sort(better);
}

/** The higher score, then the nearer in time, and in place. */
const better = (a: DuplicateFound, b: DuplicateFound): number =>
  b.score - a.score ||
  a.secondsApart - b.secondsApart ||
  a.distanceMetres - b.distanceMetres ||
  (a.incident.id < b.incident.id ? -1 : 1);

/** The same, as a call keeps them. */
export function suggestionsOf(found: readonly DuplicateFound[]): Suggestion[] {
  return found
    .slice(0, SUGGESTIONS_MAX)
    .map(({ incident, ...suggestion }) => ({ ...suggestion, incidentId: incident.id }));
}

function compared(account: Account, incident: IncidentRow): DuplicateFound | undefined {
  const { code, system } = incident.initialCode;
  if (system !== 'CNIE' || isSensitive(code) || !isSameEvent(account.code, code, 'SUBTYPE')) return undefined;
  if (incident.point === null || incident.exercise || incident.historical) return undefined;
  const metres = distanceMetres(account.point, incident.point);
  const apart = Math.abs(account.at - (incident.callStartedAt ?? incident.reportedAt).ms);
  const metresMax = account.cellFix ? CELL_DISTANCE_MAX_METRES : DISTANCE_MAX_METRES;
  if (metres > metresMax || apart > APART_MAX_MS) return undefined;
  const nearness = WEIGHTS.place * (1 - metres / metresMax) + WEIGHTS.time * (1 - apart / APART_MAX_MS);
  return {
    incident,
    distanceMetres: Math.round(metres),
    secondsApart: Math.round(apart / 1_000),
    score: Math.round((WEIGHTS.kind + nearness) * 1_000) / 1_000,
    reasons: [
      account.code === duplicateCode ? 'SAID_SO' : 'SAME_SUBTYPE',
      metres <= SAME_PLACE_METRES ? 'SAME_PLACE' : metres <= DISTANCE_MAX_METRES ? 'NEARBY' : 'WITHIN_CELL',
      ...(apart <= MINUTES_APART_MS ? (['MINUTES_APART'] as const) : []),
    ],
  };
}
