import { NotTaken, type Send } from '@proximidad/program';
import { formats } from '../formats/index.ts';

export const named = (name: string) => formats.find((format) => format.name === name)!;

/** A receiver that remembers what it took, as the platform does: a key it has seen is known. */
export function receiver() {
  const seen = new Set<string>();
  const sizes: number[] = [];
  let log = 'log 1';
  /** As a backup brings it back: with what was taken up to a moment, as another log. */
  const restore = (keys: Iterable<string>) => {
    log = 'log 2';
    seen.clear();
    for (const key of keys) seen.add(key);
  };
  const send: Send = async (_query, variables) => {
    const { items, position } = variables as {
      items: { sourceKey?: string; code?: string }[];
      position?: string;
    };
    if (position === log) return {};
    if (position !== undefined) throw new NotTaken('The log was moved.', 'STALE');
    sizes.push(Buffer.byteLength(JSON.stringify(variables)));
    const results = items.map((item, index) => {
      const key = item.sourceKey ?? item.code!;
      const outcome = seen.has(key) ? 'KNOWN' : 'ACCEPTED';
      seen.add(key);
      return { index, outcome };
    });
    const answer = { results, position: log };
    return { recordHistoricalIncidents: answer, designBeats: answer };
  };
  return { send, seen, sizes, restore };
}
