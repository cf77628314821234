import type { ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import { until, within } from '@proximidad/testing/waiting';

export async function all(reading: StreamingRead<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  for await (const event of reading) events.push(event);
  return events;
}

export async function failureOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as Record<string, unknown>,
  );
}

type Emitter = { once(event: string, listener: (value: unknown) => void): unknown };

export function once(emitter: Emitter, name: string): Promise<unknown> {
  const coming = new Promise((resolve) => emitter.once(name, resolve));
  // Nothing flows, not even the end of the catch-up, until somebody reads.
  (emitter as { resume?: () => void }).resume?.();
  return within(coming, `the event '${name}'`);
}

export function gather(subscription: {
  on(event: 'data', listener: (event: ResolvedEvent) => void): unknown;
}) {
  const seen: ResolvedEvent[] = [];
  subscription.on('data', (event) => seen.push(event));
  return {
    seen,
    async count(n: number): Promise<ResolvedEvent[]> {
      await until(() => seen.length >= n);
      return seen;
    },
  };
}
