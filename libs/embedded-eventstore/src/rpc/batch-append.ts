import type { Outcome } from '../store/events.ts';
import { textField, uintField } from '../wire/protobuf.ts';
import { type BatchMessage, decodeBatch } from '../wire/requests.ts';
import {
  batchDone,
  batchError,
  type BatchError,
  streamIdentifier,
  wrongExpectedVersion,
} from '../wire/responses.ts';
import { APPEND_BYTES_MAX, Proposal } from './append.ts';
import type { Call } from './call.ts';
import { CallError, STATUS } from './errors.ts';
import type { BackPressure, Method } from './accepting.ts';
import { refusalOf } from './refusal.ts';
import { demand, type Serving } from './serving.ts';

/** Appends of one connection that have begun but not ended, and as many that were refused before they ended. */
const BATCHES_OPEN_MAX = 4_000;
/** Answers that may be outstanding on one connection before its further messages are left in the network. */
const ANSWERS_WAITING_MAX = 8_000;
const DEADLINE_MS_MAX = 24 * 3_600_000;
const EMPTY = Buffer.alloc(0);

interface Batch {
  readonly correlation: Buffer;
  readonly stream: string;
  readonly expected: number;
  readonly proposal: Proposal;
  readonly timer: NodeJS.Timeout | undefined;
}

/** One long-lived call for all appends of a connection: each has a correlation id, arrives in chunks, and is answered exactly once. */
export function batchAppendMethod(serving: Serving): Method {
  return {
    duplex: true,
    open: (call, backPressure) => {
      const session = new BatchSession(serving, call, backPressure);
      call.signal.addEventListener('abort', () => session.close(), { once: true });
      return session;
    },
  };
}

class BatchSession {
  readonly #serving: Serving;
  readonly #call: Call;
  readonly #backPressure: BackPressure;
  readonly #open = new Map<string, Batch>();
  /** Refused before they ended: what else comes of them is no append of its own. */
  readonly #refused = new Set<string>();
  #waiting = 0;
  #clientIsSlow = false;
  #ended = false;

  constructor(serving: Serving, call: Call, backPressure: BackPressure) {
    this.#serving = serving;
    this.#call = call;
    this.#backPressure = backPressure;
  }

