import type { DatabaseSync } from 'node:sqlite';
import { isDamage } from './database.ts';
import { Inspection } from './inspection.ts';

/** At the start, in one go: a kill cannot leave more than this unsealed. */
const TAIL_EVENTS_MAX = 100_000;
const TAIL_STEP_EVENTS = 5_000;
/** In the background: 1,000 events a second, about a fiftieth of a processor. */
const STEP_EVENTS = 250;
const STEP_EVERY_MS = 250;
/** Between two passes over the whole log. */
const REST_MS = 6 * 3_600_000;
/** More would only hide the first. */
const FINDINGS_MAX = 100;

const SEALED = 'sealed';
const SCRUBBED = 'scrubbed';
const NO_MARKS = { sealed: 0, scrubbed: 0 };

export interface Integrity {
  /** Up to this position everything was folded into the file and synced. */
  readonly sealedPosition: number;
  /** Up to this position the pass under way has looked. */
  readonly scrubbedPosition: number;
  /** Whole passes since the process started. */
  readonly passes: number;
  /** One sentence each, at most FINDINGS_MAX. */
  readonly findings: readonly string[];
}

export interface ScrubOptions {
  readonly head: () => number;
  /** Whether there is more urgent work at the moment. */
  readonly busy: () => boolean;
  readonly onFinding: (finding: string) => void;
  /** What was found before it looks itself. */
  readonly found: readonly string[];
}

/**
 * Looks for damage before anybody asks for what is damaged: at the start in the unsealed tail, the only part that a kill or a power
 * cut can have touched; then, slowly and repeatedly, in everything.
 */
export class Scrub {
  readonly #db: DatabaseSync;
  readonly #inspection: Inspection;
  readonly #options: ScrubOptions;
  readonly #findings: string[] = [];
  #sealed: number;
  #scrubbed: number;
  #passes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: DatabaseSync, options: ScrubOptions) {
    this.#db = db;
    this.#options = options;
    this.#inspection = new Inspection(db);
    const marks = knownMarksOf(db) ?? NO_MARKS;
    this.#sealed = Math.min(marks.sealed, options.head());
    this.#scrubbed = Math.min(marks.scrubbed, options.head());
  }

  get integrity(): Integrity {
    return {
      sealedPosition: this.#sealed,
      scrubbedPosition: this.#scrubbed,
      passes: this.#passes,
      findings: this.#findings,
    };
  }

  /** Looks at the unsealed tail, then starts the slow pass. */
  start(): void {
    this.#tell(this.#options.found);
    const head = this.#options.head();
    for (let at = Math.max(this.#sealed, head - TAIL_EVENTS_MAX); at < head; at += TAIL_STEP_EVENTS)
      this.#look(at, Math.min(at + TAIL_STEP_EVENTS, head));
    this.#schedule(STEP_EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Asked before the transaction: one that has met a damaged page cannot be committed. */
  get canSeal(): boolean {
    return knownMarksOf(this.#db) !== undefined;
  }

  /** Inside the writer's transaction: everything up to `position` is in the file and synced. */
  seal(position: number): void {
    this.#sealed = position;
    const set = this.#db.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)');
    set.run(SEALED, position);
    set.run(SCRUBBED, this.#scrubbed);
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => this.#step(), ms).unref();
  }

  #step(): void {
    if (this.#options.busy()) return this.#schedule(STEP_EVERY_MS);
    const head = this.#options.head();
    const to = Math.min(this.#scrubbed + STEP_EVENTS, head);
    this.#look(this.#scrubbed, to);
    this.#scrubbed = to;
    if (to < head) return this.#schedule(STEP_EVERY_MS);
    this.#passes++;
    this.#scrubbed = 0;
    this.#schedule(REST_MS);
  }

  #look(after: number, to: number): void {
    this.#tell(this.#inspection.stretch(after, to));
  }

  #tell(findings: readonly string[]): void {
    for (const finding of findings) {
      if (this.#findings.length >= FINDINGS_MAX || this.#findings.includes(finding)) continue;
      this.#findings.push(finding);
      this.#options.onFinding(finding);
    }
  }
}

/**
 * What is wrong with the end of the log: fewer events than were once safe on the disk. What is appended to it would take the places
 * of those that are missing. Undefined when nothing is.
 */
export function lostEnd(db: DatabaseSync): string | undefined {
  const { sealed } = knownMarksOf(db) ?? NO_MARKS;
  const head = Number(db.prepare('SELECT ifnull(max(position), 0) AS head FROM events').get()?.['head']);
  if (head >= sealed) return undefined;
  return (
    `the log ends at position ${head} and was once safe on the disk up to ${sealed}: ` +
    `the last ${sealed - head} events are missing`
  );
}

/** Undefined when they lie in a damaged page: no event depends on them. */
function knownMarksOf(db: DatabaseSync): ReturnType<typeof marksOf> | undefined {
  try {
    return marksOf(db);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

/** A log written by an older program has none: then both are 0. */
export function marksOf(db: DatabaseSync): { readonly sealed: number; readonly scrubbed: number } {
  const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'marks'").get();
  const rows = there ? db.prepare('SELECT name, value FROM marks').all() : [];
  const value = (name: string) => Number(rows.find((row) => row['name'] === name)?.['value'] ?? 0);
  return { sealed: value(SEALED), scrubbed: value(SCRUBBED) };
}
