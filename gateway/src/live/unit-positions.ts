import { argumentsError, type DecreedUnit } from '@proximidad/edge';
import { inOneSpelling } from '@proximidad/eventsourcing';
import { type Decision, looksInto, mayReadField, type Subject } from '@proximidad/policy';
import { DENIALS, sayBoth } from '@proximidad/refusals';
import { GraphQLError } from 'graphql';
import { codedError } from '../errors.ts';
import type { Allowances } from '../identity/allowances.ts';
import type { PreparedPositions } from '../planning/graph.ts';
import { type PositionsArguments, UNIT_POSITIONS } from '../planning/positions-rewrite.ts';
import { distinctQueries } from './distinct-queries.ts';
import type { FeedSource } from './feed-source.ts';
import type { Opened, StreamWish } from './opened.ts';
import { openQuestion, type Question } from './positions-question.ts';
import { keyOf, type Rights, rightsOf } from './rights.ts';
import { openSeen, type Seen, type SeenDeps } from './seen-units.ts';

/** The service that has the sightings. */
const SERVICE = 'beats';
const FIELD = 'Unit.lastPoint';
/** How long readers that nobody uses are kept, for clients that reconnect at once. */
const LINGER_MS = 10_000;

export interface UnitPositionsDeps extends SeenDeps {
  readonly sources: readonly FeedSource[];
  readonly allowances: Allowances;
}

/** Where units are, for watchers: one reader of the service per set of rights, one frame per question. */
export interface UnitPositions {
  /** `decreed` answers what decrees made of the municipality that is asked about. */
  open(subscription: PreparedPositions, wish: StreamWish, decreed?: DecreedUnit): Opened | GraphQLError;
  /** Number of readers of the service. */
  readonly count: () => number;
  close(): void;
}

export function openUnitPositions({ sources, allowances, ...deps }: UnitPositionsDeps): UnitPositions {
  const source = sources.find(({ service }) => service === SERVICE);
  const readers = openReaders((rights) => openSeen(source!, rights, deps));
  const mine = distinctQueries(allowances);
  const nameOf = namesOf<PreparedPositions>();
  return {
    open(subscription, { subject, variables }, decreed) {
      const args = inOneSpelling(subscription.rewritten.args(variables));
      const wrong = refusalOf(subject, args, decreed);
      if (wrong) return wrong;
      if (!source?.sightings) {
        return codedError('SERVICE_UNAVAILABLE', 'Not available now.', { service: SERVICE });
      }
      const question = JSON.stringify([UNIT_POSITIONS, nameOf(subscription), variables]);
      const leave = mine.take(subject.id, question);
      if (leave instanceof GraphQLError) return leave;
      const { seen, questions, release } = readers.take(rightsOf(subject));
      const asked = questions.get(question) ?? {
        ...openQuestion(seen, subscription, args, variables),
        users: 0,
      };
      asked.users++;
      questions.set(question, asked);
      return {
        next: framesOf(seen, asked),
        close() {
          if (--asked.users === 0) questions.delete(question);
          leave();
          release();
        },
      };
    },
    count: readers.count,
    close: readers.close,
  };
}

/** Whatever was seen since the last frame that this watcher took; nothing in between is queued. */
function framesOf(seen: Seen, { frame }: Question): Opened['next'] {
  let sentUpTo = 0;
  return async (signal) => {
    while (!signal.aborted) {
      const upTo = seen.line();
      const next = upTo > sentUpTo ? frame(sentUpTo) : undefined;
      sentUpTo = upTo;
      if (next) return next;
      await seen.next(sentUpTo, signal);
    }
    return undefined;
  };
}

interface Reader {
  readonly seen: Seen;
  readonly questions: Map<string, Question & { users: number }>;
  users: number;
  end?: NodeJS.Timeout | undefined;
}

/** The readers in use, one per set of rights. */
function openReaders(open: (rights: Rights) => Seen) {
  const readers = new Map<string, Reader>();
  return {
    take(rights: Rights): Pick<Reader, 'seen' | 'questions'> & { release(): void } {
      const key = keyOf(rights);
      const reader: Reader = readers.get(key) ?? { seen: open(rights), questions: new Map(), users: 0 };
      readers.set(key, reader);
      clearTimeout(reader.end);
      reader.users++;
      const release = () => {
        if (--reader.users > 0) return;
        reader.end = setTimeout(() => {
          reader.seen.close();
          readers.delete(key);
        }, LINGER_MS).unref();
      };
      return { seen: reader.seen, questions: reader.questions, release };
    },
    count: () => readers.size,
    close() {
      for (const { seen, end } of readers.values()) {
        clearTimeout(end);
        seen.close();
      }
      readers.clear();
    },
  };
}

/** A short name for each thing, the same whenever that thing comes again. */
function namesOf<T extends object>(): (thing: T) => number {
  const names = new WeakMap<T, number>();
  let count = 0;
  return (thing) => {
    const name = names.get(thing) ?? count++;
    names.set(thing, name);
    return name;
  };
}

/** Why there is nothing to see, so that a caller is told at once instead of hearing nothing. */
function refusalOf(
  subject: Subject,
  args: PositionsArguments,
  decreed: DecreedUnit | undefined,
): GraphQLError | undefined {
  if (!mayReadField(subject, FIELD)) {
    return codedError('FORBIDDEN', sayBoth(DENIALS.FIELD, { field: FIELD }), { reason: 'ROLE' });
  }
  const { bbox } = args;
  if (bbox && !(bbox.south <= bbox.north && bbox.west <= bbox.east)) {
    return codedError('BAD_USER_INPUT', 'The box ends before it begins.', {
      fields: [{ path: 'bbox', message: 'south <= north and west <= east' }],
    });
  }
  const wrong = argumentsError(args, decreed);
  if (wrong) return codedError(wrong.code, wrong.said, { ...wrong.details });
  const entity = args.entity ?? args.municipality?.slice(0, 2) ?? args.beat?.slice(0, 2) ?? subject.entity;
  if (entity === undefined) return undefined;
  const elsewhere =
    args.municipality && subject.municipality !== undefined && args.municipality !== subject.municipality;
  const decision: Decision = elsewhere
    ? { allowed: false, reason: 'MUNICIPALITY' }
    : looksInto(subject, 'unit', entity);
  if (decision.allowed) return undefined;
  const { reason } = decision;
  return codedError('FORBIDDEN', DENIALS.MAP, { reason });
}
