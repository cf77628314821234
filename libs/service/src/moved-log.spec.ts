import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupLog, copyLog, restoreLog, startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { idFor } from '@proximidad/eventsourcing';
import { testPassportJwks } from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import type { ServiceConfig } from './config.ts';
import { type OpenService, openService } from './open-service.ts';
import { receive, until } from './testing/harness.ts';
import { callRows, calls, contactIdOf, contactRows, contacts } from './testing/two-services.ts';

const CALLS = sized(40, 2_000);
const SETTLE_S = 180;
const OPENED_IN = 'ops_00-log';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'proximidad-moved-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Both services on a log; their own folders, with read models in them, are those they had before. */
async function platformOn(log: string) {
  const store = await startEmbeddedStore({ data: log, port: 0 });
  const open = (definition: typeof calls): Promise<OpenService> => {
    const config: ServiceConfig = {
      ...{
        name: definition.name,
        host: '127.0.0.1',
        port: 0,
        esdbUrl: store.url,
        data: join(home, 'services'),
      },
      ...{ passportJwks: testPassportJwks, bus: 'eventstore', logLevel: 'silent' },
    };
    return openService(definition, config);
  };
  const [first, second] = [await open(calls), await open(contacts())];
  await Promise.all([first.caughtUp, second.caughtUp]);
  return {
    url: store.url,
    logId: first.logId,
    rows: () => first.readModels.table(callRows).count(),
    times: (ids: readonly string[]) =>
      ids.map((id) => second.readModels.table(contactRows).get(contactIdOf(id))?.times),
    receive: (id: string) => receive((body) => first.execute(body), id, { commandId: id.slice(3) }),
    async close() {
      await Promise.all([first.close(), second.close()]);
      await store.close();
    },
  };
}

test.each([
  [
    'copied from folder to folder',
    (_url: string, from: string, to: string) => copyLog({ from, to, openedIn: OPENED_IN }),
  ],
  [
    'copied from a server that goes on',
    (url: string, _from: string, to: string) => copyLog({ from: url, to, openedIn: OPENED_IN }),
  ],
  [
    'backed up and restored',
    async (_url: string, from: string, to: string) => {
      await backupLog(from, join(home, 'backup.db'));
      return restoreLog(join(home, 'backup.db'), to, OPENED_IN);
    },
  ],
])(
  'the platform goes on with a log that was %s',
  async (_how, move) => {
    const [from, to] = [join(home, 'log'), join(home, 'moved')];
    const ids = Array.from({ length: CALLS }, (_, n) => idFor('09', 'before', n));
    const before = await platformOn(from);
    for (const id of ids) await before.receive(id);
    await until(() => before.times(ids).every(Boolean), SETTLE_S);
    const { log } = await move(before.url, from, to);
    await before.close();

    const after = await platformOn(to);
    expect(after.logId).toBe(log);
    expect(after.logId).not.toBe(before.logId);
    await until(() => after.rows() === CALLS, SETTLE_S);
    const more = idFor('09', 'after', 1);
    // A command of before is known, and a new one goes its whole way.
    expect((await after.receive(ids[0]!)).data).toMatchObject({ receiveCall: { known: true } });
    expect((await after.receive(more)).data).toMatchObject({ receiveCall: { known: false } });
    await until(() => after.times([more])[0] === 1, SETTLE_S);
    expect(after.times(ids)).toEqual(ids.map(() => 1));
    await after.close();
  },
  600_000,
);
