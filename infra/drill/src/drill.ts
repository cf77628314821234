/** What a drill writes: one JSON line each. */
export type Line = Readonly<Record<string, unknown>>;

export interface Trials {
  /** How many times the fault is brought about. */
  readonly rounds: number;
  /** 0 up to, not including, 1; the same row of numbers for the same seed. */
  readonly random: () => number;
  /** Everything that is to be undone at the end, however it comes, is deferred here. */
  readonly scope: AsyncDisposableStack;
  /** Aborted when somebody interrupts: the trial under way is given up, and the scope is undone. */
  readonly signal: AbortSignal;
  /** Tells of one trial. */
  readonly trial: (line: Line) => void;
}

export interface Verdict {
  readonly passed: boolean;
  /** How much was put to the proof: events that were acknowledged, bits that were flipped. */
  readonly proven: number;
  /** The figures of the summary line. */
  readonly figures: Line;
}

/** Where nothing was put to the proof nothing can have gone wrong. */
export const hasPassed = ({ passed, proven }: Verdict): boolean => passed && proven > 0;

export interface Drill {
  /** One line for the help. */
  readonly what: string;
  /** What it needs of the machine, one line. */
  readonly needs: string;
  /** Full size. */
  readonly rounds: number;
  /** How long so many rounds took on two busy processors; left out where that was not measured. */
  readonly took?: string;
  /** @throws {Fault} when the machine lacks something, before anything is changed. */
  readonly check: () => void;
  readonly run: (trials: Trials) => Promise<Verdict>;
}
