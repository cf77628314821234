import type { Log } from '../store/log.ts';
import { bytesField, emptyField, textField, uintField } from '../wire/protobuf.ts';
import { Allowance } from './allowance.ts';
import { batchAppendMethod } from './batch-append.ts';
import type { Call } from './call.ts';

const entry = (key: string, value: string) => bytesField(2, textField(1, key), textField(2, value));
const id = (field: number) => bytesField(field, textField(2, crypto.randomUUID()));
const options = bytesField(2, bytesField(1, textField(3, 'incident_09-1')), emptyField(4));
const type = [entry('type', 'CallReceived'), entry('content-type', 'application/json')];

test('an append whose chunks all name its options is one append, and holds nothing once it is over', () => {
  const allowance = new Allowance(1_000_000);
  const taken: number[] = [];
  const ended = new AbortController();
  const log = { enqueue: ({ events }: { events: unknown[] }) => taken.push(events.length) };
  const serving = { log: log as unknown as Log, permits: () => true, allowance, onBug: fail };
  const call = { signal: ended.signal, send: () => undefined } as unknown as Call;
  const append = batchAppendMethod(serving).open(call, { pause: fail, resume: () => undefined });
  const correlation = id(1);
  const chunk = (...more: Buffer[]) =>
    Buffer.concat([correlation, options, bytesField(3, id(1), ...type), ...more]);
  append.message(chunk());
  append.message(chunk());
  append.message(chunk(uintField(4, 1)));
  append.message(chunk());
  ended.abort();
  expect(taken).toEqual([3]);
  expect(allowance.held).toBe(0);
});

function fail(error?: unknown): never {
  throw new Error('not expected', { cause: error });
}
