/** What a drill writes: one JSON line each. */
export type Line = Readonly<Record<string, unknown>>;

export interface Trials {
  /** How many times the fault is brought about. */
  readonly rounds: number;
  /** From 0 up to, but not including, 1; the same sequence for the same seed. */
  readonly random: () => number;
  /** Everything to be undone at the end, however it comes, is deferred here. */
  readonly scope: AsyncDisposableStack;
  /** Aborted on an interrupt: the trial under way is given up, and the scope is undone. */
  readonly signal: AbortSignal;
  /** Prints the line of one trial. */
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
  /** What it needs from the machine, one line. */
  readonly needs: string;
  /** The number of rounds at full size. */
  readonly rounds: number;
  /** How long so many rounds took on two busy processors; left out where that was not measured. */
  readonly took?: string;
  /** @throws {Fault} when the machine lacks something, before anything is changed. */
  readonly check: () => void;
  readonly run: (trials: Trials) => Promise<Verdict>;
}
