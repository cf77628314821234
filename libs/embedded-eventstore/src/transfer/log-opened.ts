import { hash, randomUUID } from 'node:crypto';
import type { PlainEvent } from '../client/messages.ts';
import { uuidBytes } from '../wire/uuid.ts';
import type { Target } from './side.ts';

/** The stream in which a log says that it is a log of its own. */
export const OPENED_IN = 'ops_00-log';

/**
 * A copied or restored log is a new log: positions mean something else in it. It says so with a `LogOpened` of its own,
 * in the envelope of Proximidad's events; a client that kept a position with the id of the latest one notices.
 */
export async function openLog(target: Target, stream = OPENED_IN, now = Date.now()): Promise<string> {
  const last = await target.lastOf(stream);
  const revision = (last?.revision ?? -1) + 1;
  const id = randomUUID();
  const data = {};
  const unhashed = {
    ...{ version: 1, commandId: id, occurredAt: { ms: now, offsetMin: 0 } },
    ...{ actor: { kind: 'SYSTEM', id: 'platform', role: 'SYSTEM' }, jurisdiction: { entity: '00' } },
    ...{ correlationId: id, prevHash: hashIn(last) },
  };
  const type = 'LogOpened';
  const text = canonical({ stream, revision, id, type, data, metadata: unhashed });
  const metadata = { ...unhashed, hash: hash('sha256', text, 'base64') };
  await target.append({
    ...{ stream, revision, id: uuidBytes(id), type, json: true, created: now, position: 0 },
    ...{ data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(metadata)) },
  });
  await target.flush();
  return id;
}

function hashIn(event: PlainEvent | undefined): string | null {
  if (!event) return null;
  const metadata = JSON.parse(Buffer.from(event.metadata).toString('utf8')) as { readonly hash?: unknown };
  return typeof metadata.hash === 'string' ? metadata.hash : null;
}

/** RFC 8785 for what is written here: plain objects, texts without escapes, whole numbers. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
