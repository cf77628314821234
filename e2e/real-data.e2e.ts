import { connect } from '@proximidad/eventstore';
import { localAddress } from '@proximidad/topology';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { eventually, full, type Platform, root, runProgram, startPlatform } from './platform.ts';

/** The real files are beside the checkout; the product works without them. */
const DATA = join(dirname(root), 'shared/data');
const real = existsSync(DATA) ? describe : describe.skip;
const IMPORTER = 'infra/importer/src/main.ts';
/** The exit code that a shell expects of a program ended by Ctrl-C. */
const INTERRUPTED = 130;
/** Places outside one's rights are refused as such, not counted as nothing. */
const REFUSED = { data: { incidents: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] };
const TIMEOUT_MS = full ? 2_700_000 : 900_000;
/** Rows of the file from abroad, on an ordinary day. */
const ABROAD_ROWS = 300;

const FILES = full
  ? {
      crimes: { file: 'incidentes_cdmx_delitos_2013_2016.csv.gz', rows: 132_692, rejected: 10 },
      roads: {
        file: 'incidentes_c5_viales_2018_2020.csv.gz',
        rows: 38_935,
        duplicates: 18_149,
        unfounded: 273,
      },
    }
  : {
      crimes: { file: 'incidentes_cdmx_delitos_2013_2016_muestra2k.csv', rows: 2_000, rejected: 0 },
      roads: {
        file: 'incidentes_c5_viales_2018_2020_muestra2k.csv',
        rows: 2_000,
        duplicates: 962,
        unfounded: 17,
      },
    };

interface Summary {
  readonly rows: number;
  readonly accepted: number;
  readonly known: number;
  readonly rejected: number;
}

