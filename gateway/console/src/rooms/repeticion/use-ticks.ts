import { Ticks, type TicksQuery } from '../../documents/documents.gen.ts';
import { useAll } from '../sala/use-all.ts';

interface Told {
  readonly ticks: readonly NonNullable<TicksQuery['incidents']>['edges'][number]['node'][];
  readonly silences: TicksQuery['silences'];
}

/** Every incident reported in a period, page after page, and when the state was not heard from; undefined until all of it is there. */
export function useTicks(entity: string, from: string, to: string): Told | undefined {
  const told = useAll(Ticks, { entity, from, to }, ({ incidents }) => incidents)?.data;
  return told && { ticks: told.nodes, silences: told.last.silences };
}
