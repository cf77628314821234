import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '@proximidad/testing';
import { formats } from './formats/index.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const HEADER = 'id,cuadrante,crime,date,hour,lat,long,cuadrante_2023';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'import-main-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Rows that cannot be read are rejected before anything is sent: no platform is needed. */
function run(rows: readonly string[], ...options: string[]) {
  const file = join(folder, 'crimes.csv');
  writeFileSync(file, [HEADER, ...rows].join('\n'));
  const args = ['--disable-warning=ExperimentalWarning', MAIN, '--format', 'cdmx-delitos', ...options, file];
  return spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...bareEnvironment(), PROXIMIDAD_DATA: folder },
  });
}
const bad = Array.from(
  { length: 9 },
  (_, n) => `${n},S-2.5.4,ROBO,2014-02-03,${n < 6 ? 'x' : 'y'},19.3,-99.1,`,
);

test('F11: a file of which every row was rejected does not look like an import', () => {
  const { status, stdout } = run(bad);
  expect(stdout).toContain(
    'NOTHING WAS IMPORTED, every row was rejected. 9 rows = 0 accepted + 0 already known + 9 rejected',
  );
  expect(stdout).toContain('most often (6): not a date and hour: 2014-02-03 x');
  expect(status).toBe(0);
});

test('F11: with --strict a rejected row is a failure, and --json says the same as without', () => {
  const { status, stdout } = run(bad, '--strict', '--json');
  expect([status, JSON.parse(stdout)]).toEqual([2, expect.objectContaining({ rows: 9, rejected: 9 })]);
  expect(run([], '--strict')).toMatchObject({ status: 0, stderr: '' });
});

test('F11: a quote that is never closed is one line, without a stack', () => {
  const { status, stderr } = run(['1,"S-2.5.4,ROBO']);
  expect([status, stderr.trim().split('\n')]).toEqual([
    1,
    [expect.stringMatching(/crimes\.csv, from line 2 on: a quote is opened and never closed/)],
  ]);
});

test('a file without a row is of the format by its header, one that is empty or no file by nothing', () => {
  const imported = (path: string) =>
    spawnSync(process.execPath, [MAIN, '--format', 'cdmx-delitos', path], {
      encoding: 'utf8',
      env: { ...bareEnvironment(), PROXIMIDAD_DATA: folder },
    });
  const of = (header: string) => {
    const path = join(folder, 'headers.csv');
    writeFileSync(path, header);
    const { status, stderr } = imported(path);
    return [status, stderr.replaceAll(folder, '').trim()];
  };
  expect(of(`${HEADER}\n`)).toEqual([0, '']);
  expect(of('')).toEqual([1, '/headers.csv is empty: not even a header stands in it.']);
  const others = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' };
  for (const [separator, name] of Object.entries(others))
    expect(of(HEADER.replaceAll(',', separator))).toEqual([
      1,
      `/headers.csv is not of the format cdmx-delitos: its columns stand between ${name}, and CSV has commas. Save it anew with commas.`,
    ]);
  expect(of('id;a,cuadrante')).toEqual([1, expect.stringMatching(/it lacks id, crime, date/)]);
  expect(of(`${HEADER},id\n1,,ROBO,2014-02-03,10:00,19.3,-99.1,,2\n`)).toEqual([
    1,
    '/headers.csv has two columns id: nobody can tell which is meant.',
  ]);
  expect(imported(folder)).toMatchObject({
    status: 1,
    stderr: `${folder} is no file, but a folder or a stream.\n`,
  });
});

test('what a crash cut off beside the data is begun anew, and a data folder that is none is one line', () => {
  run(bad);
  const folderOf = (name: string) => join(folder, 'import', name);
  const [rejects] = readdirSync(join(folder, 'import'));
  const progress = rejects!.replace('rejects.jsonl', 'progress.json');
  const file = join(folder, 'crimes.csv');
  const again = (data: string) =>
    spawnSync(process.execPath, [MAIN, '--format', 'cdmx-delitos', '--json', file], {
      ...{ encoding: 'utf8', env: { ...bareEnvironment(), PROXIMIDAD_DATA: data } },
    });
  writeFileSync(folderOf(progress), '{"rows":');
  expect(JSON.parse(again(folder).stdout)).toMatchObject({ rows: 9, rejected: 9 });
  const half = { rows: 4, accepted: 0, known: 0, rejected: 4, seconds: 1, line: 5 };
  writeFileSync(folderOf(progress), JSON.stringify(half));
  const text = readFileSync(folderOf(rejects!), 'utf8');
  writeFileSync(folderOf(rejects!), text.slice(0, -20));
  expect(JSON.parse(again(folder).stdout)).toMatchObject({ rows: 9, rejected: 9 });
  expect(readFileSync(folderOf(rejects!), 'utf8')).toBe(text);
  const { status, stderr } = again(file);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^ENOTDIR: .*crimes\.csv\/import'\n$/)]);
});

test('outlines are kept beside the data without a platform, once it is said whose they are', () => {
  const file = join(folder, 'areas.geojson');
  const ring = [[-99, 19], [-98, 19], [-98, 20], [-99, 19]]; // oxfmt-ignore
  const geometry = { type: 'Polygon', coordinates: [ring] };
  const features = ['09', '33'].map((key) => ({ type: 'Feature', properties: { CVE_ENT: key }, geometry }));
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  const imported = (...options: string[]) =>
    spawnSync(process.execPath, [MAIN, '--format', 'geografia', ...options, file], {
      encoding: 'utf8',
      env: { ...bareEnvironment(), PROXIMIDAD_DATA: folder },
    });
  expect(imported()).toMatchObject({ status: 1, stderr: expect.stringContaining("--attribution 'INEGI") });
  const { status, stdout } = imported('--attribution', 'INEGI', '--strict');
  expect([status, stdout]).toEqual([
    2,
    expect.stringContaining('2 rows = 1 accepted + 0 already known + 1 rejected'),
  ]);
  expect(stdout).toContain('most often (1): no entity has the key 33');
});

test('F11: the help lists the columns of each format, and what the exit codes mean', () => {
  const { stdout } = spawnSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8' });
  for (const { name, columns } of formats)
    expect(stdout).toMatch(new RegExp(`${name}[^]*: ${columns.join(', ')}`));
  expect(stdout).toContain('2 with --strict, when rows were rejected');
});
