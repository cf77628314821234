import { CallError, STATUS } from './errors.ts';

/** A limit on the bytes held at a time, all together; requests for more are refused. */
export class Allowance {
  readonly #max: number;
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get held(): number {
    return this.#held;
  }

  /** @throws {CallError} when there is no room; then nothing is held. */
  take(bytes: number): void {
    if (this.#held + bytes > this.#max) {
      throw new CallError(
        STATUS.RESOURCE_EXHAUSTED,
        'too many requests are under way that are not whole yet',
      );
    }
    this.#held += bytes;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/** What one request holds of an allowance. */
export class Share {
  readonly #allowance: Allowance;
  #held = 0;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  take(bytes: number): void {
    this.#allowance.take(bytes);
    this.#held += bytes;
  }

  /** Replaces what is held now. */
  hold(bytes: number): void {
    if (bytes > this.#held) this.take(bytes - this.#held);
    else {
      this.#allowance.give(this.#held - bytes);
      this.#held = bytes;
    }
  }
}
