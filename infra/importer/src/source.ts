import { Fault } from '@proximidad/program';
import { CsvError, parse } from 'csv-parse';
import { isUtf8 } from 'node:buffer';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { Format, SourceRow } from './format.ts';

const GEOJSON_BYTES_MAX = 256 * 1024 * 1024;
const JSON_BYTES_MAX = 8 * 1024 * 1024;
const RECORD_BYTES_MAX = 1024 * 1024;
const GROUP_ROWS_MAX = 1_000;
const BYTE_ORDER_MARK = /^\uFEFF/;
const GZIP_START = Buffer.from([0x1f, 0x8b]);
const ZIP_START = Buffer.from('PK');
/** For compressed files: it is known how much was unpacked, but not how much is still to come. */
const PACKED_SHARE_MAX = 0.99;
/** What spreadsheets write in place of commas, depending on their language. */
const OTHER_SEPARATORS = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
] as const;
/** A file in another encoding would be recorded with the wrong letters. */
const NOT_UTF8 = 'it is not UTF-8: convert it first, as with `iconv -f ISO-8859-1 -t UTF-8`';

/** The file is not of the format that was named; nothing was sent. */
export class NotThisFormat extends Fault {
  override readonly name = 'NotThisFormat';
}

/**
 * Groups of rows in the order of the file; a group is one row unless the format groups.
 *
 * | @throws {NotThisFormat} when its columns or its container are not those of the format.
 */
export function openSource(file: string, format: Format): AsyncIterable<readonly SourceRow[]> {
  const { size } = statSync(file);
  if (format.container === 'geojson') return features(file, size, format);
  if (format.container === 'json') return documents(file, size, format);
  if (!/\.csv(\.gz)?$/.test(file))
    throw new NotThisFormat(`${file}: ${format.name} reads .csv and .csv.gz files.`);
  const rows = csvRows(file, size, format);
  return format.groupBy ? grouped(rows, format.groupBy) : each(rows);
}

interface Text {
  readonly text: Readable;
  /** How much of the file comes before so many bytes of the text. */
  readonly shareAt: (end: number) => number;
}

function textIn(file: string, size: number): Text {
  const packed = isPacked(file);
  const bytes = createReadStream(file);
  if (!packed) return { text: bytes, shareAt: (end: number) => end / size };
  const text = bytes.pipe(createGunzip());
  bytes.once('error', (error) => text.destroy(error));
  return { text, shareAt: () => Math.min(PACKED_SHARE_MAX, bytes.bytesRead / size) };
}

/**
 * By its name or its first bytes: a portal may name it differently.
 *
 * @throws {NotThisFormat} for an archive of files.
 */
function isPacked(file: string): boolean {
  const start = Buffer.alloc(2);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, start);
  } finally {
    closeSync(opened);
  }
  if (start.equals(ZIP_START))
    throw new NotThisFormat(`${file} is an archive: unpack it first, as with \`unzip\`.`);
  return file.endsWith('.gz') || start.equals(GZIP_START);
}

async function* csvRows(file: string, size: number, format: Format): AsyncGenerator<SourceRow> {
  const { text, shareAt } = textIn(file, size);
  let width = 0;
  const parser = parse({
    columns(header: string[]) {
      mustHaveColumns(header, file, format);
      width = header.length;
      return header;
    },
    info: true,
    relax_column_count: true,
    // Where none is named, the first line's own end is taken for that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: RECORD_BYTES_MAX,
  });
  const letters = lettersOf();
  text.once('error', (error) => letters.destroy(error));
  letters.once('error', (error) => parser.destroy(error));
  let previousLine = 1;
  let countedTwice = 0;
  try {
    for await (const { record, info } of text.pipe(letters).pipe(parser) as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number; bytes: number; error?: { record: readonly string[] } };
    }>) {
      // A record may span lines; it is identified by the line on which it begins.
      const line = previousLine + 1;
      yield {
        line,
        fields: record,
        share: shareAt(info.bytes),
        fault: widthFault(info.error?.record, width),
      };
      countedTwice += breaksWithin(info.error?.record ?? Object.values(record));
      previousLine = info.lines - countedTwice;
    }
  } catch (error) {
    throw unreadableFrom(error, file, previousLine + 1);
  }
  if (width === 0) throw new NotThisFormat(`${file} is empty: not even a header stands in it.`);
}

/** The two characters of a line's end within a quoted cell are counted as two lines by the parser. */
const breaksWithin = (cells: readonly string[]) => cells.join().match(/\r\n/g)?.length ?? 0;

/** A missing cell, or a comma within one, puts what follows under the wrong columns. */
function widthFault(cells: readonly string[] | undefined, width: number): string | undefined {
  if (cells === undefined) return undefined;
  return `it has ${cells.length} columns, the header ${width}`;
}

/** Bytes of UTF-8 as text; fails at the first invalid ones. */
function lettersOf(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (then: TransformCallback, ...bytes: Parameters<TextDecoder['decode']>) => {
    try {
      then(null, decoder.decode(...bytes));
    } catch (error) {
      then(error as Error);
    }
  };
  return new Transform({
    transform: (bytes: Buffer, _, then) => decoded(then, bytes, { stream: true }),
    flush: (then) => decoded(then),
  });
}

