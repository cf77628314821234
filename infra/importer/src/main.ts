import { tokenSource } from '@proximidad/identity';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault, gatewayClient, NotTaken, type PlatformSettings, runMain } from '@proximidad/program';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import type { Format, FormatOptions } from './format.ts';
import { formats } from './formats/index.ts';
import { type Imported, importFile } from './import-file.ts';
import { importOutlines } from './outlines/import-outlines.ts';
import { progressBar } from './progress-bar.ts';

const INTERRUPTED = 130;
const REJECTED = 2;
/** What is kept with the site's data and not sent to the platform. */
const OUTLINES = 'geografia';
const ATTRIBUTION_LENGTH_MAX = 300;
const HELP = `npm run import -- --format <format> [--edition 2016|2023] [--strict] [--json] <file>...
npm run import -- --format ${OUTLINES} --attribution <text> [--strict] [--json] <file.topojson|file.geojson>...

Imports files into the running platform, through the gateway and with the rights of the format's own machine user.
Every row ends as accepted, already known, or rejected; for rejects, line, key and reason go to a file, never the row.
Ctrl-C stops after the rows in progress, and the same command continues from there, or from the beginning if the store
was restored meanwhile. Of two that begin with the same file at once, the second is refused. A second import of the same
file records nothing: its rows are already known. So are rows that had to be sent again because their answer was lost.

Formats, with the columns that must be there:
${formats.map(formatHelp).join('\n')}

  ${OUTLINES.padEnd(14)} outlines of states and municipalities, for the maps of the console, TopoJSON or GeoJSON, WGS84
                 properties of each area: cvegeo, or cve_mun, or cve_ent, with INEGI's keys
                 They go, simplified, into the data folder of the gateway's machine, and need no running platform and no
                 user: anyone who may write there may import. --attribution says whose they are and under which terms,
                 and is shown on every map. Outlines already there under the same key are replaced.

  --strict a rejected row is a failure
  --json   one line per file: {"file","rows","accepted","known","rejected","seconds","rejectsFile"}
  --help   this text

Exit: 0 every row is accounted for, including rejected ones; 1 failed, wrong use, or a file not in the format;
${REJECTED} with --strict, when rows were rejected; ${INTERRUPTED} interrupted.

Settings (environment): PROXIMIDAD_PORT (4000), PROXIMIDAD_DATA (.data), OIDC_ISSUER.
`;

/** The command line is wrong; the message says what would be right. */
class Usage extends Fault {
  override readonly name = 'Usage';
}

await runMain(main);

async function main(): Promise<void> {
  const { values, positionals: files } = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (files.length === 0) throw new Usage('Name at least one file. See --help.');
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) throw new Usage(`There is no file ${file}.`);
    if (!stat.isFile()) throw new Usage(`${file} is no file, but a folder or a stream.`);
  }
  const told = (imported: Imported) => {
    process.stdout.write(`${values.json ? JSON.stringify(imported.summary) : sentence(imported)}\n`);
    if (imported.summary.rejected > 0 && values.strict) process.exitCode = REJECTED;
  };
  if (values.format === OUTLINES) {
    const attribution = attributionIn(values.attribution);
    const { data } = readConfig();
    for (const file of files) told(importOutlines({ file, data, attribution }));
    return;
  }
  const format = formats.find(({ name }) => name === values.format);
  if (!format) {
    const names = [...formats.map(({ name }) => name), OUTLINES];
    throw new Usage(`--format must be one of ${names.join(', ')}. See --help.`);
  }
  const options: FormatOptions = { edition: values.edition };
  const needed = format.needs?.(options);
  if (needed) throw new Usage(needed);

  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  for (const file of files) {
    const imported = await importOne(file, format, options, readConfig(), interrupted.signal);
    if (!imported) {
      process.stderr.write(`Interrupted. The same command goes on with ${file}.\n`);
      process.exitCode = INTERRUPTED;
      return;
    }
    told(imported);
  }
}

/** Whose the outlines are; without this they may not be shown. */
function attributionIn(text: string | undefined): string {
  const attribution = text?.trim() ?? '';
  if (attribution !== '' && attribution.length <= ATTRIBUTION_LENGTH_MAX) return attribution;
  throw new Usage(
    `Say whose the outlines are and under which terms, in at most ${ATTRIBUTION_LENGTH_MAX} characters: ` +
      "--attribution 'INEGI, Marco Geoestadístico 2020, términos de libre uso'.",
  );
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        edition: { type: 'string' },
        attribution: { type: 'string' },
        json: { type: 'boolean' },
        strict: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Usage(`${(error as Error).message}. See --help.`);
  }
}

async function importOne(
  file: string,
  format: Format,
  options: FormatOptions,
  config: PlatformSettings,
  signal: AbortSignal,
) {
  const { gateway, issuer, data } = config;
  const bar = progressBar(basename(file), process.stderr);
  try {
    return await importFile({
      file,
      format,
      options,
      data,
      signal,
      send: gatewayClient(gateway, tokenSource(format.user, { data, issuer }), signal),
      onProgress: ({ counts, share }) => bar.update(counts.rows, share),
    });
  } catch (error) {
    // What the gateway no longer took is left for the next run.
    if (!signal.aborted || !(error instanceof NotTaken)) throw error;
    return undefined;
  } finally {
    bar.done();
  }
}

function sentence({ summary, commonestReason }: Imported): string {
  const { file, rows, accepted, known, rejected, seconds, rejectsFile } = summary;
  const n = (count: number) => count.toLocaleString('en');
  const counts = `${n(rows)} rows = ${n(accepted)} accepted + ${n(known)} already known + ${n(rejected)} rejected, in ${seconds} s`;
  if (rejected === 0) return `${file}: ${counts}`;
  const most = commonestReason ? `; most often (${n(commonestReason.rows)}): ${commonestReason.reason}` : '';
  const where = `${most}; all of them, with lines and reasons: ${rejectsFile}`;
  // So that nobody mistakes it for an import.
  const nothing = accepted + known === 0 ? 'NOTHING WAS IMPORTED, every row was rejected. ' : '';
  return `${file}: ${nothing}${counts}${where}`;
}

function formatHelp({ name, title, container, columns }: Format): string {
  const kind = { csv: 'columns', geojson: 'properties of each feature', json: 'fields of each row' }[
    container
  ];
  return `  ${name.padEnd(14)} ${title}\n${' '.repeat(17)}${kind}: ${columns.join(', ')}`;
}