real('real data of Mexico City (skipped where ../shared/data is absent)', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform?.clear());

  const importing = async (format: string, file: string, ...options: string[]): Promise<Summary> => {
    const { code, stdout, stderr } = await runProgram(
      [IMPORTER, '--format', format, ...options, '--json', resolve(DATA, file)],
      platform.environment,
    );
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Summary;
  };

  test(
    'all 847 beats of 2023 are accepted, and known when they come again',
    async () => {
      accountedFor(
        await importing('cuadrantes', 'cuadrantes_cdmx_2023.geojson', '--edition', '2023'),
        847,
        0,
      );
      const before = await eventsOf('beat', platform.storeUrl);
      expect(before).toBeGreaterThanOrEqual(847);
      expect(
        await importing('cuadrantes', 'cuadrantes_cdmx_2023.geojson', '--edition', '2023'),
      ).toMatchObject({ accepted: 0, known: 847 });
      expect(await eventsOf('beat', platform.storeUrl)).toBe(before);
      await eventually('incidents knows every boundary', async () => {
        const text = await (await fetch(`${localAddress('incidents', platform.port)}/metrics`)).text();
        return /reactions_total\{[^}]*note-designed-beat[^}]*\} 847/.test(text) || undefined;
      });
    },
    TIMEOUT_MS,
  );

  test(
    'an import that is interrupted goes on where it stopped, and every row is accounted for',
    async () => {
      const { file, rows, rejected } = FILES.crimes;
      const args = [IMPORTER, '--format', 'cdmx-delitos', '--json', join(DATA, file)];
      let child: ChildProcess | undefined;
      const [first] = await Promise.all([
        runProgram(args, platform.environment, (started) => (child = started)),
        eventually('the first rows are in the log', async () =>
          (await eventsOf('historical', platform.storeUrl)) > 0 ? true : undefined,
        ).then(() => child!.kill('SIGINT')),
      ]);
      expect(first.code).toBe(INTERRUPTED);
      const summary = await importing('cdmx-delitos', file);
      accountedFor(summary, rows, rejected);
    },
    TIMEOUT_MS,
  );

  test(
    'duplicate reports are accepted and counted apart',
    async () => {
      const { file, rows } = FILES.roads;
      accountedFor(await importing('cdmx-c5', file), rows, 0);
    },
    TIMEOUT_MS,
  );

  test(
    'a second import of the same files adds no event',
    async () => {
      const before = await eventsOf('historical', platform.storeUrl);
      const { crimes, roads } = FILES;
      const [accepted, known] = [0, crimes.rows - crimes.rejected];
      expect(await importing('cdmx-delitos', crimes.file)).toMatchObject({ accepted, known });
      expect(await importing('cdmx-c5', roads.file)).toMatchObject({ accepted, known: roads.rows });
      expect(await eventsOf('historical', platform.storeUrl)).toBe(before);
      expect(before).toBe(known + roads.rows);
    },
    TIMEOUT_MS,
  );

  test(
    'the federal analyst sees Mexico City with those figures, and its commander most incidents in a beat',
    async () => {
      const { crimes, roads } = FILES;
      // Others see counts rounded down to fives (H9).
      const told = (count: number) => count - (count % 5);
      const recorded = told(crimes.rows - crimes.rejected + roads.rows - roads.duplicates - roads.unfounded);
      const query =
        '{ nationalPicture { entities { entity { code } incidents { recorded duplicates reported24h } presence { beats } } } }';
      const city = await eventually('the figures', async () => {
        const { data } = await platform.ask<{
          nationalPicture: {
            entities: { entity: { code: string }; incidents: { recorded: number } | null }[];
          };
        }>('analyst', query);
        const found = data?.nationalPicture.entities.find(({ entity }) => entity.code === '09');
        return found?.incidents?.recorded === recorded ? found : undefined;
      });
      // The past is recorded as past: none of it happened in the last 24 hours.
      expect(city).toMatchObject({
        incidents: { recorded, duplicates: told(FILES.roads.duplicates), reported24h: 0 },
        presence: { beats: 847 },
      });
      const { data } = await platform.ask<{
        incidents: { edges: { node: { beat: object | null; historical: boolean; point: null } }[] };
      }>(
        'commander-09',
        '{ incidents(entity: "09", first: 100) { edges { node { historical beat { code edition } initialCode { system code } } } } }',
      );
      const nodes = data!.incidents.edges.map(({ node }) => node);
      expect(nodes.every(({ historical }) => historical)).toBe(true);
      expect(nodes.filter(({ beat }) => beat).length).toBeGreaterThan(90);
      const jalisco = await platform.ask('commander-14', '{ incidents(entity: "09") { totalCount } }');
      expect(jalisco).toMatchObject(REFUSED);
    },
    TIMEOUT_MS,
  );

  test(
    'files from abroad go to the sandbox, which counts nowhere',
    async () => {
      const { accepted, rows } = await importing('sffd-units', abroad(platform.data));
      expect(accepted).toBe(rows);
      const { data } = await platform.ask<{
        incidents: { edges: unknown[] };
        nationalPicture: { entities: { entity: { code: string } }[] };
      }>(
        'analyst',
        '{ incidents(entity: "99", first: 1) { edges { node { entity { code } } } } nationalPicture { entities { entity { code } } } }',
      );
      expect(data!.incidents.edges).toEqual([{ node: { entity: { code: '99' } } }]);
      expect(data!.nationalPicture.entities.map(({ entity }) => entity.code)).not.toContain('99');
      const others = await platform.ask('commander-09', '{ incidents(entity: "99") { totalCount } }');
      expect(others).toMatchObject(REFUSED);
    },
    TIMEOUT_MS,
  );
});

/** A week of San Francisco's units, or its beginning. */
function abroad(folder: string): string {
  const whole = join(DATA, 'sffd_unit_status_timeline_2017w1.csv.gz');
  if (full) return whole;
  const begun = join(folder, 'sffd-begun.csv');
  const lines = gunzipSync(readFileSync(whole)).toString('utf8').split('\n');
  writeFileSync(begun, lines.slice(0, ABROAD_ROWS + 1).join('\n'));
  return begun;
}

/**
 * Rows whose answer was lost on the way are known when they are sent again; as tested below, the log holds each of
 * them once.
 */
function accountedFor(summary: Summary, rows: number, rejected: number): void {
  expect(summary).toMatchObject({ rows, rejected });
  expect(summary.accepted + summary.known).toBe(rows - rejected);
  expect(summary.accepted).toBeGreaterThan(0);
}

async function eventsOf(category: string, storeUrl: string): Promise<number> {
  const log = connect(storeUrl);
  const ended = new AbortController();
  let count = 0;
  for await (const item of log.subscribe({
    after: undefined,
    only: { prefixes: [`${category}_`] },
    signal: ended.signal,
  })) {
    if (item.kind === 'event') count++;
    if (item.kind === 'caughtUp') break;
  }
  ended.abort();
  await log.close();
  return count;
}
