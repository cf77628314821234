import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReadModelOf, RecordedEvent } from '@proximidad/eventsourcing';
import { until } from '@proximidad/testing/waiting';
import { openReadModels, type ReadModels } from './read-models.ts';
import { beatLoads, families, models, openCalls, recorded } from './testing/wall-board.ts';

const PAGE_BYTES = 4_096;
const KILLS = 3;

/** Projects one event per batch, reports it, and goes on until it is killed. */
const PROJECTING = `
  import { setTimeout } from 'node:timers/promises';
  const { openReadModels } = await import(new URL('read-models.ts', process.argv[1]).href);
  const { families, models, recorded } = await import(new URL('testing/wall-board.ts', process.argv[1]).href);
  const readModels = openReadModels({ file: process.argv[2], models, families });
  for (let n = readModels.position + 1; n <= 400; n++) {
    const event = { type: 'CallTaken', priority: 'HIGH', beat: 'b' + (n % 7) };
    readModels.apply([recorded(n, '09-' + (n % 50), event)]);
    process.stdout.write('.');
    await setTimeout(2);
  }
`;

const folder = mkdtempSync(join(tmpdir(), 'readmodel-file-'));
let files = 0;
const nextFile = () => {
  const own = join(folder, String(files++));
  mkdirSync(own);
  return join(own, 'rows.db');
};
afterAll(() => rmSync(folder, { recursive: true }));

function taken(position: number): RecordedEvent {
  return recorded(position, `09-${position % 50}`, {
    type: 'CallTaken',
    priority: 'HIGH',
    beat: `b${position % 7}`,
  });
}
const day = Array.from({ length: 400 }, (_, n) => taken(n + 1));

function opened(file: string, wanted: readonly ReadModelOf[] = models): ReadModels {
  return openReadModels({ file, models: wanted, families });
}

function filled(file: string, log = 'log-1'): string {
  const readModels = opened(file);
  readModels.follow(log);
  readModels.apply(day);
  const { sha256 } = readModels.dump();
  readModels.close();
  return sha256;
}

/** The same read model, to be projected anew. */
const openCallsAnew = { ...openCalls, version: 2 };

