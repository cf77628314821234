import type { EventLog } from '@proximidad/eventstore';
import { operationEvent, pause } from '../checkpoint.ts';
import { keysThatWait, readSummary } from './keys-that-wait.ts';
import { append, waiting } from './quarantine.ts';
import { type Ask, quarantineStreams, type Waiting } from './quarantine-events.ts';

const ANSWER_POLL_MS = 200;
/** Requests that are kept; older ones have been dealt with. */
const ASKED_MAX = 100;

export interface QuarantinedKey {
  readonly key: string;
  /** Unix milliseconds. */
  readonly since: number;
  readonly waiting: number;
  readonly reason: string;
}

/** The keys of a service that wait in quarantine, the longest waiting first. */
export async function quarantinedKeys(log: EventLog, service: string): Promise<QuarantinedKey[]> {
  const { summary } = quarantineStreams(service);
  const { keys } = readSummary(await log.readLast(summary)) ?? (await keysThatWait(log, service));
  const listed = keys.map(async ({ key, since }) => {
    const messages = await waiting(log, service, key);
    return { key, since, waiting: messages.length, reason: messages[0]?.reason ?? 'waits' };
  });
  return (await Promise.all(listed)).toSorted((a, b) => a.since - b.since);
}

/** The messages of one key that wait, in order. */
export function quarantinedMessages(log: EventLog, service: string, key: string): Promise<Waiting[]> {
  return waiting(log, service, key);
}

/**
 * Asks the running service to replay a key or discard a message; resolves to what still waits under the key when that is done, or
 * when nothing has come of it for as long as the patience lasts.
 */
export async function askQuarantine(
  log: EventLog,
  service: string,
  { type, ...data }: Ask,
  { now, patienceMs }: { readonly now: () => number; readonly patienceMs: number },
): Promise<Waiting[]> {
  const before = await waiting(log, service, data.key);
  let first = before[0]?.id;
  const { asked } = quarantineStreams(service);
  if (!(await log.readLast(asked))) await log.setMetadata(asked, { maxCount: ASKED_MAX });
  await append(log, asked, () => operationEvent(type, data, now()));
  const silence = new AbortController();
  for (let until = performance.now() + patienceMs; performance.now() < until;) {
    await pause(ANSWER_POLL_MS, silence.signal);
    const after = await waiting(log, service, data.key);
    const isDone = type === 'ReplayAsked' ? after.length === 0 : after.length < before.length;
    if (isDone) return after;
    if (after[0]?.id === first) continue;
    first = after[0]?.id;
    until = performance.now() + patienceMs;
  }
  return waiting(log, service, data.key);
}
