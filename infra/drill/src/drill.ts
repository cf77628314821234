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
  /** The figures of the summary line. */
  readonly figures: Line;
}

export interface Drill {
  /** One line for the help. */
  readonly what: string;
  /** What it needs of the machine, one line. */
  readonly needs: string;
  /** Full size. */
  readonly rounds: number;
  /** @throws {Fault} when the machine lacks something, before anything is changed. */
  readonly check: () => void;
  readonly run: (trials: Trials) => Promise<Verdict>;
}
