import { zoneOf } from '@proximidad/catalogues';
import {
  type Instant,
  instantAt,
  type Outcome,
  parseDateTime,
  reject,
  Uuid,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { type Context, ServiceError } from '@proximidad/service';

/** How far clocks may be apart: a fact further in the future is refused. */
export const FUTURE_MAX_MS = 5_000;

type Maybe<T> = T | null | undefined;

/** What every mutation's input carries. */
export interface Commanded {
  readonly commandId: string;
  readonly occurredAt?: Maybe<string>;
}

/** A UUID in its one spelling, so that ids derived from it are the same for the same command. */
export function commandIdOf({ commandId }: Commanded): string {
  const parsed = Uuid.safeParse(commandId);
  if (!parsed.success) throw new ServiceError('BAD_USER_INPUT', 'commandId must be a UUID.');
  return parsed.data;
}

/** The same moment on the wall clock of the place: days and years are local to it. */
export function onTheClockOf(place: string, { ms }: Instant): Instant {
  return instantAt(ms, zoneOf(place));
}

/** When it was, by the input, else now; on the wall clock of the place. Never in the future. */
export function momentOf(context: Context, text: Maybe<string>, place: string): Instant {
  if (text === null || text === undefined) return context.now(place);
  const instant = parseDateTime(text);
  if (instant.ms > context.cut.clock + FUTURE_MAX_MS) {
    throw new ServiceError('BAD_USER_INPUT', 'A time lies in the future.');
  }
  return onTheClockOf(place, instant);
}

/** What was recorded a moment ago may not be projected yet: looks again once all that is in the log has been. */
export async function found<T>(context: Context, log: EventLog, look: () => T | undefined) {
  const seen = look();
  if (seen !== undefined) return seen;
  await context.reached(await log.head());
  return look();
}

/** A refusal that needs the read model, and so is given at the edge. */
export function refusal(context: Context, code: string, message: string, rule?: string): object {
  return context.answer({ ok: false, rejection: reject(code, message, rule) }, () => ({ __typename: '' }));
}

/** What an accepted command is answered with: the record is looked up when it is asked for. */
export interface Accepted {
  readonly id: string;
  readonly at: number | undefined;
}

export function answered<State>(
  context: Context,
  outcome: Outcome<State, unknown, string>,
  __typename: string,
  id: string,
): object {
  const at = outcome.ok ? outcome.position : undefined;
  return context.answer(outcome, () => ({ __typename, id, at }) satisfies Accepted & { __typename: string });
}
