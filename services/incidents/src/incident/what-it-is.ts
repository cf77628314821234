import { lasting } from './board-merges.ts';
import type { IncidentRow } from './incident-row.ts';

/** Merges that are followed one after the other; nobody makes more of one event. */
const CHAIN_MAX = 10;
/** Merged incidents whose callers are shown. */
const ABSORBED_MAX = 50;

/** The board, complete or as somebody sees it. */
interface Board {
  get(id: string): IncidentRow | undefined;
}

/** An incident, and since when another is part of it, Unix milliseconds. */
interface Became {
  readonly row: IncidentRow;
  readonly since: number;
}

/** The incident itself, and those into which it was merged one after the other. */
export function whatItBecame(board: Board, id: string): readonly Became[] {
  const chain: Became[] = [];
  let row = board.get(id);
  for (let since = -Infinity; row && chain.length <= CHAIN_MAX;) {
    chain.push({ row, since });
    since = Math.max(since, row.closedAt?.ms ?? since);
    row = row.mergedInto === null ? undefined : board.get(row.mergedInto);
  }
  return chain;
}

/** The incident into which this one was finally merged; itself for one that stands alone. */
export function whatItIs(board: Board, id: string): IncidentRow | undefined {
  return whatItBecame(board, id).at(-1)?.row;
}

/** The incident and those merged into it, over any number of merges. */
export function withAbsorbed(board: Board, id: string): string[] {
  const ids = new Set([id]);
  for (const known of ids) {
    if (ids.size > ABSORBED_MAX) break;
    for (const { incidentId } of lasting(board.get(known)?.absorbed ?? [])) ids.add(incidentId);
  }
  return [...ids];
}

/** Number of calls about an incident, without those that were unlinked from one merged into it since the merge. */
export function callsAbout(board: Board, row: IncidentRow): number {
  const known = new Map([[row.id, row]]);
  let { calls } = row;
  for (const [id, { absorbed }] of known) {
    for (const { incidentId, calls: told } of lasting(absorbed)) {
      const other = board.get(incidentId);
      // What a moment of the past shows as merged may be an incident of its own today.
      if (other?.mergedInto !== id || known.has(incidentId) || known.size > ABSORBED_MAX) continue;
      calls += other.calls - told;
      known.set(incidentId, other);
    }
  }
  return calls;
}

/** The incidents in which these were recorded, or into which those were merged, each once, as far as the board shows them. */
export function whatTheyAre(
  board: Board,
  told: Iterable<{ readonly incidentId: string }>,
): readonly IncidentRow[] {
  const rows = [...told].flatMap(({ incidentId }) => whatItIs(board, incidentId) ?? []);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
