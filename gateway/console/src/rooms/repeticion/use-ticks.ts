import { Ticks, type TicksQuery } from '../../documents/documents.gen.ts';
import type { Counted } from '../sala/room-seen.ts';
import { useAll } from '../sala/use-all.ts';

interface Told {
  readonly ticks: readonly NonNullable<TicksQuery['incidents']>['edges'][number]['node'][];
  readonly read: Counted;
  readonly silences: TicksQuery['silences'];
}

/**
 * The incidents reported in a period, page after page, the newest first as far as a room reads, and when the state was not heard from;
 * undefined until all of it is there.
 */
export function useTicks(entity: string, from: string, to: string): Told | undefined {
  const told = useAll(Ticks, { entity, from, to }, ({ incidents }) => incidents)?.data;
  if (!told) return undefined;
  const read = { totalCount: told.last.incidents!.totalCount, edges: told.nodes };
  return { ticks: told.nodes, read, silences: told.last.silences };
}
