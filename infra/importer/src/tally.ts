import { looksPersonal } from '@proximidad/eventsourcing';
import { Fault, takeAlone } from '@proximidad/program';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { SourceRow } from './format.ts';

/** Characters kept of a text about a rejected row; it might hold what nobody may keep. */
const TEXT_LENGTH_MAX = 200;
/** How many different reasons are counted. */
const REASONS_MAX = 100;

const Progress = z.object({
  rows: z.int(),
  accepted: z.int(),
  known: z.int(),
  rejected: z.int(),
  seconds: z.number(),
  /** The last line whose outcome is written down; everything up to it is skipped when continuing. */
  line: z.int(),
  /** The first that an answer gave: it names the log in which the rows are. */
  position: z.string(),
});
type Progress = Omit<z.infer<typeof Progress>, 'position'> & { readonly position?: string | undefined };
const NONE: Progress = { rows: 0, accepted: 0, known: 0, rejected: 0, seconds: 0, line: 0 };

export interface Fate {
  readonly rows: readonly SourceRow[];
  readonly outcome: 'ACCEPTED' | 'KNOWN' | 'REJECTED';
  readonly reason?: string;
}

/** A stretch of the file whose rows all have their outcome. */
export interface Settled {
  readonly fates: readonly Fate[];
  /** Where the platform's answer stands in its log, if it says so. */
  readonly position?: string | undefined;
}

export interface Summary {
  readonly file: string;
  readonly rows: number;
  readonly accepted: number;
  readonly known: number;
  readonly rejected: number;
  readonly seconds: number;
  readonly rejectsFile: string | null;
}

/** Why rows were rejected in this run. */
export interface Reason {
  readonly reason: string;
  readonly rows: number;
}

/**
 * The outcomes of the rows of one file. It is kept with the data, so that an interrupted import continues where it
 * stopped and the three counts still add up over the whole file.
 */
export class Tally {
  readonly #file: string;
  readonly #stateFile: string;
  readonly #rejectsFile: string;
  readonly #lockFile: string;
  readonly #letGo: () => void;
  readonly #key: string;
  readonly #reasons = new Map<string, number>();
  readonly #startedAt = performance.now();
  #earlierSeconds = 0;
  #progress = NONE;

