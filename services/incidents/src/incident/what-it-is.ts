import type { IncidentRow } from './incident-row.ts';

/** Merges that are followed one after the other; nobody makes more of one thing. */
const CHAIN_MAX = 10;
/** Incidents that turned out to be one, as far as their callers are told. */
const ABSORBED_MAX = 50;

/** The board, whole or as somebody sees it. */
interface Board {
  get(id: string): IncidentRow | undefined;
}

/** The incident that this one turned out to be in the end; itself for one that stands by itself. */
export function whatItIs(board: Board, id: string): IncidentRow | undefined {
  let row = board.get(id);
  for (let step = 0; row && row.mergedInto !== null && step < CHAIN_MAX; step += 1) {
    row = board.get(row.mergedInto) ?? row;
  }
  return row;
}

/** The incident and those that turned out to be it, over any number of merges. */
export function withAbsorbed(board: Board, id: string): string[] {
  const ids = new Set([id]);
  for (const known of ids) {
    if (ids.size > ABSORBED_MAX) break;
    for (const one of board.get(known)?.absorbed ?? []) {
      if (one.revertedAt === null) ids.add(one.incidentId);
    }
  }
  return [...ids];
}

/** The incidents that these were told in, or turned out to be told in, each once, as far as the board shows them. */
export function whatTheyAre(
  board: Board,
  told: Iterable<{ readonly incidentId: string }>,
): readonly IncidentRow[] {
  const rows = [...told].flatMap(({ incidentId }) => whatItIs(board, incidentId) ?? []);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
