import { randomBytes } from 'node:crypto';
import { EMPTY, NO_STREAM } from './events.ts';
import type { Log } from './log.ts';

const USERS_STREAM = '$users';
const USER_TYPE = '$User';
/** The user that the real server has from its first start on. */
const LOGIN_DEFAULT = 'admin';

/**
 * What the real server has written before its first client connects: clients wait for the stream of users, and for a first event in
 * the log. The users themselves are declared elsewhere; a log that already has events is left as it is.
 */
export async function writeOpeningEvents(log: Log, logins: readonly string[]): Promise<void> {
  if (log.head > 0) return;
  const events = (logins.length > 0 ? logins : [LOGIN_DEFAULT]).map((login) => ({
    ...{ id: randomBytes(16), type: USER_TYPE, json: false },
    ...{ data: Buffer.from(login), metadata: EMPTY },
  }));
  await log.submit({ kind: 'append', stream: USERS_STREAM, expected: NO_STREAM, events });
}
