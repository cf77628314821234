import {
  isClockOff,
  type By,
  byOf,
  encodePosition,
  formatInstant,
  isAfter,
  type RecordedEvent,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Context } from './context.ts';
import { type Connection, type PageArgs, pageSizeOf } from './connection.ts';
import { ServiceError } from './errors.ts';

/** One event of a record, without its data: what happened, when, by whom, on what grounds, and its link in the chain. */
export interface HistoryEvent {
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  readonly command: string | null;
  readonly occurredAt: string;
  readonly receivedAt: string | null;
  readonly recordedAt: string;
  /** Position of this event: gives the record as it was right after it. */
  readonly position: string;
  readonly clockOffsetMs: number | null;
  readonly clockOff: boolean;
  readonly deviceSequence: number | null;
  readonly by: By;
  readonly kind: string | null;
  readonly reason: string | null;
  readonly geography: string | null;
  readonly catalogues: readonly string[];
  readonly hash: string;
  readonly previousHash: string | null;
}

/**
 * The events of a record that the caller sees, oldest first, up to the operation's cut. They are read from the
 * record's own stream, so that nothing is shown that is not in the log.
 */
export async function historyOf(
  log: EventLog,
  stream: string,
  { cut, logId }: Pick<Context, 'cut' | 'logId'>,
  page: PageArgs,
): Promise<Connection<HistoryEvent>> {
  const size = pageSizeOf(page);
  const { events } = await log.read(stream);
  const known = events.filter(({ position }) => cut.at === undefined || !isAfter(position, cut.at));
  const from = revisionAfter(page.after);
  // A revision that was passed over is not among them.
  const found = known.findIndex(({ revision }) => revision >= from);
  const start = found < 0 ? known.length : found;
  const shown = known.slice(start, start + size);
  const cursorOf = ({ revision }: RecordedEvent) => String(revision);
  return {
    edges: shown.map((event) => ({ node: historyEvent(event, logId), cursor: cursorOf(event) })),
    pageInfo: {
      hasNextPage: start + shown.length < known.length,
      hasPreviousPage: start > 0,
      startCursor: shown[0] ? cursorOf(shown[0]) : null,
      endCursor: shown.length > 0 ? cursorOf(shown.at(-1)!) : null,
    },
    totalCount: known.length,
  };
}

/** @throws {ServiceError} BAD_USER_INPUT for anything that is not a cursor of a history. */
function revisionAfter(after: string | null | undefined): number {
  if (after === null || after === undefined) return 0;
  if (!/^\d{1,9}$/.test(after))
    throw new ServiceError('BAD_USER_INPUT', 'after is not a cursor of this list.');
  return Number(after) + 1;
}

function historyEvent(event: RecordedEvent, logId: string): HistoryEvent {
  const { id, revision, type, data, recordedAt, position, metadata } = event;
  const { command, receivedAt, device, jurisdiction, catalogues = [], hash, prevHash } = metadata;
  const by = byOf(metadata);
  const { kind, reason } = data as { readonly kind?: unknown; readonly reason?: unknown };
  return {
    ...{ id, revision, type, by, hash, previousHash: prevHash },
    command: command?.type ?? null,
    occurredAt: onClockOf(by.at.offsetMin, by.at.ms),
    receivedAt: receivedAt === undefined ? null : onClockOf(by.at.offsetMin, receivedAt),
    recordedAt: onClockOf(by.at.offsetMin, recordedAt),
    position: encodePosition([{ log: logId, position, clock: recordedAt }]),
    clockOffsetMs: device?.clock?.offsetMs ?? null,
    clockOff: isClockOff(device),
    deviceSequence: device?.sequence ?? null,
    kind: typeof kind === 'string' ? kind : null,
    reason: typeof reason === 'string' ? reason : null,
    geography: jurisdiction.geography ?? null,
    catalogues: catalogues.map(({ system, version }) => `${system} ${version}`),
  };
}

/** All its times are in the local time of the place. */
function onClockOf(offsetMin: number, ms: number): string {
  return formatInstant({ ms, offsetMin });
}