/** What is wrong with a file that cannot be read beyond a line. */
function unreadableFrom(error: unknown, file: string, line: number): unknown {
  const problem = problemOf(error);
  if (problem === undefined) return error;
  return new NotThisFormat(
    `${file}, from line ${line} on: ${problem}. What stands before may have been imported; mend the file and import it ` +
      'again, then those rows are known.',
    { cause: error },
  );
}

function problemOf(error: unknown): string | undefined {
  if (error instanceof CsvError) {
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      return `a row is larger than ${RECORD_BYTES_MAX} bytes, perhaps behind a quote that is not closed`;
    return `not CSV (${error.code})`;
  }
  const code = String((error as NodeJS.ErrnoException).code);
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return NOT_UTF8;
  return code.startsWith('Z_') ? `the compressed file is damaged or cut off (${code})` : undefined;
}

function mustHaveColumns(found: readonly string[], file: string, format: Format): void {
  const missing = format.columns.filter((column) => !found.includes(column));
  for (const [separator, name] of OTHER_SEPARATORS) {
    const cells = found.join().split(separator);
    if (missing.length > 0 && format.columns.every((column) => cells.includes(column)))
      throw new NotThisFormat(
        `${file} is not of the format ${format.name}: its columns stand between ${name}, and CSV has commas. Save it anew with commas.`,
      );
  }
  if (missing.length > 0) {
    throw new NotThisFormat(`${file} is not of the format ${format.name}: it lacks ${missing.join(', ')}.`);
  }
  const twice = found.find((column, at) => column !== '' && found.indexOf(column) !== at);
  if (twice !== undefined)
    throw new NotThisFormat(`${file} has two columns ${twice}: nobody can tell which is meant.`);
}

async function* each(rows: AsyncIterable<SourceRow>): AsyncGenerator<readonly SourceRow[]> {
  for await (const row of rows) yield [row];
}

async function* grouped(
  rows: AsyncIterable<SourceRow>,
  keyOf: (row: SourceRow) => string,
): AsyncGenerator<readonly SourceRow[]> {
  let group: SourceRow[] = [];
  for await (const row of rows) {
    const isSame = group.length > 0 && group.length < GROUP_ROWS_MAX && keyOf(group[0]!) === keyOf(row);
    if (!isSame && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

const FeatureCollection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({ properties: z.record(z.string(), z.unknown()).nullable(), geometry: z.unknown() }),
  ),
});

async function* features(file: string, size: number, format: Format): AsyncGenerator<readonly SourceRow[]> {
  if (!/\.(geo)?json$/.test(file)) throw new NotThisFormat(`${file}: ${format.name} reads .geojson files.`);
  if (size > GEOJSON_BYTES_MAX) throw new NotThisFormat(`${file} is larger than ${GEOJSON_BYTES_MAX} bytes.`);
  const parsed = FeatureCollection.safeParse(jsonOf(await readFile(file), file));
  if (!parsed.success)
    throw new NotThisFormat(`${file} is not a GeoJSON FeatureCollection: ${z.prettifyError(parsed.error)}`);
  const all = parsed.data.features;
  for (const [index, { properties, geometry }] of all.entries()) {
    const fields = fieldsOf(properties);
    if (index === 0) mustHaveColumns(Object.keys(fields), file, format);
    yield [{ line: index + 1, fields, geometry, share: (index + 1) / all.length }];
  }
}

/** The properties of an area as columns of a row. */
export function fieldsOf(
  properties: Readonly<Record<string, unknown>> | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value),
    ]),
  );
}

async function* documents(file: string, size: number, format: Format): AsyncGenerator<readonly SourceRow[]> {
  if (!/\.json$/.test(file)) throw new NotThisFormat(`${file}: ${format.name} reads .json files.`);
  if (size > JSON_BYTES_MAX) throw new NotThisFormat(`${file} is larger than ${JSON_BYTES_MAX} bytes.`);
  const parsed = z.array(z.record(z.string(), z.unknown())).safeParse(jsonOf(await readFile(file), file));
  if (!parsed.success)
    throw new NotThisFormat(`${file} is not a list of rows: ${z.prettifyError(parsed.error)}`);
  for (const [index, row] of parsed.data.entries()) {
    if (index === 0) mustHaveColumns(Object.keys(row), file, format);
    const fields = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const share = (index + 1) / parsed.data.length;
    yield [{ line: index + 1, fields: Object.fromEntries(fields) as SourceRow['fields'], share }];
  }
}

/** @throws {NotThisFormat} */
export function jsonOf(bytes: Buffer, file: string): unknown {
  if (!isUtf8(bytes)) throw new NotThisFormat(`${file}: ${NOT_UTF8}.`);
  try {
    return JSON.parse(bytes.toString('utf8').replace(BYTE_ORDER_MARK, ''));
  } catch (cause) {
    // The text itself is never shown: it may be about a person.
    const where = /at position \d+/.exec((cause as Error).message)?.[0] ?? 'at its end';
    throw new NotThisFormat(`${file} is not JSON ${where}.`);
  }
}
