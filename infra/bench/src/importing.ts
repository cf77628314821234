import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { delitosFile } from './config.ts';
import { type Platform, startPlatform } from './platform.ts';
import { start, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';

const WARM_UP_ROWS = 2_000;
const ROWS_MAX = 20_000;

interface Summary {
  readonly rows: number;
  readonly accepted: number;
  readonly known: number;
  readonly rejected: number;
  readonly seconds: number;
}

/** Rows of a real file through the importer and the public mutations, as new ones and once more as known ones. */
export async function importing(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const source = delitosFile();
  if (source === undefined) return progress('import: left out, there is no file to import; see --help');
  const folder = await temporaryFolder(scope);
  const lines = await linesOf(source, WARM_UP_ROWS + ROWS_MAX);
  const isSample = lines.length < WARM_UP_ROWS + ROWS_MAX;
  if (isSample) progress(`import: only ${lines.length} rows in ${basename(source)}, so nothing is warm`);
  const [header, rows] = [lines[0]!, lines.slice(1)];
  const platform = await startPlatform(scope);
  const written = async (name: string, part: readonly string[]) => {
    await writeFile(join(folder, name), `${[header, ...part].join('\n')}\n`);
    return join(folder, name);
  };
  if (!isSample) await importFile(scope, platform, await written('warm.csv', rows.slice(0, WARM_UP_ROWS)));
  const measured = await written('measured.csv', isSample ? rows : rows.slice(WARM_UP_ROWS));
  const fresh = await importFile(scope, platform, measured);
  const again = await importFile(scope, platform, measured);
  if (again.accepted > 0) throw new Error(`the second import recorded ${again.accepted} rows again`);
  const of = isSample ? `the sample of ${rows.length} rows` : `${fresh.rows} rows of the delitos file`;
  report({ metric: `${of}, new`, value: fresh.rows / fresh.seconds, unit: 'rows/s' });
  report({ metric: `${of}, known`, value: again.rows / again.seconds, unit: 'rows/s' });
}

async function importFile(scope: AsyncDisposableStack, platform: Platform, file: string): Promise<Summary> {
  const program = {
    entry: 'infra/importer/src/main.ts',
    args: ['--format', 'cdmx-delitos', '--json', file],
    env: { PROXIMIDAD_PORT: String(platform.port), PROXIMIDAD_DATA: platform.data },
  };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Summary) : undefined,
  );
  progress(`import: ${ready.rows} rows, ${ready.accepted} new, ${ready.known} known, ${ready.seconds} s`);
  return ready;
}

/** The header and at most `max` rows. */
async function linesOf(file: string, rowsMax: number): Promise<string[]> {
  const raw = createReadStream(file);
  const lines: string[] = [];
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  for await (const line of createInterface({ input })) {
    lines.push(line);
    if (lines.length > rowsMax) break;
  }
  raw.destroy();
  return lines;
}
