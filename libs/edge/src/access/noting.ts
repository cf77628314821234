import { GraphQLError } from 'graphql';
import { entityOf, type ReadModelOf } from '@proximidad/eventsourcing';
import type { FootprintNote } from '@proximidad/feed';
import type { Subject } from '@proximidad/policy';
import type { Executing } from '../executing.ts';
import { ServiceError } from '../errors.ts';
import type { Access } from './accesses.ts';

export type Noting = (access: Access) => void;

/** Errors whose denial is in the log already. */
const noted = new WeakSet<ServiceError>();

/** Notes what somebody did in the name of everyone to whom the answer is shown. */
export function accessNoter({
  subject,
  readers = [subject.id],
  executing: { accesses },
  note,
}: {
  readonly subject: Subject;
  readonly readers?: readonly string[] | undefined;
  readonly executing: Executing;
  /** Learns that the answer is for nobody else. */
  readonly note?: Pick<FootprintNote, 'named'> | undefined;
}): Noting {
  return (access) => {
    note?.named();
    for (const id of readers) accesses?.note({ ...subject, id }, access);
  };
}

/** Notes a row requested by key: when a guarded row, or one opened by its owner, was shown, and when any row was not. */
export function onKeyOf(model: ReadModelOf, note: Noting, granted: readonly string[] = []) {
  return (key: string, row: object, seen: boolean): void => {
    if (seen && !granted.includes(key) && !model.guarded?.(row as never)) return;
    const { entity = entityOf(key) } = row as { readonly entity?: string };
    const outcome = seen ? ('OPENED' as const) : ('DENIED' as const);
    const reason = seen ? null : 'NOT_THEIRS';
    note({ action: 'READ', what: model.name, entity, outcome, reason, record: key });
  };
}

/** @throws {ServiceError} what `work` throws, after noting it. */
export function deniedNoted<T>(
  note: Noting,
  tried: Pick<Access, 'action' | 'what' | 'entity' | 'record'>,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'FORBIDDEN') {
      noted.add(error);
      note({ ...tried, outcome: 'DENIED', reason: error.details.reason ?? null });
    }
    throw error;
  }
}

/** A field or filter that the caller may not use, by its path. */
export function noteForbidden(
  note: Noting,
  path: readonly (string | number)[],
  entity: string,
  error: unknown,
): void {
  if (error instanceof GraphQLError) return noteForbidden(note, path, entity, error.originalError);
  if (!(error instanceof ServiceError) || error.code !== 'FORBIDDEN' || noted.has(error)) return;
  const what = path.filter((part) => typeof part === 'string').join('.');
  note({
    action: 'READ',
    what: what.slice(0, WHAT_MAX),
    entity,
    outcome: 'DENIED',
    reason: error.details.reason ?? null,
  });
}

/** Characters in the name of what was wanted. */
const WHAT_MAX = 128;
