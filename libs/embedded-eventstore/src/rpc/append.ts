import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outcome, ProposedEvent } from '../store/events.ts';
import { decodeAppend, decodeDelete, type ExpectedRevision, type ProposedMessage } from '../wire/requests.ts';
import { appendConflict, appendDone, deleteDone } from '../wire/responses.ts';
import { appendTooLarge, invalid, missingMetadata, streamDeleted, wrongExpectedVersion } from './errors.ts';
import type { Method } from './accepting.ts';
import { type Allowance, Share } from './allowance.ts';
import { finishWith, unary } from './methods.ts';
import { demand, type Serving } from './serving.ts';

/** Data bytes of one append; the default of the real server up to version 24. */
export const APPEND_BYTES_MAX = 1024 * 1024;
/** Metadata and the rest, which the real server does not count. */
const APPEND_OVERHEAD_BYTES_MAX = 32 * 1024 * 1024;
/** Roughly the memory that an event takes besides its bytes. */
const EVENT_OVERHEAD_BYTES = 500;

/** The turn under way is past its look at the network; the next one begins with it (ADR 420). */
const TURNS_TO_LOOK = 2;

/** Gathers the events of one append within the size limits. */
export class Proposal {
  readonly events: ProposedEvent[] = [];
  readonly #share: Share;
  #dataBytes = 0;
  #overheadBytes = 0;

  constructor(allowance: Allowance) {
    this.#share = new Share(allowance);
  }

  /** @throws {CallError} when the event is incomplete or the append grows too large. */
  add({ id, type, contentType, data, metadata }: ProposedMessage): void {
    if (type === undefined) throw missingMetadata('type');
    if (contentType === undefined) throw missingMetadata('content-type');
    if (!id) throw invalid('an event has no id');
    this.#dataBytes += data.length;
    this.#overheadBytes += EVENT_OVERHEAD_BYTES + type.length + metadata.length;
    if (this.#dataBytes > APPEND_BYTES_MAX) throw appendTooLarge(APPEND_BYTES_MAX);
    if (this.#overheadBytes > APPEND_OVERHEAD_BYTES_MAX) throw appendTooLarge(APPEND_OVERHEAD_BYTES_MAX);
    this.#share.hold(this.#dataBytes + this.#overheadBytes);
    this.events.push({ id, type, json: contentType === 'application/json', data, metadata });
  }

  /** The next holder accounts for its bytes: the queue has a limit of its own. */
  release(): void {
    this.#share.hold(0);
  }
}

/** The classic append: options first, then one message per event, answered when the client has ended its side. */
export function appendMethod(serving: Serving): Method {
  const { log, allowance, onBug } = serving;
  return {
    cutAtStop: true,
    open(call) {
      const proposal = new Proposal(allowance);
      call.signal.addEventListener('abort', () => proposal.release(), { once: true });
      let options: ExpectedRevision | undefined;
      return {
        message(bytes) {
          const message = decodeAppend(bytes);
          if (message.kind === 'proposed') return proposal.add(message.proposed);
          demand(serving, call, 'write', message.options.stream);
          options = message.options;
        },
        end() {
          if (!options) throw invalid('an append has no options');
          const { stream, expected } = options;
          const append = async () => {
            // Who gives up half-way ends the request as well, and takes it back right behind that: one look at the network shows it.
            for (let turns = 0; turns < TURNS_TO_LOOK; turns++) await nextTurn();
            if (call.ended) return;
            const outcome = await log.submit({ kind: 'append', stream, expected, events: proposal.events });
            void call.send(appendAnswer(outcome, stream, expected));
          };
          finishWith(call, append(), onBug);
        },
      };
    },
  };
}

function appendAnswer(outcome: Outcome, stream: string, expected: number): Buffer {
  switch (outcome.kind) {
    case 'done':
      return appendDone(outcome);
    case 'conflict':
      return appendConflict(outcome.current, expected);
    case 'deleted':
      throw streamDeleted(stream);
  }
}

export function deleteMethod(serving: Serving, kind: 'delete' | 'tombstone'): Method {
  const { log, onBug } = serving;
  const operation = kind === 'delete' ? 'Delete' : 'Tombstone';
  return unary(onBug, async (request, call) => {
    const { stream, expected } = decodeDelete(request);
    demand(serving, call, 'delete', stream);
    const outcome = await log.submit({ kind, stream, expected });
    switch (outcome.kind) {
      case 'done':
        return deleteDone(outcome.position);
      case 'conflict':
        throw wrongExpectedVersion(operation, stream, expected, outcome.current);
      case 'deleted':
        throw streamDeleted(stream);
    }
  });
}
