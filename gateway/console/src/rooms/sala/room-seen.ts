import type { BoardQuery, ForceQuery } from '../../documents/documents.gen.ts';
import type { Answer, Cut } from '../../graph/graph.ts';
import type { Words } from '../../words/es.ts';

/** What a room shows: its board, its figures, and its units. */
export interface RoomSeen {
  readonly operationsPicture: BoardQuery['operationsPicture'] &
    ForceQuery['operationsPicture'] & {
      /** Only for a past moment: live nobody looks at it, and it would be computed from the whole at each change. */
      readonly stateHash?: string | null;
    };
  readonly incidents: BoardQuery['incidents'];
  /** The most recent incidents, if more are open than a page holds: only these can be news. */
  readonly latest?: BoardQuery['incidents'];
}

/** Joins the board and the units of a room; without data if either is missing, for its reason. */
export function together(board: Answer<BoardQuery>, force: Answer<ForceQuery>): Answer<RoomSeen> {
  const troubles = [...board.troubles, ...force.troubles];
  const cut = later(board.cut, force.cut);
  if (!board.data || !force.data) return { data: undefined, troubles, cut };
  const [{ operationsPicture: its }, { operationsPicture: units }] = [board.data, force.data];
  const servicesDown = [...new Set([...its.servicesDown, ...units.servicesDown])].toSorted();
  const operationsPicture = { ...its, ...units, servicesDown };
  return { data: { operationsPicture, ...openOf(board.data) }, troubles, cut };
}

/** What is open, as far as it was told, and which of it came last. */
export const openOf = ({ incidents, soonestDue }: Pick<BoardQuery, 'incidents' | 'soonestDue'>) => ({
  ...{ incidents: withDue(incidents, soonestDue), latest: incidents },
});

/** A list, and how many there are; null where there are so many that nobody counts them. */
export interface Counted {
  readonly totalCount: number | null;
  readonly edges: readonly unknown[];
}

interface Page<Node> extends Counted {
  readonly edges: readonly { readonly node: Node }[];
}

/** Whether there is more than what was told of it. */
export function isPart(list: Counted | null | undefined): boolean {
  return Boolean(list && (list.totalCount ?? Infinity) > list.edges.length);
}

/** Below this, in records, a page has room again; from here to a full page nothing changes, so that a room at the edge does not ask anew each time. */
const ROOMY_MAX = 80;

/** Whether more is open than a page holds, or was a moment ago. */
export function isCrowdedAfter(before: boolean, list: Counted | null | undefined): boolean {
  return isPart(list) || (before && (list?.edges.length ?? Infinity) > ROOMY_MAX);
}

/** How many of all are shown, where not all are: figures count no others. */
export function partOf(
  list: Counted | null | undefined,
  { shown }: Pick<Words['sala'], 'shown'>,
): string | undefined {
  return list && isPart(list) ? shown(list.edges.length, list.totalCount) : undefined;
}

/** What a figure counts, and of how many where it counts those alone that are shown. */
export const ofShown = (name: string, part: string | undefined): string =>
  part === undefined ? name : `${name} · ${part}`;

/** What is due soonest beside what came last, each once: what waits longest is not hidden by what is new. */
export function withDue<Node extends { readonly id: string }, Incidents extends Page<Node> | null>(
  incidents: Incidents,
  due: Page<Node> | null | undefined,
): Incidents {
  if (!incidents || !due || !isPart(incidents)) return incidents;
  const told = new Set(incidents.edges.map(({ node }) => node.id));
  const others = due.edges.filter(({ node }) => !told.has(node.id));
  return { ...incidents, edges: [...incidents.edges, ...others] };
}

function later(a: Cut | undefined, b: Cut | undefined): Cut | undefined {
  return a && b ? (Date.parse(a.at) < Date.parse(b.at) ? b : a) : (a ?? b);
}
