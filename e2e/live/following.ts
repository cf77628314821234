import { setTimeout as sleep } from 'node:timers/promises';
import { applyPatch } from 'rfc6902';
import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';
import { type Frame, frames } from '../watcher.ts';

/** What a frame shows, whether it is whole or a patch of the previous one. */
function wholeOf({ patch, ...frame }: Frame, before: Frame | undefined): Frame {
  if (!patch) return frame;
  const { data, errors } = before!;
  const result = copyOf({ data, ...(errors && { errors }) });
  const taken = applyPatch(result, copyOf(patch) as never);
  expect(patch.filter((_, place) => taken[place] !== null)).toEqual([]);
  return { ...frame, ...result } as Frame;
}

function copyOf<T>(json: T): T {
  return JSON.parse(JSON.stringify(json)) as T;
}

/** Whether a picture names a service that could not be asked; at another moment the picture includes that part. */
export function namesSilence({ data }: Frame): boolean {
  return /"servicesDown":\["/.test(JSON.stringify(data));
}

/** The frames of a live query or a subscription, as they come, until it is stopped. */
export function follow(user: string, query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const stopping = new AbortController();
  const seen: Frame[] = [];
  const ended = (async () => {
    const asked = { transport: 'sse' as const, user, query, variables: { ...variables } };
    for await (const frame of frames(platform, asked, stopping.signal))
      seen.push(wholeOf(frame, seen.at(-1)));
  })();
  let over: { readonly why: unknown } | undefined;
  // The caller who stops it learns why it ended before.
  ended.then(
    () => (over = { why: new Error('the stream was completed') }),
    (why: unknown) => (over = { why }),
  );
  return {
    seen: seen as readonly Frame[],
    /** Why it ended; undefined while it continues. */
    over: () => over,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

const COMES_AGAIN_MS = 1_000;

/**
 * The same once its first frame has come. A watcher refused before it, because a service is away or for too many new
 * documents, comes again.
 */
export async function followed(...asked: Parameters<typeof follow>): Promise<ReturnType<typeof follow>> {
  let live = follow(...asked);
  await eventually(`a first frame of ${asked[1]} for ${asked[0]}`, async () => {
    const over = live.over();
    if (live.seen[0] || !over) return live.seen[0];
    await live.stop().catch(() => undefined);
    await sleep(COMES_AGAIN_MS);
    live = follow(...asked);
    throw over.why;
  });
  return live;
}
