import { NotTaken, type Send } from '@proximidad/program';
import { z } from 'zod';
import { bulks, type Bulk } from './bulk.ts';
import {
  type Format,
  type FormatOptions,
  type Item,
  type Reading,
  type SourceRow,
  unreadable,
} from './format.ts';
import { openSource } from './source.ts';
import { type Fate, type Reason, type Settled, type Summary, Tally } from './tally.ts';

/** Below the gateway's limit for a request's body. */
const BULK_BYTES_MAX = 160 * 1024;
/** Stretches of the file that may be in flight at once; their outcomes are written down in the file's order. */
const IN_FLIGHT_MAX = 4;
const STRETCH_ROWS_MAX = 500;

const Position = z.string().nullish();
const Results = z.object({
  position: Position,
  results: z.array(
    z.object({
      index: z.int(),
      outcome: z.enum(['ACCEPTED', 'KNOWN', 'REJECTED']),
      code: z.string().nullish(),
      message: z.string().nullish(),
    }),
  ),
});

export interface ImportJob {
  readonly file: string;
  readonly format: Format;
  readonly options: FormatOptions;
  readonly data: string;
  readonly send: Send;
  /** When aborted, what is in flight is waited for and written down; the rest is left for the next run. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { counts: Tally['counts']; share: number }) => void;
}

export interface Imported {
  readonly summary: Summary;
  readonly commonestReason: Reason | undefined;
}

/**
 * Every row of the file ends as accepted, already known, or rejected with its line and reason.
 *
 * @returns undefined when it was interrupted; the next run continues from there. ~
 *
 * @throws {NotThisFormat} when the file is not of the format; {NotTaken} when the gateway does not take the rows.
 */
export async function importFile(job: ImportJob): Promise<Imported | undefined> {
  const { file, format, options, data, signal } = job;
  const tally = new Tally(file, [format.name, options.edition ?? ''], data, format.key);
  try {
    // Before the rest, for what is written down; after it, for what was sent: a store may be restored at any time.
    await begunAnew(tally, job.send);
    do await sendRest(tally, job);
    while (!signal.aborted && (await begunAnew(tally, job.send)));
    if (signal.aborted) return undefined;
    return { summary: tally.finish(), commonestReason: tally.commonestReason };
  } finally {
    tally.close();
  }
}

/** Whether the log that took the rows is no longer the platform's: then none of them is accounted for. */
async function begunAnew(tally: Tally, send: Send): Promise<boolean> {
  const { position } = tally;
  if (position === undefined) return false;
  try {
    await send('query ($position: Position!) @atLeast(position: $position) { __typename }', { position });
    return false;
  } catch (error) {
    if (!(error instanceof NotTaken) || error.code !== 'STALE') throw error;
    tally.beginAnew();
    return true;
  }
}

/** Everything after the last line that is written down. */
async function sendRest(tally: Tally, job: ImportJob): Promise<void> {
  const { file, format, options, signal, onProgress } = job;
  const underWay: Promise<Settled>[] = [];
  const settleFirst = async () => {
    const settled = await underWay.shift()!;
    tally.add(settled);
    onProgress({ counts: tally.counts, share: settled.fates.at(-1)!.rows.at(-1)!.share ?? 1 });
  };
  const rest = readings(openSource(file, format), format, options, tally.resumesAfterLine);
  for await (const stretch of stretches(rest)) {
    if (signal.aborted) break;
    const settled = sent(stretch, job.send);
    // Awaited in order below; without this a failure after the first would count as unhandled.
    settled.catch(() => undefined);
    underWay.push(settled);
    if (underWay.length >= IN_FLIGHT_MAX) await settleFirst();
  }
  while (underWay.length > 0) await settleFirst();
}

async function* readings(
  groups: AsyncIterable<readonly SourceRow[]>,
  format: Format,
  options: FormatOptions,
  afterLine: number,
): AsyncGenerator<Reading> {
  for await (const rows of groups) {
    if (rows[0]!.line <= afterLine) continue;
    const fault = rows.find((row) => row.fault !== undefined)?.fault;
    const read = fault === undefined ? format.read(rows, options) : unreadable(fault);
    yield 'reason' in read ? { reason: read.reason, rows } : { item: read, rows };
  }
}

/** Cuts the file into stretches that fit one request. */
async function* stretches(all: AsyncIterable<Reading>): AsyncGenerator<readonly Reading[]> {
  let stretch: Reading[] = [];
  let [bytes, items, rows] = [0, 0, 0];
  for await (const reading of all) {
    const size =
      'item' in reading ? Buffer.byteLength(JSON.stringify(bulkOf(reading.item).input(reading.item))) : 0;
    const itemsMax = 'item' in reading ? bulkOf(reading.item).itemsMax : STRETCH_ROWS_MAX;
    const isFull =
      items >= itemsMax || rows + reading.rows.length > STRETCH_ROWS_MAX || bytes + size > BULK_BYTES_MAX;
    if (isFull && stretch.length > 0) {
      yield stretch;
      stretch = [];
      [bytes, items, rows] = [0, 0, 0];
    }
    stretch.push(reading);
    bytes += size;
    items += 'item' in reading ? 1 : 0;
    rows += reading.rows.length;
  }
  if (stretch.length > 0) yield stretch;
}

async function sent(stretch: readonly Reading[], send: Send): Promise<Settled> {
  const readable = stretch.filter((reading) => 'item' in reading);
  const { results, position } =
    readable.length === 0
      ? { results: [] }
      : await sendItems(
          readable.map(({ item }) => item),
          send,
        );
  const fateOf = new Map(readable.map((reading, index) => [reading, results[index]!]));
  const fates = stretch.map((reading): Fate => {
    if ('reason' in reading) return { rows: reading.rows, outcome: 'REJECTED', reason: reading.reason };
    const { outcome, code, message } = fateOf.get(reading)!;
    if (outcome !== 'REJECTED') return { rows: reading.rows, outcome };
    return { rows: reading.rows, outcome, reason: `${code}: ${message}` };
  });
  return { fates, position: position ?? undefined };
}

async function sendItems(items: readonly Item[], send: Send): Promise<z.infer<typeof Results>> {
  const bulk = bulkOf(items[0]!);
  if (bulk.oneByOne) return sendEach(items, bulk, send);
  try {
    return await sendBulk(items, bulk, send);
  } catch (error) {
    if (!(error instanceof NotTaken) || error.code !== 'BAD_USER_INPUT') throw error;
    if (items.length === 1) return { results: [notTaken(0, error)] };
    // It concerns some of them, and does not say which: each half is sent by itself.
    const half = Math.ceil(items.length / 2);
    const first = await sendItems(items.slice(0, half), send);
    const second = await sendItems(items.slice(half), send);
    const moved = second.results.map((result) => ({ ...result, index: half + result.index }));
    return { results: [...first.results, ...moved], position: first.position ?? second.position };
  }
}

async function sendBulk(items: readonly Item[], bulk: Bulk<Item>, send: Send) {
  const data = await send(bulk.query, { items: items.map((item) => bulk.input(item)) });
  const { results, position } = Results.parse(data[bulk.field]);
  const inOrder = [...results].sort((a, b) => a.index - b.index);
  if (inOrder.length !== items.length || inOrder.some(({ index }, i) => index !== i)) {
    throw new TypeError(`${bulk.field} answered ${results.length} results for ${items.length} items`);
  }
  return { results: inOrder, position };
}

const One = z.object({
  known: z.boolean().optional(),
  position: Position,
  code: z.string().optional(),
  message: z.string().optional(),
});

/** A refusal of one row concerns that row alone; a refusal that concerns every row ends the import. */
async function sendEach(items: readonly Item[], bulk: Bulk<Item>, send: Send) {
  const done: z.infer<typeof Results> = { results: [] };
  for (const [index, item] of items.entries()) {
    try {
      const { [bulk.field]: answer } = await send(bulk.query, { input: bulk.input(item) });
      const { known, position, code, message } = One.parse(answer);
      const outcome = code === undefined ? (known ? 'KNOWN' : 'ACCEPTED') : 'REJECTED';
      done.results.push({ index, outcome, code, message });
      done.position ??= position;
    } catch (error) {
      if (!(error instanceof NotTaken) || !OWN_FAULTS.has(error.code)) throw error;
      done.results.push(notTaken(index, error));
    }
  }
  return done;
}
const OWN_FAULTS = new Set<string | undefined>(['BAD_USER_INPUT', 'FORBIDDEN']);

const notTaken = (index: number, { message }: NotTaken) =>
  ({ index, outcome: 'REJECTED', code: 'NOT_TAKEN', message }) as const;

function bulkOf(item: Item): Bulk<Item> {
  return bulks[item.kind] as Bulk<Item>;
}
