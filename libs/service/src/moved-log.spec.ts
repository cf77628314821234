import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupLog, copyLog, restoreLog, startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { idFor } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';
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

/** Opens a service on a store; in its own folder, with its earlier read models. */
function open(definition: typeof calls, esdbUrl: string): Promise<OpenService> {
  const where = { name: definition.name, host: '127.0.0.1', port: 0, esdbUrl, data: join(home, 'services') };
  const config: ServiceConfig = {
    ...where,
    ...{ passportJwks: testPassportJwks, bus: 'eventstore', logLevel: 'silent' },
  };
  return openService(definition, config);
}

/** Both services on a log. */
async function platformOn(log: string) {
  const store = await startEmbeddedStore({ data: log, port: 0 });
  const [first, second] = [await open(calls, store.url), await open(contacts(), store.url)];
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
    // An earlier command is known, and a new one is processed as usual.
    expect((await after.receive(ids[0]!)).data).toMatchObject({ receiveCall: { known: true } });
    expect((await after.receive(more)).data).toMatchObject({ receiveCall: { known: false } });
    await until(() => after.times([more])[0] === 1, SETTLE_S);
    expect(after.times(ids)).toEqual(ids.map(() => 1));
    await after.close();
  },
  600_000,
);

test('on a log that ends before what was made of it nothing begins, and nothing is recorded', async () => {
  const [log, older] = [join(home, 'log'), join(home, 'older')];
  const first = await platformOn(log);
  await first.receive(idFor('09', 'cut', 1));
  await first.close();
  await cp(log, older, { recursive: true });
  const second = await platformOn(log);
  for (let n = 2; n < 12; n++) await second.receive(idFor('09', 'cut', n));
  await until(() => second.rows() === 11, SETTLE_S);
  await second.close();

  const store = await startEmbeddedStore({ data: older, port: 0 });
  const looking = connect(store.url);
  const head = await looking.head();
  const ends = new RegExp(`^the log ends at ${head}, and what was made of it reaches to \\d+`);
  for (const definition of [calls, contacts()])
    await expect(open(definition, store.url)).rejects.toThrow(ends);
  expect(await looking.head()).toBe(head);
  await looking.close();
  await store.close();
});
