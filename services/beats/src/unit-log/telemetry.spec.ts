import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@proximidad/testing/waiting';
import { openTelemetry, type Sample, TELEMETRY_MAX_MS } from './telemetry.ts';

const NOON = Date.UTC(2026, 10, 14, 18);
const PRUNE_INTERVAL_MS = 20;
const point = { lat: 19.123456789, lon: -99.987654321 };

const folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
let clock = NOON;
const telemetry = openTelemetry(folder, { now: () => clock, pruneIntervalMs: PRUNE_INTERVAL_MS });
afterAll(() => {
  telemetry.close();
  rmSync(folder, { recursive: true });
});

const sample = (unitId: string, ms: number): Sample => ({
  ...{ unitId, point, accuracyMetres: 5, at: { ms, offsetMin: -360 }, beatIds: ['09-b'] },
});
const seen = (unitId: string, ms: number) => telemetry.keep([telemetry.sight([sample(unitId, ms)], '09-b')]);

/** As SQLite stores a real: eight bytes, the most significant first. */
function isOnDisk(degrees: number): boolean {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(degrees);
  return readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(bytes));
}

test('L4: a position over its time leaves the disk by itself, though none comes after it', async () => {
  for (let n = 0; n < 50; n++) seen(`09-unit-${n}`, NOON);
  expect(isOnDisk(point.lat)).toBe(true);
  expect(telemetry.all(clock)).toHaveLength(50);
  clock += TELEMETRY_MAX_MS + 1;
  await until(() => !isOnDisk(point.lat), 'it has left the disk');
  expect(isOnDisk(point.lon)).toBe(false);
  expect(telemetry.all(clock - TELEMETRY_MAX_MS)).toEqual([]);
});

test('a position within its time stays, in the beat by its positions', () => {
  seen('09-unit-kept', clock - TELEMETRY_MAX_MS + 1_000);
  expect(telemetry.all(clock)).toEqual([
    { unitId: '09-unit-kept', beatId: '09-b', point, accuracyMetres: 5, at: expect.anything() as unknown },
  ]);
  expect(telemetry.last('09-unit-kept', clock)).toMatchObject({ point });
});

test('positions for which there is no room are reported as that, and those kept stay', () => {
  const other = mkdtempSync(join(tmpdir(), 'telemetry-full-'));
  const bounded = openTelemetry(other, { now: () => clock, pagesMax: 8 });
  const keep = (n: number) => bounded.keep([bounded.sight([sample(`09-unit-${n}`, clock)], '09-b')]);
  keep(0);
  expect(() => {
    for (let n = 1; n < 1_000; n++) keep(n);
  }).toThrow('database or disk is full');
  expect(bounded.last('09-unit-0', clock)).toMatchObject({ point });
  bounded.close();
  rmSync(other, { recursive: true });
});

test('a file torn by a power cut stops nothing: positions begin again', () => {
  const torn = mkdtempSync(join(tmpdir(), 'telemetry-torn-'));
  writeFileSync(join(torn, 'telemetry.db'), Buffer.alloc(8_192, 'x'));
  const opened = openTelemetry(torn, { now: () => clock });
  opened.keep([opened.sight([sample('09-unit', clock)], '09-b')]);
  expect(opened.all(clock)).toHaveLength(1);
  opened.close();
  rmSync(torn, { recursive: true });
});
