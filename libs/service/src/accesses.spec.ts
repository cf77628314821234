import { accessLogId, accessLogOf, type Accesses, openAccesses, systemExecute } from '@proximidad/edge';
import { streamOf } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { temporaryStore, type TemporaryStore } from '@proximidad/testing';
import { until } from '@proximidad/testing/waiting';

let store: TemporaryStore;
let log: EventLog;

beforeAll(async () => {
  store = await temporaryStore();
  log = connect(store.url);
});
afterAll(async () => {
  await log.close();
  await store.close();
});

const who = { id: 'dev:analyst', role: 'analyst', purpose: 'STATISTICS' } as const;
const access = (what: string) =>
  ({ entity: '09', action: 'READ', what, outcome: 'DENIED', reason: 'ROLE' }) as const;

/** Accesses that go to a real log, whose answer to the first attempt is lost on the way. */
function withLostAnswer(): { readonly accesses: Accesses; readonly noted: () => Promise<unknown[]> } {
  const accessLog = accessLogOf('contacts');
  const execute = systemExecute({ log, metrics: { count: () => undefined }, now: Date.now }, 'contacts');
  let id: string | undefined;
  let isLost = false;
  const accesses = openAccesses({
    now: Date.now,
    async write(part, entries, commandId) {
      id = accessLogId(accessLog, part.begun, part.part);
      await execute(accessLog, id, { type: 'NoteAccesses', entries }, { commandId });
      if (isLost) return;
      isLost = true;
      throw new Error('the answer was lost');
    },
    onTrouble: () => undefined,
  });
  return {
    accesses,
    async noted() {
      const { events } = await log.read(streamOf(accessLog.category, id!));
      return events.flatMap(({ data }) =>
        (data as { readonly entries: { what: string; count: number }[] }).entries.map(({ what, count }) => [
          what,
          count,
        ]),
      );
    },
  };
}

test('what is to be noted once of a subject is, and of the next subject too', async () => {
  const { accesses, noted } = withLostAnswer();
  const shown = { ...access('alarm.DISPATCH'), once: '09-1 DISPATCH' };
  for (const id of ['one', 'one', 'two', 'one']) accesses.note({ ...who, id }, shown);
  await accesses.settled();
  accesses.note(who, access('officers'));
  await accesses.close();
  expect(await noted()).toEqual([
    ['alarm.DISPATCH', 1],
    ['alarm.DISPATCH', 1],
    ['officers', 1],
  ]);
});

test('H8: what was noted while an answer of the log was lost is written once, and nothing else with it', async () => {
  const { accesses, noted } = withLostAnswer();
  accesses.note(who, access('officers'));
  await accesses.settled();
  accesses.note(who, access('officers'));
  accesses.note(who, access('incidents'));
  await accesses.settled();
  await accesses.close();
  expect(await noted()).toEqual([
    ['officers', 1],
    ['officers', 1],
    ['incidents', 1],
  ]);
});

test('H8: what one person did in two roles is noted of each role, however soon one follows the other', async () => {
  const written: (readonly [role: string, count: number])[] = [];
  const accesses = openAccesses({
    now: Date.now,
    write: (_part, entries) =>
      Promise.resolve(written.push(...entries.map(({ role, count }) => [role, count] as const))),
    onTrouble: () => undefined,
  });
  for (const role of ['operator', 'commander', 'commander'] as const)
    accesses.note({ id: 'p-1', role, purpose: 'DISPATCH' }, access('officers'));
  await accesses.close();
  expect(written).toEqual([
    ['operator', 1],
    ['commander', 2],
  ]);
});

test('after the clock was set back, what is repeated is written no later than what is new', async () => {
  const clock = { ms: Date.now() };
  const written: string[] = [];
  const accesses = openAccesses({
    now: () => clock.ms,
    write: (_part, entries) => Promise.resolve(written.push(...entries.map(({ what }) => what))),
    onTrouble: () => undefined,
  });
  accesses.note(who, access('officers'));
  await until(() => written.length === 1);
  clock.ms -= 7_200_000;
  for (const what of ['officers', 'incidents']) accesses.note(who, access(what));
  await until(() => written.length > 1);
  expect(written).toEqual(['officers', 'officers', 'incidents']);
  await accesses.close();
});
