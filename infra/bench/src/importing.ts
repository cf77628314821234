import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { delitosFile, peerCheckout, root } from './config.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros, cpuMicrosOfEnded, start, temporaryFolder } from './processes.ts';
import { median, progress, type Report } from './report.ts';

const WARM_UP_ROWS = 2_000;
const ROWS_MAX = 20_000;
/** A year of the file has 43,005. */
const YEAR_ROWS_MAX = 100_000;
const AIM_YEAR_S = 180;
/** When measured in turns with another version: rows of a turn, and turns of each. */
const TURN_ROWS = 2_000;
const TURNS = 5;
/** How long the importer may take for one file on a busy machine. */
const FILE_TIMEOUT_MS = 600_000;

interface Summary {
  readonly rows: number;
  readonly accepted: number;
  readonly known: number;
  readonly rejected: number;
  readonly seconds: number;
}

interface Measured extends Summary {
  /** Microseconds of processor time per row, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

/**
 * Rows of a real file through the importer and the public mutations, first as new ones, then as known ones; and a
 * year of the file from its first row on.
 */
export async function importing(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const source = delitosFile();
  if (source === undefined) return progress('import: left out, there is no file to import; see --help');
  const folder = await temporaryFolder(scope);
  const [header, ...rows] = await yearOf(source);
  const peer = peerCheckout();
  if (peer !== undefined) return inTurns(scope, report, { folder, header: header!, rows, peer });
  const isSample = rows.length < WARM_UP_ROWS + ROWS_MAX;
  if (isSample) progress(`import: only ${rows.length} rows in ${basename(source)}, so nothing is warm`);
  const platform = await startPlatform(scope);
  const imported = async (name: string, part: readonly string[]) => {
    const file = join(folder, name);
    await writeFile(file, `${[header, ...part].join('\n')}\n`);
    return importFile(scope, platform, file);
  };
  const [from, to] = isSample ? [0, rows.length] : [WARM_UP_ROWS, WARM_UP_ROWS + ROWS_MAX];
  const warm = isSample ? [] : [await imported('warm.csv', rows.slice(0, from))];
  const fresh = await imported('measured.csv', rows.slice(from, to));
  const again = await imported('again.csv', rows.slice(from, to));
  if (again.accepted > 0) throw new Error(`the second import recorded ${again.accepted} rows again`);
  const of = isSample ? `the sample of ${rows.length} rows` : `${fresh.rows} rows of the delitos file`;
  report({ metric: `${of}, new`, value: fresh.rows / fresh.seconds, unit: 'rows/s' });
  for (const [name, micros] of Object.entries(fresh.cpu))
    report({ metric: `${of}, new, CPU of ${name}`, value: micros, unit: 'µs/row' });
  report({ metric: `${of}, known`, value: again.rows / again.seconds, unit: 'rows/s' });
  if (isSample) return;
  const year = [...warm, fresh, await imported('rest.csv', rows.slice(to))];
  const sum = (of: (one: Measured) => number) => year.reduce((all, one) => all + of(one), 0);
  const metric = `a year of the delitos file, ${rows.length} rows, new`;
  const value = sum(({ seconds }) => seconds);
  report({ metric, value, unit: 's', peer: 'aim', peerValue: AIM_YEAR_S });
  const micros = sum(({ rows: count, cpu }) => count * Object.values(cpu).reduce((a, b) => a + b, 0));
  report({ metric: `${metric}, processor time of all`, value: micros / 1_000_000, unit: 's' });
}

interface Turns {
  readonly folder: string;
  readonly header: string;
  readonly rows: readonly string[];
  /** The other checkout. */
  readonly peer: string;
}

/**
 * The same rows by this version and by another, each on a platform of its own, in turns, so that a disturbance
 * affects both alike.
 */
async function inTurns(
  scope: AsyncDisposableStack,
  report: Report,
  { folder, header, rows, peer }: Turns,
): Promise<void> {
  const checkouts = [root, peer];
  const platforms = [];
  for (const from of checkouts) platforms.push(await startPlatform(scope, 'eventstore', from));
  const measured: Measured[][] = checkouts.map(() => []);
  // The first turn warms both up.
  for (let turn = 0; turn <= TURNS; turn++) {
    const file = join(folder, `turn-${turn}.csv`);
    await writeFile(
      file,
      `${[header, ...rows.slice(turn * TURN_ROWS, (turn + 1) * TURN_ROWS)].join('\n')}\n`,
    );
    for (const [n, from] of checkouts.entries()) {
      const one = await importFile(scope, platforms[n]!, file, from);
      if (turn > 0) measured[n]!.push(one);
    }
  }
  const medians = (of: (one: Measured) => number) => measured.map((each) => median(each.map(of)));
  const told = { metric: `${TURN_ROWS} rows, new, median of ${TURNS} turns`, peer: 'the other checkout' };
  const [rate = 0, rateThen = 0] = medians(({ rows: count, seconds }) => count / seconds);
  report({ ...told, value: rate, unit: 'rows/s', peerValue: rateThen });
  const spent = medians(({ cpu }) => Object.values(cpu).reduce((a, b) => a + b, 0));
  report({
    ...told,
    metric: `${told.metric}, CPU of all`,
    value: spent[0]!,
    unit: 'µs/row',
    peerValue: spent[1]!,
  });
  for (const name of Object.keys(measured[0]![0]!.cpu)) {
    const [value = 0, peerValue = 0] = medians(({ cpu }) => cpu[name] ?? 0);
    report({ ...told, metric: `${told.metric}, CPU of ${name}`, value, unit: 'µs/row', peerValue });
  }
}

/** Measures the importer and every process of the platform. */
async function importFile(
  scope: AsyncDisposableStack,
  platform: Platform,
  file: string,
  from = root,
): Promise<Measured> {
  const program = {
    ...{ entry: 'infra/importer/src/main.ts', from },
    args: ['--format', 'cdmx-delitos', '--json', file],
    env: { PROXIMIDAD_PORT: String(platform.port), PROXIMIDAD_DATA: platform.data },
    readyTimeoutMs: FILE_TIMEOUT_MS,
  };
  const before = timesOf(platform);
  const { ready: summary, ended } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Summary) : undefined,
  );
  await ended;
  const after = timesOf(platform);
  const { rows, accepted, known, seconds } = summary;
  progress(`import: ${rows} rows, ${accepted} new, ${known} known, ${seconds} s`);
  const cpu = Object.keys(after).map((name): [string, number] => [
    name,
    (after[name]! - before[name]!) / rows,
  ]);
  return { ...summary, cpu: Object.fromEntries(cpu.filter(([, micros]) => micros >= 1)) };
}

function timesOf(platform: Platform): Record<string, number> {
  const running = Object.entries(platform.pids()).map(([name, pid]) => [name, cpuMicros(pid)]);
  return { importer: cpuMicrosOfEnded(), ...Object.fromEntries(running) };
}

/** The header, and the rows of the file's first year. */
async function yearOf(file: string): Promise<string[]> {
  const raw = createReadStream(file);
  const lines: string[] = [];
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  let year: string | undefined;
  for await (const line of createInterface({ input })) {
    const of = lines.length === 0 ? undefined : /,(\d{4})-\d{2}-\d{2},/.exec(line)?.[1];
    year ??= of;
    if (of !== year || lines.length > YEAR_ROWS_MAX) break;
    lines.push(line);
  }
  raw.destroy();
  return lines;
}
