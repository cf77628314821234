import { randomUUID } from 'node:crypto';
import { type RecordedEvent, RevisionConflict } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { z } from 'zod';

/** How far something has read: in another log the place is found again by the event's id (ADR 110). */
const Mark = z.object({
  log: z.string(),
  position: z.int(),
  stream: z.string(),
  revision: z.int(),
  eventId: z.string(),
});
export type Mark = z.infer<typeof Mark>;

const CheckpointMoved = z.object({
  holder: z.string(),
  at: Mark.nullable(),
  /** The position of the log up to which an operator wants everything published again; absent where nobody has asked for that. */
  anewUntil: z.int().optional(),
  /** Where a relay published up to there; absent for other work, and where it was written before carriers were named. */
  carrier: z.string().optional(),
});
const CHECKPOINT_EVERY_MS = 1_000;
/** How soon a holder with nothing to write notices that another one has taken over. */
const HOLDER_CHECK_EVERY_MS = 5_000;
/** Attempts to write a checkpoint before giving up for the time being. */
const SET_ATTEMPTS_MAX = 5;

/** Another holder took over the checkpoint: this one stops, and the newcomer goes on. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** An operator moved the checkpoint: its holder takes it over again and goes on from there. */
export class Moved extends Error {
  override readonly name = 'Moved';
}

/** Stands for an operator, in place of the name of a process. */
const OPERATOR = 'operator';

export interface Checkpoint {
  /** Where the last holder stood when this one took over; undefined where that was on another carrier. */
  readonly start: Mark | undefined;
  /** The position up to which an operator wants everything again, whatever was already done. */
  readonly anewUntil: number | undefined;
  /** What the stream contains now, whichever holder wrote it. */
  stored(): Promise<Mark | undefined>;
  /** To be written at the next opportunity, at most CHECKPOINT_EVERY_MS from now. */
  moveTo(mark: Mark): void;
  /** Writes pending marks until the signal, and once more then. @throws {Fenced} {@link Moved} also when idle. */
  keep(signal: AbortSignal): Promise<void>;
}

/** Takes over the checkpoint `ops_00-<name>`: from then on the writes of its former holder are refused. */
export async function takeCheckpoint(
  log: EventLog,
  name: string,
  now: () => number,
  carrier?: string,
): Promise<Checkpoint> {
  const stream = `ops_00-${name}`;
  const holder = randomUUID();
  const last = await log.readLast(stream);
  if (!last) await log.setMetadata(stream, { maxCount: 1 });
  const before = moveIn(last);
  const isElsewhere = before?.carrier !== undefined && before.carrier !== carrier;
  const start = isElsewhere ? undefined : markIn(last);
  const anewUntil = before?.anewUntil;
  const kept = { ...(anewUntil !== undefined && { anewUntil }), ...(carrier !== undefined && { carrier }) };
  let head = { revision: last?.revision ?? -1, hash: last?.metadata.hash ?? null };
  let written = start;
  let wanted = start;

  const successor = async () => {
    const now = await log.readLast(stream);
    const isMoved = moveIn(now)?.holder === OPERATOR;
    return isMoved ? new Moved(`${stream} was moved`) : new Fenced(`${stream} was taken over`);
  };
  const write = async (mark: Mark | undefined) => {
    const event = operationEvent('CheckpointMoved', { holder, at: mark ?? null, ...kept }, now());
    try {
      const { revision } = await log.append(stream, head.revision, [event], head.hash);
      const hash = (await log.readLast(stream))?.metadata.hash ?? null;
      head = { revision, hash };
    } catch (error) {
      if (error instanceof RevisionConflict) throw await successor();
      throw error;
    }
    written = mark;
  };
  await write(start);

  return {
    start,
    anewUntil,
    stored: async () => markIn(await log.readLast(stream)),
    moveTo(mark) {
      wanted = mark;
    },
    async keep(signal) {
      for (let checkedAt = performance.now(); ;) {
        await pause(CHECKPOINT_EVERY_MS, signal);
        if (wanted !== written) await write(wanted);
        if (signal.aborted) return;
        if (performance.now() - checkedAt < HOLDER_CHECK_EVERY_MS) continue;
        checkedAt = performance.now();
        if ((await log.readLast(stream))?.revision !== head.revision) throw await successor();
      }
    },
  };
}

/** Moves a checkpoint from outside; its holder goes on from there, and repeats everything up to `anewUntil`. */
export async function setCheckpoint(
  log: EventLog,
  name: string,
  { at, anewUntil }: { readonly at: Mark | null; readonly anewUntil: number },
  now: () => number,
): Promise<void> {
  const stream = `ops_00-${name}`;
  for (let tried = 1; ; tried++) {
    const last = await log.readLast(stream);
    const before = moveIn(last);
    const event = operationEvent('CheckpointMoved', { ...before, holder: OPERATOR, at, anewUntil }, now());
    try {
      await log.append(stream, last?.revision ?? -1, [event], last?.metadata.hash ?? null);
      return;
    } catch (error) {
      if (!(error instanceof RevisionConflict) || tried === SET_ATTEMPTS_MAX) throw error;
    }
  }
}

/** An event of the platform's own operation, in the same envelope as every event. */
export function operationEvent(type: string, data: unknown, ms: number) {
  const id = randomUUID();
  const metadata = {
    version: 1,
    commandId: id,
    occurredAt: { ms, offsetMin: 0 },
    actor: { kind: 'SYSTEM', id: 'platform', role: 'SYSTEM' },
    jurisdiction: { entity: '00' },
    correlationId: id,
  } as const;
  return { id, type, data, metadata };
}

/** Resolves after `ms` or at the signal, whichever comes first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

function markIn(event: RecordedEvent | undefined): Mark | undefined {
  return moveIn(event)?.at ?? undefined;
}

/** Undefined also where somebody else has written: everything is then done once more, and nothing is left out. */
function moveIn(event: RecordedEvent | undefined) {
  return CheckpointMoved.safeParse(event?.data).data;
}
