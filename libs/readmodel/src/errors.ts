import type { RecordedEvent } from '@proximidad/eventsourcing';

type Named = Pick<RecordedEvent, 'stream' | 'revision' | 'type'>;

/** What an event's type looks like that the platform wrote. */
const TYPE = /^\w{1,100}$/;

/** An event could not be projected. Nothing of its batch was kept; the projector stops here rather than skip the event. */
export class ProjectionStopped extends Error {
  override readonly name = 'ProjectionStopped';
  readonly stream: string;
  readonly revision: number;
  constructor({ stream, revision, type }: Named, during: string, cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const next = `${TYPE.test(type) ? type : 'its type is no name'}; npm run record -- verify names all such events, and docs/runbook.md the way out`;
    super(`projection stopped at ${stream} revision ${revision} (${during}): ${reason} [${next}]`, { cause });
    this.stream = stream;
    this.revision = revision;
  }
}

/** The log ends before events that were already projected: new events would take the positions of those that rows were made from. */
export class LogCutShort extends Error {
  override readonly name = 'LogCutShort';
  constructor(head: number, position: number) {
    super(
      `the log ends at ${head}, and what was made of it reaches to ${position}: it lost its end, or an older copy of it lies in its place`,
    );
  }
}

/** Read models belong to one process: the other process that has them open has to be ended first. */
export class FileInUse extends Error {
  override readonly name = 'FileInUse';
  constructor(file: string, cause: unknown) {
    super(`another process has ${file} open: end it, or give this one a folder of its own`, { cause });
  }
}

/** The rows are being rebuilt and answer nothing until they have caught up with the log. */
export class ReadModelsBuilding extends Error {
  override readonly name = 'ReadModelsBuilding';
  readonly code = 'NOT_READY';
  readonly retryable = true;
  constructor() {
    super('the read models are being built anew');
  }
}

/** The position asked for has not been projected yet; wait with `reached`. */
export class PositionAhead extends Error {
  override readonly name = 'PositionAhead';
  readonly code = 'NOT_READY';
  readonly retryable = true;
  constructor(at: number, position: number) {
    super(`position ${at} is ahead of what has been projected (${position})`);
  }
}

/** The versions that held at the position asked for are older than the table's retention. */
export class VersionsPruned extends Error {
  override readonly name = 'VersionsPruned';
  readonly code = 'LIMIT_EXCEEDED';
  readonly limit: number;
  /** The oldest moment that can be asked for, RFC 3339. */
  readonly oldest: string;
  constructor(model: string, at: number, horizon: number, retentionDays: number, oldestMs: number) {
    super(
      `${model} keeps closed versions for ${retentionDays} days: ${at} is before ${horizon}, the oldest position it can answer for`,
    );
    this.limit = retentionDays;
    this.oldest = new Date(oldestMs).toISOString();
  }
}

/** More was asked for at once than a named limit allows. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
  readonly code = 'LIMIT_EXCEEDED';
  readonly limit: number;
  constructor(what: string, limit: number) {
    super(`${what}: at most ${limit}`);
    this.limit = limit;
  }
}

/** The cursor was not made by this list in this order. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'BAD_USER_INPUT';
  constructor() {
    super('the cursor does not belong to this list');
  }
}
