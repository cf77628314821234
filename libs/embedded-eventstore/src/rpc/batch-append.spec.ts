import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../store/log.ts';
import { bytesField, emptyField, textField, uintField } from '../wire/protobuf.ts';
import { Allowance } from './allowance.ts';
import { batchAppendMethod } from './batch-append.ts';
import type { Call } from './call.ts';

const entry = (key: string, value: string) => bytesField(2, textField(1, key), textField(2, value));
const id = (field: number) => bytesField(field, textField(2, crypto.randomUUID()));
const options = bytesField(2, bytesField(1, textField(3, 'incident_09-1')), emptyField(4));
const type = [entry('type', 'CallReceived'), entry('content-type', 'application/json')];

const correlation = id(1);
const chunk = (...more: Buffer[]) =>
  Buffer.concat([correlation, options, bytesField(3, id(1), ...type), ...more]);
const FINAL = uintField(4, 1);

function begun(permits = () => true) {
  const allowance = new Allowance(10_000_000);
  const taken: number[] = [];
  const answers: Buffer[] = [];
  const failed: Error[] = [];
  const ended = new AbortController();
  const log = { enqueue: ({ events }: { events: unknown[] }) => taken.push(events.length) };
  const serving = { log: log as unknown as Log, permits, allowance, onBug: fail };
  const send = (answer: Buffer) => void answers.push(answer);
  const call = { signal: ended.signal, send, fail: (error: Error) => failed.push(error) } as unknown as Call;
  const append = batchAppendMethod(serving).open(call, { pause: fail, resume: () => undefined });
  return { append, allowance, taken, answers, failed, ended };
}

test('an append whose chunks all name its options is one append, and holds nothing once it is over', () => {
  const { append, allowance, taken, ended } = begun();
  append.message(chunk());
  append.message(chunk());
  append.message(chunk(FINAL));
  append.message(chunk());
  ended.abort();
  expect(taken).toEqual([3]);
  expect(allowance.held).toBe(0);
});

const tooLarge = bytesField(3, id(1), ...type, bytesField(4, Buffer.alloc(2 * 1024 * 1024)));
const ONE_MS = bytesField(
  2,
  bytesField(1, textField(3, 'incident_09-1')),
  emptyField(4),
  bytesField(6, uintField(2, 1_000_000)),
);

test.each([
  ['grew too large', () => true, chunk(tooLarge)],
  ['came too late', () => true, Buffer.concat([correlation, ONE_MS, bytesField(3, id(1), ...type)])],
  ['is not allowed', () => false, chunk()],
])(
  'of an append that %s nothing is written, whatever comes after it under its id, and one answer is given',
  async (_why, permits, first) => {
    const { append, allowance, taken, answers } = begun(permits);
    append.message(first);
    await delay(20);
    append.message(chunk());
    append.message(chunk(FINAL));
    expect([taken, answers.length]).toEqual([[], 1]);
    expect(allowance.held).toBe(0);
  },
);

test('a call of which too many appends are refused and never ended is refused itself', () => {
  const { append, answers, failed } = begun(() => false);
  for (let n = 0; n <= 4_000; n++) append.message(Buffer.concat([id(1), options]));
  expect([answers.length, failed]).toEqual([
    4_001,
    [expect.objectContaining({ message: 'too many appends were refused and are not ended' })],
  ]);
});

function fail(error?: unknown): never {
  throw new Error('not expected', { cause: error });
}
