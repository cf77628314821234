import { createPatch } from 'rfc6902';
import type { Frame } from './frames.ts';
import type { LiveResult } from './live-results.ts';

/** What leads from one result to another (RFC 6902), made once for all that need it; the whole when that is shorter. */
export function framePatch(from: LiveResult, to: LiveResult): Frame {
  const known = to.patches.get(from.revision);
  if (known) return known;
  const { extensions, cursor } = to;
  const patch = createPatch(shownBy(from), shownBy(to));
  const body = JSON.stringify({ patch, extensions });
  const frame = body.length < to.body.length ? { body, ...(cursor !== undefined && { cursor }) } : to;
  to.patches.set(from.revision, frame);
  return frame;
}

function shownBy({ data, errors }: LiveResult) {
  return { data, ...(errors && { errors }) };
}