describe('the file', () => {
  test('is carried on where it stood', () => {
    const file = nextFile();
    const sha256 = filled(file);
    const again = opened(file);
    expect(again).toMatchObject({
      found: 'kept',
      building: false,
      position: 400,
      lastEventPosition: 400,
      lastEventAt: 4_000,
    });
    expect(again.checkpoint).toMatchObject({
      log: 'log-1',
      stream: 'call_09-0',
      revision: 0,
      event: 'event-400',
    });
    again.apply(day);
    expect(again.dump().sha256).toBe(sha256);
    again.close();
  });

  test('of what is not its own it notes how far that was read, seldom and when it is closed', () => {
    const file = nextFile();
    filled(file);
    const reader = opened(file);
    for (let position = 401; position <= 500; position++) reader.apply([{ checkpoint: position }]);
    expect(reader.position).toBe(500);
    expect(positionAfterCrash(file)).toBe(400);
    reader.apply([{ checkpoint: 501 }]);
    expect(positionAfterCrash(file)).toBe(501);
    reader.apply([{ checkpoint: 502 }]);
    reader.close();
    const again = opened(file);
    expect(again).toMatchObject({ position: 502, lastEventPosition: 400 });
    again.apply([recorded(503, '09-0', { type: 'PriorityChanged', to: 'LOW' })]);
    expect(again.checkpoint).toMatchObject({ position: 503, eventPosition: 503 });
    again.close();
  });

  test.each([
    ['cut short', (file: string) => writeFileSync(file, 'SQLite format 3')],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['something else', (file: string) => writeFileSync(file, 'x'.repeat(10_000))],
    ['overwritten in the middle', (file: string) => overwrite(file)],
    ['marked when damage was met', (file: string) => writeFileSync(`${file}.damaged`, 'malformed')],
    [
      'not all on the disk when the system went down',
      (file: string) => writeFileSync(`${file}.unsynced`, 'an earlier run'),
      'unfinished',
    ],
  ])('that is %s is started anew', (_how, damage, found = 'damaged') => {
    const file = nextFile();
    const sha256 = filled(file);
    damage(file);
    const again = opened(file);
    expect(again).toMatchObject({ found, position: 0 });
    again.apply(day);
    expect(again.dump().sha256).toBe(sha256);
    again.close();
    const third = opened(file);
    expect(third.found).toBe('kept');
    third.close();
  });

  test('that has reached the head is all on the disk, and carried on after the system went down', async () => {
    const file = nextFile();
    const readModels = opened(file);
    readModels.apply(day);
    expect(existsSync(`${file}.unsynced`)).toBe(true);
    await readModels.caughtUp();
    await until(() => !existsSync(`${file}.unsynced`));
    readModels.close();
    const again = opened(file);
    expect(again).toMatchObject({ found: 'kept', position: 400 });
    expect(existsSync(`${file}.unsynced`)).toBe(false);
    again.close();
  });

  test('of another version is replaced from beside, and nobody reads half of it', async () => {
    const file = nextFile();
    filled(file);
    const before = statSync(file).ino;
    const wanted = [openCallsAnew, beatLoads];
    const half = opened(file, wanted);
    expect(half).toMatchObject({ found: 'outdated', building: true, position: 0 });
    half.apply(day.slice(0, 200));
    expect(() => half.table(openCallsAnew).get('09-1')).toThrow(/built anew/);
    expect(() => half.changes({ after: 0, limit: 1 })).toThrow(/built anew/);
    expect(statSync(file).ino).toBe(before);
    half.close();

    const rest = opened(file, wanted);
    expect(rest).toMatchObject({ building: true, position: 200 });
    rest.apply(day);
    await rest.caughtUp();
    expect(rest.building).toBe(false);
    expect(rest.table(openCallsAnew).count()).toBe(50);
    rest.close();
    expect(statSync(file).ino).not.toBe(before);
    expect(readdirSync(dirname(file))).toEqual(['rows.db']);
  });

  test('of another log is built anew, since its positions mean nothing there', async () => {
    const file = nextFile();
    filled(file, 'log-1');
    const moved = opened(file);
    expect(moved.found).toBe('kept');
    moved.follow('log-2');
    expect(moved).toMatchObject({ building: true, position: 0 });
    moved.apply(day.slice(0, 10));
    await moved.caughtUp();
    expect(moved.position).toBe(10);
    expect(moved.checkpoint.log).toBe('log-2');
    moved.close();
    expect(existsSync(`${file}.next`)).toBe(false);
  });

  test('in memory is built anew for another log, and leaves nothing on disk', async () => {
    const moved = opened(':memory:');
    moved.follow('log-1');
    moved.apply(day);
    moved.follow('log-2');
    expect(() => moved.table(openCalls).count()).toThrow(/built anew/);
    moved.apply(day.slice(0, 10));
    await moved.caughtUp();
    expect(moved.table(openCalls).count()).toBe(10);
    moved.close();
    expect(existsSync(':memory:.next')).toBe(false);
  });

  test('is of one: a second one is told so, and nothing is projected twice', () => {
    const file = nextFile();
    const first = opened(file);
    first.apply(day.slice(0, 10));
    expect(() => opened(file)).toThrow(/another process has .* open/);
    expect(first.table(openCalls).count()).toBe(10);
    first.close();
    const second = opened(file);
    expect(second.position).toBe(10);
    second.close();
  });

  test('survives kill -9 at any moment: going on gives what one run gives', async () => {
    const file = nextFile();
    const expected = opened(':memory:');
    expected.apply(day);
    for (let n = 0; n < KILLS; n++) {
      const args = ['--input-type=module', '-e', PROJECTING, import.meta.url, file];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await setTimeout(n * 17);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const survivor = opened(file);
    expect(survivor.found).toBe('kept');
    expect(survivor.position).toBeGreaterThan(0);
    expect(survivor.position).toBeLessThan(day.length);
    survivor.apply(day);
    expect(survivor.dump()).toEqual(expected.dump());
    survivor.close();
    expected.close();
  });
});

/** The position in a copy of what has been written so far. */
function positionAfterCrash(file: string): number {
  const copy = `${file}.copy`;
  for (const suffix of ['', '-wal']) cpSync(`${file}${suffix}`, `${copy}${suffix}`);
  const readModels = opened(copy);
  const { position } = readModels;
  readModels.close();
  return position;
}

function overwrite(file: string): void {
  const handle = openSync(file, 'r+');
  for (let page = 2; page < 12; page++)
    writeSync(handle, Buffer.alloc(PAGE_BYTES, page), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(handle);
}
