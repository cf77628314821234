import type { Status } from './errors.ts';

const OTHER = 'other';

export interface CallCount {
  readonly method: string;
  readonly status: Status;
  readonly count: number;
}

/** Counts calls. Methods are those of the server; all other paths count as one. */
export class Meter {
  readonly #methods: ReadonlySet<string>;
  readonly #ended = new Map<string, { method: string; status: Status; count: number }>();
  readonly #open = new Map<string, number>();

  constructor(methods: Iterable<string>) {
    this.#methods = new Set(methods);
  }

  /** Returns a function to call at the call's end. */
  opened(path: string): (status: Status) => void {
    const method = this.#methods.has(path) ? path.slice(1) : OTHER;
    this.#open.set(method, (this.#open.get(method) ?? 0) + 1);
    return (status) => {
      this.#open.set(method, this.#open.get(method)! - 1);
      const key = `${method} ${status}`;
      const before = this.#ended.get(key) ?? { method, status, count: 0 };
      this.#ended.set(key, { ...before, count: before.count + 1 });
    };
  }

  get ended(): readonly CallCount[] {
    return [...this.#ended.values()];
  }

  get open(): ReadonlyMap<string, number> {
    return this.#open;
  }
}
