import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind } from '@proximidad/policy';
import type { Language } from '@proximidad/refusals';
import type { FeedChange, Footprint } from '@proximidad/feed';
import { LRUCache } from 'lru-cache';
import type { Answer } from '../execution/executor.ts';
import type { Prepared, PreparedSubscription } from '../planning/graph.ts';
import type { Asking } from './asking.ts';
import { encodeCursor } from './cursor.ts';
import { isPassing, patiently } from './passing.ts';
import { keyOf, type Rights } from './rights.ts';
import { kindOf } from '../planning/watched.ts';
import type { Place } from './change-stream.ts';

/** One message of a stream, serialized once for all who get it. */
export interface Frame {
  readonly body: string;
  /** Where to continue after it. */
  readonly cursor?: string;
}

/** How long a frame is kept for those who watched before it was made: not all of them come to the same change at once. */
const KEPT_MS = 500;
/** How long after the last attempt a record whose service does not answer is asked for again. */
const MISSING_RETRY_MS = 1_000;
/** Frames of changes kept at a time. */
const FRAMES_MAX = 20_000;
/** Characters that all kept frames may hold together. */
const FRAMES_SIZE_MAX = 64 * 2 ** 20;
/** The size of a frame while it is being made, and what it takes besides its text. */
const FRAME_SIZE = 1_024;

type Values = Readonly<Record<string, unknown>>;

/** Kinds of which every single record is guarded. */
const GUARDED: readonly Kind[] = ['contact', 'followup', 'commitment', 'officer', 'enrolment', 'breakglass'];

export interface FramesDeps {
  readonly asking: Asking;
  readonly logId: string;
  readonly now: () => number;
}

/**
 * Makes the frames of changes: one evaluation per change and distinct (operation, variables, rights, language), however many
 * watch. Who comes later shares the next one: what may be shown of the past is decided in the present (ADR 411).
 */
export interface Frames {
  of(subscription: PreparedSubscription, viewer: Viewer): FramesOf;
  readonly evaluated: () => number;
}

/** The frames of one subscription as subjects with certain rights see it, for a reader who begins now. */
export interface FramesOf {
  /**
   * Starts at once, or when a frame that was made before the reader came is not kept any more. Where the record is
   * missing since its service does not answer, it is asked for again until it does or nobody waits: without it, the frame
   * would say that the record is gone.
   */
  changed(change: FeedChange, over: AbortSignal): Promise<Frame>;
  lagged(at: Place): Frame;
}

export function openFrames(deps: FramesDeps): Frames {
  const { logId, now } = deps;
  const kept = openKept();
  const documents = new WeakMap<PreparedSubscription, string>();
  // Short names: each reader looks up each frame by one.
  const names = new LRUCache<string, string>({ max: FRAMES_MAX });
  let count = 0;
  let evaluated = 0;
  const nameOf = (subscription: PreparedSubscription, shown: unknown, rights: Rights) => {
    const document = documents.get(subscription) ?? `d${count++}`;
    documents.set(subscription, document);
    const question = JSON.stringify([document, shown, keyOf(rights)]);
    const name = names.get(question) ?? `q${count++}`;
    names.set(question, name);
    return name;
  };

  return {
    of(subscription, viewer) {
      const { variables, rights, owner, language } = viewer;
      const { rewritten, hydration } = subscription;
      const shown = Object.entries(variables).filter(([name]) => rewritten.shownBy.has(name));
      // Being shown a guarded record is noted by name: such a frame is made for each reader separately.
      const alone = GUARDED.includes(rewritten.watched.kind) ? owner : undefined;
      const asked = nameOf(subscription, [shown, language, alone], rights);
      const came = kept.numbered();
      const made = (name: string, change: FeedChange): Promise<MadeFrame> => {
        const known = kept.get(name);
        // Nothing of the record is in a frame without a question to the services.
        if (known && hydration && known.number < came) return known.over.then(() => made(name, change));
        if (known) return known.frame;
        if (hydration) evaluated++;
        return kept.keep(name, frameOf(deps, subscription, viewer, change));
      };
      const attempt = async (change: FeedChange): Promise<MadeFrame> => {
        const { key, position } = change;
        const name = `${asked} ${position} ${kindOf(rewritten.watched, change)} ${key}`;
        const frame = await made(name, change);
        return frame.madeFor === undefined || frame.madeFor === owner
          ? frame
          : made(`${name} ${owner}`, change);
      };
      return {
        async changed(change, over) {
          for (;;) {
            const frame = await attempt(change);
            if (!frame.isWithoutRecord || over.aborted) return frame;
            await sleep(MISSING_RETRY_MS, undefined, { signal: over }).catch(() => undefined);
          }
        },
        lagged({ position, key }) {
          const cursor = encodeCursor(logId, { position, clock: now(), key });
          const data = rewritten.data({ cursor, lagged: { cursor } }, {}, variables);
          return { cursor, body: JSON.stringify({ data, extensions: { cursor, lagged: { cursor } } }) };
        },
      };
    },
    evaluated: () => evaluated,
  };
}