  /** `key` is the column by which the source names a row. @throws {Fault} when the file is being imported already. */
  constructor(file: string, job: readonly string[], data: string, key: string) {
    const folder = join(data, 'import');
    mkdirSync(folder, { recursive: true });
    const { size, mtimeMs } = statSync(file);
    this.#key = key;
    const id = createHash('sha256')
      .update(JSON.stringify([resolve(file), size, mtimeMs, ...job]))
      .digest('hex')
      .slice(0, 16);
    this.#file = file;
    this.#stateFile = join(folder, `${basename(file)}.${id}.progress.json`);
    this.#rejectsFile = join(folder, `${basename(file)}.${id}.rejects.jsonl`);
    this.#lockFile = join(folder, `${basename(file)}.${id}.lock`);
    const letGo = takeAlone(this.#lockFile, 0);
    if (!letGo) throw new Fault(`${file} is being imported already: wait until that has ended.`);
    this.#letGo = letGo;
    const earlier = progressIn(this.#stateFile);
    if (earlier) this.#resume(earlier);
    else this.beginAnew();
  }

  /** What was written down is not so where the rows go now: they are all sent again, and those that are there are known. */
  beginAnew(): void {
    this.#progress = NONE;
    this.#reasons.clear();
    for (const file of [this.#stateFile, this.#rejectsFile]) rmSync(file, { force: true });
  }

  get resumesAfterLine(): number {
    return this.#progress.line;
  }

  /** Of the log that took the rows; undefined as long as no answer named it. */
  get position(): string | undefined {
    return this.#progress.position;
  }

  get counts(): Omit<Progress, 'line' | 'seconds' | 'position'> {
    return this.#progress;
  }

  /** Writes down the outcomes of a stretch of the file, in its order. */
  add({ fates, position }: Settled): void {
    let { rows, accepted, known, rejected, line } = this.#progress;
    const rejects: string[] = [];
    for (const fate of fates) {
      const n = fate.rows.length;
      rows += n;
      line = Math.max(line, fate.rows.at(-1)!.line);
      switch (fate.outcome) {
        case 'ACCEPTED':
          accepted += n;
          break;
        case 'KNOWN':
          known += n;
          break;
        case 'REJECTED':
          rejected += n;
          rejects.push(...this.#rejected(fate.rows, toldOf(fate.reason ?? '', fate.rows)));
          break;
      }
    }
    if (rejects.length > 0) appendFileSync(this.#rejectsFile, `${rejects.join('\n')}\n`);
    const first = this.#progress.position ?? position;
    this.#progress = { ...this.#progress, rows, accepted, known, rejected, line, position: first };
    this.#save();
  }

  /** Never the content of the row: the line leads to it in the file, and so does the key where it is one. */
  #rejected(rows: readonly SourceRow[], reason: string): readonly string[] {
    this.#count(reason, rows.length);
    return rows.map(({ line, fields }) => {
      const key = keyIn(fields[this.#key] ?? '');
      return JSON.stringify({ file: basename(this.#file), line, key, reason: short(reason) });
    });
  }

  #count(reason: string, rows: number): void {
    const counted = this.#reasons.get(reason);
    if (counted === undefined && this.#reasons.size >= REASONS_MAX) return;
    this.#reasons.set(reason, (counted ?? 0) + rows);
  }

  /** The reason for most rejections; undefined when nothing was rejected. */
  get commonestReason(): Reason | undefined {
    const [most] = [...this.#reasons].toSorted(([, a], [, b]) => b - a);
    return most && { reason: short(most[0]), rows: most[1] };
  }

  /** The whole file is accounted for: nothing is left to continue with. */
  finish(): Summary {
    const { rows, accepted, known, rejected } = this.#progress;
    rmSync(this.#stateFile, { force: true });
    const rejectsFile = rejected > 0 ? this.#rejectsFile : null;
    return { file: this.#file, rows, accepted, known, rejected, seconds: this.#seconds(), rejectsFile };
  }

  /** Nothing more is written down: another import of the file may begin. */
  close(): void {
    rmSync(this.#lockFile, { force: true });
    this.#letGo();
  }

  /** Seconds of work on this file, including earlier runs. */
  #seconds(): number {
    return Math.round(this.#earlierSeconds * 1000 + (performance.now() - this.#startedAt)) / 1000;
  }

  #save(): void {
    const text = JSON.stringify({ ...this.#progress, seconds: this.#seconds() });
    writeFileSync(`${this.#stateFile}.new`, text);
    renameSync(`${this.#stateFile}.new`, this.#stateFile);
  }

  /** Rejects written after the last saved line would appear twice. */
  #resume(earlier: Progress): void {
    this.#progress = earlier;
    this.#earlierSeconds = earlier.seconds;
    if (!existsSync(this.#rejectsFile)) return;
    const kept = readFileSync(this.#rejectsFile, 'utf8')
      .split('\n')
      .filter((text) => lineIn(text) <= earlier.line);
    writeFileSync(this.#rejectsFile, kept.length > 0 ? `${kept.join('\n')}\n` : '');
  }
}

/**
 * The progress of an interrupted import. If a crash cut it off, or it does not say in which log its rows are, the import starts again:
 * what it recorded is known.
 */
function progressIn(file: string): Progress | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Progress.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The line of a rejected row; none if a crash cut the text off while it was written. */
function lineIn(text: string): number {
  try {
    return (JSON.parse(text) as { line: number }).line;
  } catch {
    return Infinity;
  }
}

/** What may be about somebody: words, and long runs of digits. */
const TELLS = /\p{L}{2}|\d{6}/u;
/** How a source names a row: digits, with few letters between them. */
const KEY = /^(?=.*\d)(?!.*\p{L}{4})[\p{L}\d._/-]{1,40}$/u;

const keyIn = (text: string) => (KEY.test(text) && !looksPersonal(text) ? text : null);

/**
 * A reason without what the rows say: each value that may be about somebody is reduced to its shape, such as `xxxx
 * 9999`.
 */
function toldOf(reason: string, rows: readonly SourceRow[]): string {
  const fields = rows.flatMap((row) => Object.values(row.fields));
  const values = fields
    .map((value) => value.trim())
    .filter((value) => TELLS.test(value) || looksPersonal(value));
  const longest = [...new Set(values)].toSorted((a, b) => b.length - a.length);
  return longest.reduce((told, value) => told.replaceAll(value, shapeOf), reason);
}

const shapeOf = (value: string) => value.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '9');

const short = (text: string) => (text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text);
