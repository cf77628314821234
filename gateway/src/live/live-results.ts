import { randomUUID } from 'node:crypto';
import type { Footprint } from '@proximidad/feed';
import { mayBeGrantedAny, READERS_MAX, seesWhatItAskedFor, type Subject } from '@proximidad/policy';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { GraphQLError, print } from 'graphql';
import type { Allowances } from '../identity/allowances.ts';
import type { Answer } from '../execution/executor.ts';
import { type Cut, isAfter, latest as later, LOG_START } from '@proximidad/eventsourcing';
import type { Prepared } from '../planning/graph.ts';
import { withoutGatewayDirectives } from '../planning/directives.ts';
import type { Asking } from './asking.ts';
import { distinctQueries } from './distinct-queries.ts';
import type { Frame } from './frames.ts';
import { isPassing } from './passing.ts';
import { type LiveResult, openResults } from './live-result.ts';
import type { StreamWish } from './opened.ts';
import { framePatch } from './patches.ts';
import { fieldsIn, variablesIn } from '../planning/rewrite.ts';
import { keyOf, type Rights, rightsOf } from './rights.ts';
import { openPace } from './pace.ts';
import { openReaders, type Readers } from './readers.ts';
import { type FootprintWatch, footprintWatch } from './footprint-watch.ts';
import type { FeedBuffers } from './feed-buffers.ts';

/** How often an answer that depends on the time is evaluated again. */
const TIME_DEPENDENT_INTERVAL_MS = 5_000;
/** How often the head is checked for an answer made of rows without a feed; it is evaluated again when the log has grown. */
const UNFED_INTERVAL_MS = 1_000;
/** How often a subscriber that asked for a later position checks for it; others in the group do not wait. */
const AHEAD_INTERVAL_MS = 250;
/** How often an answer is made again once something in it has ended. */
const ENDED_INTERVAL_MS = 250;
/** How often a part that could not be answered is asked for again. */
const RETRY_INTERVAL_MS = 1_000;

export interface LiveResultsDeps {
  readonly allowances: Allowances;
  readonly asking: Asking;
  readonly buffers: FeedBuffers;
  readonly logId: string;
  /** How far the log is known to go. */
  readonly head: () => number;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** What everybody sees who asks the same with the same rights, in one language. */
export interface LiveQuery {
  /** The first result in the client's name that is not older than `atLeast` and differs from what the client has. */
  next(seen: LiveResult | undefined, atLeast: number, signal: AbortSignal): Promise<LiveResult | undefined>;
  release(): void;
}

export interface LiveResults {
  /** Watches a query; an error when the subject has too many already. */
  watch(prepared: Prepared, wish: StreamWish): LiveQuery | GraphQLError;
  readonly evaluated: () => number;
  readonly count: () => number;
  close(): void;
}

export function openLiveResults(deps: LiveResultsDeps): LiveResults {
  const groups = new Map<string, ReadGroup>();
  const mine = distinctQueries(deps.allowances);
  const readings = new WeakMap<
    Prepared,
    { readonly text: string; readonly variables: ReadonlySet<string> }
  >();
  let evaluated = 0;
  /** The spelling of a query, and which of its variables go to the services. */
  const readingOf = (prepared: Prepared) => {
    const known = readings.get(prepared);
    if (known !== undefined) return known;
    const fragments = Object.values(prepared.context.fragments);
    const operation = withoutGatewayDirectives(prepared.operation);
    const reading = {
      text: [operation, ...fragments].map(print).join('\n'),
      variables: variablesIn([operation.selectionSet, ...fragments]),
    };
    readings.set(prepared, reading);
    return reading;
  };
  return {
    watch(prepared, { variables, subject, language = LANGUAGE_USUAL }) {
      const rights = rightsOf(subject);
      const { id: owner } = subject;
      const { text, variables: used } = readingOf(prepared);
      const asked = Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name)));
      // What somebody is shown in person is noted for each screen, and lasts as long as the person who signed in there may see it.
      const own = isInPerson(prepared, subject) ? randomUUID() : undefined;
      const question = JSON.stringify([text, asked, keyOf(rights), language, own]);
      const leave = mine.take(owner, question);
      if (leave instanceof GraphQLError) return leave;
      const key = keyIn(groups, question, owner);
      const known = groups.get(key);
      const readers = known?.readers ?? openReaders();
      let frame = 0;
      const ask: Ask = async (cut, footprints, named) => {
        evaluated++;
        const answer = await deps.asking(prepared, rights, {
          ...{ variables: asked, language, cut, footprints, owner, readers: named },
          ...(own !== undefined && { as: subject, screen: { id: own, frame: frame + 1 } }),
        });
        // A frame that never came is asked for again as the same frame.
        frame++;
        return answer;
      };
      const group = known ?? { ...openGroup(deps, rights, readers, ask), readers };
      groups.set(key, group);
      readers.enter(owner);
      // Someone who comes later is shown what others were shown once it has been asked for in their name, too.
      if (!readers.isNamed(owner)) group.again();
      return {
        next: (seen, atLeast, signal) => group.next(owner, seen, atLeast, signal),
        release() {
          leave();
          readers.leave(owner);
          if (readers.size > 0) return;
          group.close();
          groups.delete(key);
        },
      };
    },
    evaluated: () => evaluated,
    count: () => groups.size,
    close() {
      for (const group of groups.values()) group.close();
      groups.clear();
    },
  };
}