interface MadeFrame extends Frame {
  /** A service that could not answer is missing from it, and may not be a moment later. */
  readonly isPassing: boolean;
  /** The record itself is missing for that reason. */
  readonly isWithoutRecord: boolean;
  /** The only one in whose name what is shown was noted; undefined where nothing was. */
  readonly madeFor: string | undefined;
}

interface Kept {
  readonly frame: Promise<MadeFrame>;
  /** Its place in the order in which readers come and frames are begun. */
  readonly number: number;
  /** Resolves when it is not kept any more. */
  readonly over: Promise<void>;
}

/** Frames while they are made, and for KEPT_MS after that. */
function openKept() {
  const kept = new LRUCache<string, Kept>({
    max: FRAMES_MAX,
    maxSize: FRAMES_SIZE_MAX,
    sizeCalculation: () => FRAME_SIZE,
  });
  let last = 0;
  const numbered = () => ++last;
  return {
    /** The place of a reader who comes now. */
    numbered,
    get: (name: string) => kept.get(name),
    keep(name: string, frame: Promise<MadeFrame>): Promise<MadeFrame> {
      const isThere = () => kept.peek(name)?.frame === frame;
      const forAMoment = async () => {
        const { body, isPassing } = await frame;
        if (isPassing || !isThere()) return;
        // Another object, since the same one would keep its size.
        kept.set(name, { ...entry }, { size: FRAME_SIZE + body.length });
        await sleep(KEPT_MS, undefined, { ref: false });
      };
      // Those who wait for it get the failure; the next one tries again.
      const over = forAMoment()
        .catch(() => undefined)
        .then(() => void (isThere() && kept.delete(name)));
      const entry = { frame, number: numbered(), over };
      kept.set(name, entry);
      return frame;
    },
  };
}

/** Whom a frame is made for: everybody with these rights who asks the same in the same language; the owner asked first. */
interface Viewer {
  readonly variables: Values;
  readonly rights: Rights;
  readonly owner: string;
  readonly language?: Language | undefined;
}

async function frameOf(
  deps: FramesDeps,
  { rewritten, hydration }: PreparedSubscription,
  viewer: Viewer,
  change: FeedChange,
): Promise<MadeFrame> {
  const { key, position } = change;
  const { answer, isNamed } = hydration
    ? await asOfChange(deps, hydration, viewer, change.position, rewritten.recordOf(change))
    : NOTHING_ASKED;
  const cursor = encodeCursor(deps.logId, { position, clock: deps.now(), key });
  const own = { cursor, kind: kindOf(rewritten.watched, change), id: key };
  const { errors, extensions } = answer;
  const data = rewritten.data(own, answer.data ?? {}, viewer.variables);
  // The query's errors lie within the field of the subscription.
  const within = errors?.map((error) =>
    error.path ? { ...error, path: [...Object.keys(data), ...error.path] } : error,
  );
  return {
    cursor,
    ...{ isPassing: isPassing(answer), isWithoutRecord: isWithoutRecord(answer) },
    madeFor: isNamed ? viewer.owner : undefined,
    body: JSON.stringify({
      data,
      ...(within && { errors: within }),
      extensions: { ...extensions, cursor },
    }),
  };
}

function isWithoutRecord(answer: Answer): boolean {
  return isPassing(answer) && Object.values(answer.data ?? { record: null }).includes(null);
}

interface Asked {
  readonly answer: Answer;
  /** Whether a service noted, in the name of the reader, what is shown. */
  readonly isNamed: boolean;
}
const NOTHING_ASKED: Asked = { answer: { data: {} }, isNamed: false };

/** The record and what belongs to it, at the cut of the change: every service asked has projected the change by then. */
async function asOfChange(
  { asking, now }: FramesDeps,
  prepared: Prepared,
  { variables, rights, owner, language }: Viewer,
  position: number,
  record: Values,
): Promise<Asked> {
  const footprints = new Map<string, Footprint>();
  const ask = () =>
    asking(prepared, rights, {
      variables: { ...variables, ...record },
      ...{ readers: [owner], language, footprints },
      cut: { position, clock: now() },
      owner,
    });
  const answer = await patiently(ask);
  return { answer, isNamed: [...footprints.values()].some(({ named }) => named) };
}
