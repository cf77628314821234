import { tokenSource } from '@proximidad/identity';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault, gatewayClient, type PlatformSettings, runMain } from '@proximidad/program';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import type { Format, FormatOptions } from './format.ts';
import { formats } from './formats/index.ts';
import { type Imported, importFile } from './import-file.ts';
import { progressBar } from './progress-bar.ts';

const INTERRUPTED = 130;
const REJECTED = 2;
const HELP = `npm run import -- --format <format> [--edition 2016|2023] [--strict] [--json] <file>...

Imports files into the running platform, through the gateway and under the rights of the format's own machine user.
Every row ends as accepted, already known, or rejected; of rejects line, key and reason go to a file, never the row.
Ctrl-C stops after what is on its way, and the same command goes on from there. A second import of the same file records
nothing: its rows are known. So are rows that had to be sent again because their answer was lost.

Formats, with the columns that must be there:
${formats.map(formatHelp).join('\n')}

  --strict a rejected row is a failure
  --json   one line per file: {"file","rows","accepted","known","rejected","seconds","rejectsFile"}
  --help   this text

Exit: 0 every row is accounted for, rejected ones among them; 1 failed, wrong use, or a file that is not of the format;
${REJECTED} with --strict, when rows were rejected; ${INTERRUPTED} interrupted.

Settings (environment): PROXIMIDAD_PORT (4000), PROXIMIDAD_DATA (.data), OIDC_ISSUER.
`;

/** The command line is wrong; the message says how it would be right. */
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
  const format = formats.find(({ name }) => name === values.format);
  if (!format)
    throw new Usage(`--format must be one of ${formats.map(({ name }) => name).join(', ')}. See --help.`);
  if (files.length === 0) throw new Usage('Name at least one file. See --help.');
  const missing = files.find((file) => !existsSync(file));
  if (missing) throw new Usage(`There is no file ${missing}.`);
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
    const { summary } = imported;
    process.stdout.write(`${values.json ? JSON.stringify(summary) : sentence(imported)}\n`);
    if (summary.rejected > 0 && values.strict) process.exitCode = REJECTED;
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        edition: { type: 'string' },
        json: { type: 'boolean' },
        strict: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Usage(`${(error as Error).message} See --help.`);
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
      send: gatewayClient(gateway, tokenSource(format.user, { data, issuer })),
      onProgress: ({ counts, share }) => bar.update(counts.rows, share),
    });
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
  // So that nobody takes it for an import.
  const nothing = accepted + known === 0 ? 'NOTHING WAS IMPORTED, every row was rejected. ' : '';
  return `${file}: ${nothing}${counts}${where}`;
}

function formatHelp({ name, title, container, columns }: Format): string {
  const kind = { csv: 'columns', geojson: 'properties of each feature', json: 'fields of each row' }[
    container
  ];
  return `  ${name.padEnd(14)} ${title}\n${' '.repeat(17)}${kind}: ${columns.join(', ')}`;
}
