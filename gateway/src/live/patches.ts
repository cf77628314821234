import type { Frame } from './frames.ts';
import { patchBetween } from './json-patch.ts';
import type { LiveResult } from './live-result.ts';
import { isFields } from './records.ts';

/** Patches kept with a result, for the revisions that its watchers have; one further behind gets the whole. */
export const PATCHES_MAX = 16;

/** What leads from one result to another (RFC 6902), made once for all who need it; the whole result when that is shorter. */
export function framePatch(from: LiveResult, to: LiveResult): Frame {
  const known = to.patches.get(from.revision);
  if (known) return known;
  if (to.patches.size >= PATCHES_MAX) return to;
  const frame = patched(from, to) ?? to;
  to.patches.set(from.revision, frame);
  return frame;
}

function patched(from: LiveResult, to: LiveResult): Frame | undefined {
  const patch = patchBetween(shownBy(from), shownBy(to));
  if (!patch) return undefined;
  const { data, extensions, cursor } = to;
  const body = JSON.stringify({ patch, extensions });
  const isShorter = body.length < lengthAtLeast(data) || body.length < to.body.length;
  return isShorter ? { body, ...(cursor !== undefined && { cursor }) } : undefined;
}

/** A lower bound of the length of its JSON: records of lists are counted, so that no text has to be made for a long one. */
function lengthAtLeast(data: unknown): number {
  if (Array.isArray(data)) return data.length * '1,'.length;
  if (!isFields(data)) return 0;
  return Object.values(data).reduce<number>((length, value) => length + lengthAtLeast(value), 0);
}

function shownBy({ data, errors }: LiveResult) {
  return { data, ...(errors && { errors }) };
}