/** Of those who ask the same as many share a result as one answer can name. */
function keyIn(groups: ReadonlyMap<string, ReadGroup>, question: string, owner: string): string {
  for (let part = 0; ; part++) {
    const key = `${question} ${part}`;
    const readers = groups.get(key)?.readers;
    if (!readers || readers.has(owner) || readers.size < READERS_MAX) return key;
  }
}

/** An answer about the caller, or with what only this one may see, is made for each caller, whatever rights others share. */
function isInPerson({ operation, context }: Prepared, subject: Subject): boolean {
  const own = seesWhatItAskedFor(subject) ? [...WHO, ASKED_FOR] : WHO;
  return (
    mayBeGrantedAny(subject) ||
    fieldsIn(operation.selectionSet, context.fragments).some(({ name }) => own.includes(name.value))
  );
}
/** Who asks, and what was noted of others: nobody is shown what was noted of themselves. */
const WHO = ['viewer', 'accesses', 'accessLog'];
/** The requests of a liaison, who sees those that it made itself. */
const ASKED_FOR = 'needsToKnow';

interface Group {
  next(owner: string, ...asked: Parameters<LiveQuery['next']>): ReturnType<LiveQuery['next']>;
  /** Makes the result again, whether or not anything has happened. */
  again(): void;
  close(): void;
}

type ReadGroup = Group & { readonly readers: Readers };

type Ask = (cut: Cut, footprints: Map<string, Footprint>, readers: readonly string[]) => Promise<Answer>;

function openGroup(deps: LiveResultsDeps, rights: Rights, readers: Readers, ask: Ask): Group {
  const waiting = waitingRoom();
  const making = openMaking(deps, rights, readers, ask, (named) => {
    readers.named(named);
    waiting.wake();
  });
  let closed = false;
  return {
    async next(owner, shown, atLeast, signal) {
      while (!closed && !signal.aborted) {
        const latest = making.latest();
        const behind = latest && isAfter(atLeast, latest.position);
        const isFor = readers.isNamed(owner);
        // Something in it may not be shown any more: whoever does not have it yet waits for the next.
        const isOver = latest && latest.until <= deps.now();
        if (latest && isFor && !behind && !isOver && latest.revision !== shown?.revision) return latest;
        const isAhead = behind && isAfter(atLeast, deps.head());
        if (behind && !isAhead) making.wanted(atLeast);
        await waiting.woken(signal, isAhead ? AHEAD_INTERVAL_MS : undefined);
      }
      return undefined;
    },
    again: () => making.wanted(LOG_START),
    close() {
      closed = true;
      making.close();
      waiting.wake();
    },
  };
}

