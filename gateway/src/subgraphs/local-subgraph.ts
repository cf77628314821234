import { type Subgraph, SubgraphFailed, type WireRequest, WireResponse } from './wire.ts';

/** A subgraph in this process: the same entries and passports, but no network. */
export function localSubgraph(name: string, execute: (entry: unknown) => Promise<unknown>): Subgraph {
  return {
    name,
    isLocal: true,
    async ask(request: WireRequest) {
      const { data, error } = WireResponse.safeParse(await execute(request));
      if (!data) throw new SubgraphFailed('garbage', { cause: error });
      return data;
    },
    close: () => Promise.resolve(),
  };
}
