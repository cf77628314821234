import { decodePosition, idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { passportFor } from '@proximidad/testing';
import { type RunningService, startService } from './start-service.ts';
import {
  auditor,
  type Ground,
  iztapalapa,
  jalisco,
  openGround,
  operator,
  receive,
  until,
} from './testing/harness.ts';
import { impatientCalls } from './testing/two-services.ts';
import { FEED_LINE_CHANGES_MAX, type FeedChange, FeedLine } from '@proximidad/feed';

/** Enough calls that one line does not hold them: each is received and then abandoned. */
const MANY = FEED_LINE_CHANGES_MAX / 2 + 30;

let ground: Ground;
let running: RunningService;

beforeAll(async () => {
  ground = await openGround();
  running = await startService(impatientCalls, ground.config('calls'));
  await running.service.caughtUp;
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

async function ask(subject: Subject, body: object): Promise<Response> {
  return fetch(`${running.url}/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ passport: await passportFor(subject, 'calls'), ...body }),
  });
}

async function* follow(subject: Subject, body: object): AsyncGenerator<FeedLine> {
  const response = await ask(subject, body);
  if (!response.body) throw new Error('no body');
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield FeedLine.parse(JSON.parse(line));
  }
}

/** Everything up to `upTo`, by one feed that ends there. */
async function all(subject: Subject, after: number, upTo: number, wanted = {}): Promise<FeedChange[]> {
  const lines: FeedLine[] = [];
  for await (const line of follow(subject, { after, upTo, ...wanted })) lines.push(line);
  expect(lines.at(-1)).toMatchObject({ end: 'upTo', position: upTo });
  return lines.flatMap(({ changes }) => changes);
}

async function execute(callId: string, input = {}, subject = operator): Promise<number> {
  const { data, errors } = await receive((body) => running.service.execute(body), callId, input, subject);
  if (errors) throw new Error(errors[0]!.message);
  const { position } = (data as unknown as { receiveCall: { position: string } }).receiveCall;
  return decodePosition(position)[0]!.position;
}

const head = () => running.service.readModels.position;

/** The changes of a row, in words. */
const told = (changes: readonly FeedChange[], key: string) =>
  changes
    .filter((change) => change.key === key)
    .map(({ before, after }) => (before ? (after ? 'changed' : 'ended') : 'appeared'));

test('a call that is received and then abandoned appears and changes, in order, with its columns alone', async () => {
  const from = head();
  const id = idFor('09', 'seen');
  const position = await execute(id, { line: 'x', municipality: '09007' });
  const changes: FeedChange[] = [];
  for await (const line of follow(operator, { after: from, keys: [id] })) {
    changes.push(...line.changes);
    expect(line.position).toBeGreaterThanOrEqual(changes.at(-1)?.position ?? 0);
    if (changes.length === 2) break;
  }
  expect(told(changes, id)).toEqual(['appeared', 'changed']);
  expect(changes[0]).toEqual({
    ...{ type: 'Call', key: id, position },
    after: { entity: '09', municipality: '09007', line: 'x' },
  });
});

test('what the reader may not see does not leave the service, and its position goes on all the same', async () => {
  const from = head();
  const id = idFor('14', 'elsewhere');
  const position = await execute(id, {}, jalisco);
  await running.service.readModels.waitFor(position, { timeoutMs: 150_000 });
  expect(told(await all(jalisco, from, position), id)).toEqual(['appeared']);
  expect(told(await all(auditor, from, position), id)).toEqual(['appeared']);
  expect(await all(operator, from, position)).toEqual([]);
  expect(await all(iztapalapa, from, position)).toEqual([]);
});

test('a filter on columns, keys or types gives what it names', async () => {
  const from = head();
  const ids = ['a', 'b'].map((name) => idFor('09', `filter-${name}`));
  await execute(ids[0]!, { municipality: '09007' });
  const upTo = await execute(ids[1]!, { municipality: '09015' });
  await running.service.readModels.waitFor(upTo, { timeoutMs: 150_000 });
  const keysOf = async (wanted: object, subject = operator) =>
    (await all(subject, from, upTo, wanted)).map(({ key }) => key).filter((key) => ids.includes(key));
  expect(await keysOf({ where: { municipality: ['09007'] } })).toContain(ids[0]);
  expect(await keysOf({ where: { municipality: ['09007'] } })).not.toContain(ids[1]);
  expect(new Set(await keysOf({ keys: [ids[1]] }))).toEqual(new Set([ids[1]]));
  expect(await keysOf({ types: [] })).toEqual([]);
  expect(new Set(await keysOf({}, iztapalapa))).toEqual(new Set([ids[0]]));
});

test('whoever goes on from any position on the way gets the same, from memory and from the file', async () => {
  const from = head();
  for (let i = 0; i < MANY; i += 10) {
    const some = Array.from({ length: 10 }, (_, n) => execute(idFor('09', `many-${i + n}`)));
    await Promise.all(some);
  }
  await until(async () => (await all(operator, from, head())).length >= 2 * MANY, 60);
  const upTo = head();
  const fromFile = await all(operator, from, upTo);
  expect(fromFile.length).toBeGreaterThan(FEED_LINE_CHANGES_MAX);
  const positions = fromFile.map(({ position }) => position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));

  // A feed that follows the log keeps the newest changes in memory: what is recorded now comes from there.
  const watched: FeedChange[] = [];
  const id = idFor('09', 'last');
  for await (const line of follow(operator, { after: from })) {
    watched.push(...line.changes);
    if (told(watched, id).length > 0) break;
    if (line.position >= upTo && !watched.some(({ key }) => key === id)) await execute(id).catch(() => 0);
  }
  expect(watched.filter(({ position }) => position <= upTo)).toEqual(fromFile);
  const middle = positions[Math.floor(positions.length / 2)]!;
  expect(await all(operator, middle, upTo)).toEqual(fromFile.filter(({ position }) => position > middle));
});

test('a feed without a passport, of another log, or of something else is refused', async () => {
  const codeOf = async (body: object) => {
    const response = await ask(operator, { after: 0, ...body });
    const { code } = (await response.json()) as { code: string };
    return `${response.status} ${code}`;
  };
  expect(await codeOf({ passport: undefined })).toBe('401 UNAUTHENTICATED');
  expect(await codeOf({ passport: 'forged' })).toBe('401 UNAUTHENTICATED');
  expect(await codeOf({ passport: await passportFor(operator, 'echoes') })).toBe('401 UNAUTHENTICATED');
  expect(await codeOf({ log: 'c0ffee00-0000-4000-8000-000000000000' })).toBe('410 STALE');
  expect(await codeOf({ types: ['Contact'] })).toBe('400 BAD_USER_INPUT');
  expect(await codeOf({ where: { secret: ['x'] } })).toBe('400 BAD_USER_INPUT');
  expect(await codeOf({ after: -1 })).toBe('400 BAD_USER_INPUT');
});

test('a service that ends asks its readers to come again, and does not wait for them', async () => {
  const elsewhere = await openGround();
  const other = await startService(impatientCalls, elsewhere.config('calls'));
  await other.service.caughtUp;
  const passport = await passportFor(operator, 'calls');
  const response = await fetch(`${other.url}/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ passport, after: 0 }),
  });
  const [text] = await Promise.all([response.text(), other.close()]);
  expect(text.trimEnd().split('\n').at(-1)).toContain('"end":"again"');
  await elsewhere.clear();
});