/** Makes the result of one group again whenever it may have changed. */
function openMaking(
  { buffers, logId, head, now, onFailure }: LiveResultsDeps,
  rights: Rights,
  readers: Readers,
  ask: Ask,
  onMade: (named: readonly string[]) => void,
) {
  const { latest, add } = openResults(logId);
  /** The smallest position at which the result has to be made again, because the latest one does not show it. */
  let due = head();
  let running = false;
  let failed = false;
  let closed = false;
  const pace = openPace();
  const shownUpTo = () => latest()?.position ?? LOG_START;
  const watch = footprintWatch(buffers, rights, (position) => {
    if (position === undefined ? failed : isAfter(position, shownUpTo())) wanted(position ?? due);
  });

  const wanted = (position: number) => {
    due = later(due, position);
    if (!running && !closed) pace.soon(begin);
  };
  /**
   * At the change that made it due, or further where every service is known to have come; at the head where feeds do not
   * cover everything.
   */
  const nextCut = (): Cut => {
    const grown = watch.timeDependent() || watch.unfed() ? head() : undefined;
    return { position: later(due, watch.followedUpTo(), shownUpTo(), grown), clock: now() };
  };
  const evaluate = async () => {
    running = true;
    pace.began();
    const cut = nextCut();
    const footprints = new Map<string, Footprint>();
    const named = readers.present();
    try {
      const answer = await ask(cut, footprints, named);
      if (closed) return;
      failed = isPassing(answer);
      watch.adopt(footprints, cut.position);
      if (add(answer, cut, endOf(footprints))) onMade(named);
    } catch (error) {
      failed = true;
      onFailure(error);
    } finally {
      running = false;
      pace.ended();
    }
    planNext(cut.position);
  };
  const begin = () => void evaluate();
  /** What is due, or waited for, comes at once, a missing part soon, and what no feed covers later. */
  const planNext = (position: number) => {
    if (closed) return;
    const missed = later(due, watch.missedSince(position));
    if (isAfter(missed, position) || (!failed && readers.hasUnnamed())) wanted(missed);
    else if (failed) pace.after(RETRY_INTERVAL_MS, begin);
    else lookAgain();
  };
  const lookAgain = () => {
    const unasked = looksAgainInMs(watch, pace.age(), isAfter(head(), shownUpTo()));
    const ms = Math.min(unasked, endsInMs(watch.until(), pace.age(), now()));
    if (ms !== Infinity) pace.after(ms, ms === 0 ? begin : lookAgain);
  };
  pace.soon(begin);

  return {
    latest,
    wanted,
    close() {
      closed = true;
      pace.stop();
      watch.close();
    },
  };
}

/** When the first of what the services said to be open for a time ends, Unix milliseconds. */
function endOf(footprints: ReadonlyMap<string, Footprint>): number {
  return Math.min(...[...footprints.values()].map(({ until }) => until ?? Infinity));
}

/** In how long an answer that no feed covers is made again, 0 for now; `Infinity` when it never is by itself. */
function looksAgainInMs(watch: FootprintWatch, ageMs: number, hasGrown: boolean): number {
  const [timeDependent, unfed] = [watch.timeDependent(), watch.unfed()];
  if (timeDependent && ageMs >= TIME_DEPENDENT_INTERVAL_MS) return 0;
  if (unfed) return hasGrown && ageMs >= UNFED_INTERVAL_MS ? 0 : UNFED_INTERVAL_MS;
  return timeDependent ? TIME_DEPENDENT_INTERVAL_MS - ageMs : Infinity;
}

/** In how long something in it ends. Its service may decide that by another clock: it is asked again until it does. */
function endsInMs(until: number | undefined, ageMs: number, nowMs: number): number {
  if (until === undefined) return Infinity;
  return until > nowMs ? until - nowMs : Math.max(0, ENDED_INTERVAL_MS - ageMs);
}

/** Those who wait for the next result. */
function waitingRoom() {
  const waiting = new Set<() => void>();
  return {
    wake() {
      for (const wake of waiting) wake();
    },
    /** Resolves with the next result, after `ms` if given, or with the signal. */
    woken(signal: AbortSignal, ms?: number): Promise<void> {
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = ms === undefined ? undefined : setTimeout(wake, ms);
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
  };
}

/** The frame that takes a client from what it has to `result`: a patch, if the client wants patches and has something to apply one to. */
export function frameFor(result: LiveResult, shown: LiveResult | undefined, patch: boolean): Frame {
  return patch && shown ? framePatch(shown, result) : result;
}