  message(bytes: Buffer): void {
    const message = decodeBatch(bytes);
    const key = message.correlation.toString('latin1');
    if (!this.#refused.has(key)) this.#take(key, message);
    if (message.final) this.#refused.delete(key);
  }

  #take(key: string, message: BatchMessage): void {
    // A client may repeat the options in every chunk.
    if (message.options && !this.#open.has(key)) this.#begin(key, message, message.options);
    const batch = this.#open.get(key);
    if (!batch) return;
    try {
      for (const proposed of message.proposed) batch.proposal.add(proposed);
    } catch (error) {
      this.#drop(key, batch);
      return this.#refuse(key, batch, batchErrorOf(refusalOf(error, this.#serving.onBug)));
    }
    if (message.final) this.#submit(key, batch);
  }

  end(): void {
    this.#ended = true;
    this.#finishWhenAnswered();
  }

  close(): void {
    for (const [key, batch] of this.#open) this.#drop(key, batch);
  }

  #begin(key: string, { correlation }: BatchMessage, options: NonNullable<BatchMessage['options']>): void {
    const { stream, expected, deadlineMs } = options;
    const refuse = (error: BatchError) => this.#refuse(key, { correlation, stream }, error);
    const proposal = new Proposal(this.#serving.allowance);
    try {
      demand(this.#serving, this.#call, 'write', stream);
    } catch (error) {
      return refuse(batchErrorOf(refusalOf(error, this.#serving.onBug)));
    }
    if (deadlineMs !== undefined && deadlineMs <= 0) return refuse(TIMEOUT);
    if (this.#open.size >= BATCHES_OPEN_MAX)
      return refuse(badRequest('too many appends are begun and not ended'));
    const timer =
      deadlineMs === undefined || deadlineMs > DEADLINE_MS_MAX
        ? undefined
        : setTimeout(() => this.#expire(key), deadlineMs);
    this.#open.set(key, { correlation, stream, expected, proposal, timer });
  }

  #submit(key: string, batch: Batch): void {
    this.#drop(key, batch);
    const { correlation, stream, expected, proposal } = batch;
    this.#waiting++;
    this.#regulate();
    this.#serving.log.enqueue(
      { kind: 'append', stream, expected, events: proposal.events },
      (outcome) => this.#settled(outcomeAnswer(outcome, correlation, stream, expected)),
      (error) =>
        this.#settled(batchError(correlation, stream, batchErrorOf(refusalOf(error, this.#serving.onBug)))),
    );
  }

  #settled(answer: Buffer): void {
    this.#waiting--;
    this.#answer(answer);
    this.#regulate();
    this.#finishWhenAnswered();
  }

  #expire(key: string): void {
    const batch = this.#open.get(key);
    if (!batch) return;
    this.#drop(key, batch);
    this.#refuse(key, batch, TIMEOUT);
  }

  #drop(key: string, { timer, proposal }: Batch): void {
    proposal.release();
    this.#open.delete(key);
    clearTimeout(timer);
  }

  #refuse(
    key: string,
    { correlation, stream }: Pick<Batch, 'correlation' | 'stream'>,
    error: BatchError,
  ): void {
    this.#refused.add(key);
    this.#answer(batchError(correlation, stream, error));
    if (this.#refused.size > BATCHES_OPEN_MAX)
      this.#call.fail(
        new CallError(STATUS.RESOURCE_EXHAUSTED, 'too many appends were refused and are not ended'),
      );
  }

  #answer(message: Buffer): void {
    const slow = this.#call.send(message);
    if (!slow || this.#clientIsSlow) return;
    this.#clientIsSlow = true;
    this.#regulate();
    void slow.then(() => {
      this.#clientIsSlow = false;
      this.#regulate();
    });
  }

  /** Takes nothing more from a client that has too many answers outstanding, or does not read them. */
  #regulate(): void {
    if (this.#clientIsSlow || this.#waiting >= ANSWERS_WAITING_MAX) this.#backPressure.pause();
    else this.#backPressure.resume();
  }

  #finishWhenAnswered(): void {
    if (this.#ended && this.#waiting === 0) this.#call.finish(STATUS.OK);
  }
}

const TIMEOUT: BatchError = { code: 4, message: 'Timeout', detail: 'Timeout', value: EMPTY };

function badRequest(message: string): BatchError {
  return { code: 3, message, detail: 'BadRequest', value: textField(1, message) };
}

function outcomeAnswer(outcome: Outcome, correlation: Buffer, stream: string, expected: number): Buffer {
  switch (outcome.kind) {
    case 'done':
      return batchDone(correlation, stream, outcome);
    case 'conflict':
      return batchError(correlation, stream, {
        code: 6,
        message: 'WrongExpectedVersion',
        detail: 'WrongExpectedVersion',
        value: wrongExpectedVersion(outcome.current, expected),
      });
    case 'deleted':
      return batchError(correlation, stream, {
        code: 5,
        message: 'StreamDeleted',
        detail: 'StreamDeleted',
        value: streamIdentifier(1, stream),
      });
  }
}

function batchErrorOf({ trailers, message, status }: CallError): BatchError {
  if (trailers['exception'] === 'maximum-append-size-exceeded') {
    const detail = 'MaximumAppendSizeExceeded';
    return { code: 3, message: detail, detail, value: uintField(1, APPEND_BYTES_MAX) };
  }
  if (status === STATUS.PERMISSION_DENIED) {
    return { code: status, message, detail: 'AccessDenied', value: EMPTY };
  }
  if (status === STATUS.INVALID_ARGUMENT) return badRequest(message);
  if (status === STATUS.INTERNAL) return { code: STATUS.UNKNOWN, message, detail: 'Unknown', value: EMPTY };
  // No client knows it, and so all of them show the message; for `Unknown` they show nothing.
  return { code: status, message, detail: 'NotTaken', value: textField(1, message) };
}
