import {
  aggregate,
  clientCommandId,
  eventFamily,
  handle,
  idFor,
  RevisionConflict,
  type CommandMetadata,
  type EventOf,
  uuidv5,
} from '@proximidad/eventsourcing';
import { connect, verifyChain, type EventLog } from '@proximidad/eventstore';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { temporaryStore, type TemporaryStore } from './temporary-store.ts';

/** A counter that only rises, to at most 100. */
const counterEvents = eventFamily({ Raised: { version: 1, schema: z.object({ by: z.int() }) } });
type CounterEvent = EventOf<typeof counterEvents>;
const TOO_HIGH = { rejected: 'TooHigh', reason: { es: 'A lo más 100.', en: 'At most 100.' } } as const;
const counter = aggregate({
  category: 'counter',
  events: counterEvents,
  initialState: 0,
  commands: {
    Raise: commandsOf<number>().internal({
      input: { by: z.int().min(0) },
      decide(state, { by }) {
        if (state + by > 100) return TOO_HIGH;
        // Two events where it can, so that a half-done append would show.
        const parts = by > 1 ? [by - 1, 1] : [by];
        return by === 0 ? [] : parts.map((part): CounterEvent => ({ type: 'Raised', by: part }));
      },
    }),
    Reset: commandsOf<number>().internal({
      input: {},
      decide: (state) => (state === 0 ? [] : [{ type: 'Raised' as const, by: -state }]),
    }),
  },
  evolve: (state: number, { by }: CounterEvent) => state + by,
});

const metadata = (commandId: string): CommandMetadata => ({
  commandId,
  occurredAt: { ms: 1_780_000_000_000, offsetMin: -360 },
  actor: { kind: 'OPERATOR', id: 'dev:operator-09', role: 'operator' },
  correlationId: uuidv5('correlation'),
});

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

const raise = (id: string, by: number, commandId: string) =>
  handle(log, counter, id, { type: 'Raise', by }, metadata(commandId));

test('a command repeated much later answers its first outcome and records nothing', async () => {
  const id = idFor('09', 'repeated');
  const first = await raise(id, 5, uuidv5('c1'));
  await raise(id, 7, uuidv5('c2'));
  const again = await raise(id, 5, uuidv5('c1'));
  expect(first).toMatchObject({ ok: true, state: 5, known: false, revision: 1 });
  expect(again).toMatchObject({ ok: true, state: 5, known: true, revision: 1 });
  expect(again.ok && first.ok && again.position === first.position).toBe(true);
  expect((await log.read(`counter_${id}`)).events).toHaveLength(4);
});

test('a refusal records nothing and may be decided anew', async () => {
  const id = idFor('09', 'refused');
  await raise(id, 60, uuidv5('r1'));
  expect(await raise(id, 60, uuidv5('r2'))).toMatchObject({ ok: false, rejection: { rejected: 'TooHigh' } });
  expect(await raise(id, 30, uuidv5('r2'))).toMatchObject({ ok: true, state: 90, known: false });
});

test('a command that changes nothing is accepted and appends nothing', async () => {
  expect(await raise(idFor('09', 'nothing'), 0, uuidv5('n'))).toMatchObject({
    ok: true,
    events: [],
    position: undefined,
    revision: -1,
  });
});

test('a command that changes nothing says up to where it has seen', async () => {
  const id = idFor('09', 'seen');
  const first = await raise(id, 5, uuidv5('s1'));
  const idle = await raise(id, 0, uuidv5('s2'));
  expect(idle).toMatchObject({ ok: true, position: undefined, seen: first.ok && first.position });
});

test('F3: fifty identical commands at once are one command', async () => {
  const id = idFor('09', 'storm');
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => raise(id, 3, uuidv5('storm'))));
  expect(outcomes.every((outcome) => outcome.ok && outcome.state === 3)).toBe(true);
  expect(outcomes.filter((outcome) => outcome.ok && !outcome.known)).toHaveLength(1);
  expect((await log.read(`counter_${id}`)).events).toHaveLength(2);
});

test('a command that creates answers as any other, whether its record was there or not', async () => {
  const create = (id: string, by: number, commandId: string) =>
    handle(log, counter, id, { type: 'Raise', by }, metadata(commandId), { creates: true });
  const id = idFor('09', 'created');
  const first = await create(id, 5, uuidv5('k1'));
  expect(first).toMatchObject({ ok: true, state: 5, known: false, revision: 1 });
  await raise(id, 7, uuidv5('k2'));
  // If it were decided again, it would differ: the first outcome is the answer.
  for (const by of [5, 1, 0, 101]) {
    const again = await create(id, by, uuidv5('k1'));
    expect(again).toMatchObject({
      ok: true,
      state: 5,
      known: true,
      revision: 1,
      events: [{ by: 4 }, { by: 1 }],
    });
    expect(again.ok && first.ok && again.position === first.position).toBe(true);
  }
  expect(await create(id, 90, uuidv5('k3'))).toMatchObject({ ok: false, rejection: { rejected: 'TooHigh' } });
  expect(await create(id, 8, uuidv5('k4'))).toMatchObject({ ok: true, state: 20, known: false, revision: 5 });
  expect((await log.read(`counter_${id}`)).events).toHaveLength(6);
});

test('F3: what creates at the same time creates once, and all but one know it', async () => {
  const id = idFor('09', 'created-storm');
  const create = (by: number, commandId: string) =>
    handle(log, counter, id, { type: 'Raise', by }, metadata(commandId), { creates: true });
  const same = await Promise.all(Array.from({ length: 20 }, () => create(3, uuidv5('created-storm'))));
  expect(same.filter((outcome) => outcome.ok && !outcome.known)).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, (_, n) => create(1, uuidv5('created-storm', n))));
  const { events } = await log.read(`counter_${id}`);
  expect(events).toHaveLength(7);
  expect(verifyChain(events)).toBeUndefined();
});

test('writers who race on one stream lose no update: each is recorded or told that it lost', async () => {
  const id = idFor('09', 'hot');
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => raise(id, 1, uuidv5('hot', i))),
  );
  const lost = results.filter((result) => result.status === 'rejected');
  for (const { reason } of lost) expect(reason).toBeInstanceOf(RevisionConflict);
  const { events } = await log.read(`counter_${id}`);
  expect(events).toHaveLength(20 - lost.length);
  expect(new Set(events.map(({ metadata }) => metadata.commandId)).size).toBe(events.length);
});

test('every stream is a chain of hashes that verifies', async () => {
  const { events } = await log.read(`counter_${idFor('09', 'repeated')}`);
  expect(events[0]!.metadata.prevHash).toBeNull();
  expect(events[1]!.metadata.prevHash).toBe(events[0]!.metadata.hash);
  expect(verifyChain(events)).toBeUndefined();
  expect(
    verifyChain(events.map((event, i) => (i === 1 ? { ...event, data: { by: 99 } } : event))),
  ).toMatchObject({ revision: 1 });
});

test('what travels with a command is kept beside its events', async () => {
  const id = idFor('14', 'envelope');
  await handle(
    log,
    counter,
    id,
    { type: 'Raise', by: 1 },
    { ...metadata(uuidv5('e')), municipality: '14039', purpose: 'DISPATCH' },
  );
  const [event] = (await log.read(`counter_${id}`)).events;
  expect(event!.metadata).toMatchObject({
    version: 1,
    commandId: uuidv5('e'),
    command: { type: 'Raise' },
    jurisdiction: { entity: '14', municipality: '14039' },
    actor: { id: 'dev:operator-09' },
    purpose: 'DISPATCH',
  });
});

describe('the id of a command', () => {
  const raised = (id: string, by: number, commandId: string, digest?: string) =>
    handle(log, counter, id, { type: 'Raise', by }, { ...metadata(commandId), ...(digest && { digest }) });
  const REUSED = { ok: false, rejection: { rejected: 'CommandIdReused' } };

  test('F2: another command under it is refused, and so is other content', async () => {
    const id = idFor('09', 'reused');
    await raised(id, 5, uuidv5('r'), 'five');
    expect(await raised(id, 5, uuidv5('r'), 'five')).toMatchObject({ ok: true, known: true });
    expect(await raised(id, 7, uuidv5('r'), 'seven')).toMatchObject(REUSED);
    expect(await handle(log, counter, id, { type: 'Reset' }, metadata(uuidv5('r')))).toMatchObject(REUSED);
    expect((await log.read(`counter_${id}`)).events).toHaveLength(2);
  });

  test('a command that was recorded with its digest of before is still known by it, and by no other', async () => {
    const id = idFor('09', 'digested before');
    await raised(id, 5, uuidv5('d'), 'with offsets');
    const again = (digest: string) =>
      handle(
        log,
        counter,
        id,
        { type: 'Raise', by: 5 },
        {
          ...{ ...metadata(uuidv5('d')), digest: 'without offsets' },
          former: { actor: 'nobody', given: 'nothing', digest },
        },
      );
    expect(await again('with offsets')).toMatchObject({ ok: true, known: true });
    expect(await again('of other content')).toMatchObject(REUSED);
  });

  test('C2: what a client chooses is never what the platform derives, nor what another client chose', () => {
    const system = uuidv5('followup-overdue:09-x', 1_780_000_000_000);
    expect(clientCommandId('dev:officer-09', system)).not.toBe(system);
    expect(clientCommandId('dev:officer-09', system)).not.toBe(clientCommandId('dev:officer-14', system));
  });

  test('M4, R18: the same id on two records gives events of their own', async () => {
    const ids = [idFor('09', 'one'), idFor('09', 'other')];
    for (const id of ids) await raised(id, 1, uuidv5('twice'));
    const [one, other] = await Promise.all(ids.map((id) => log.read(`counter_${id}`)));
    expect(one!.events[0]!.id).not.toBe(other!.events[0]!.id);
  });

  test('a command recorded before ids were bound to their sender is still known to its sender', async () => {
    const id = idFor('09', 'former');
    const { commandId: former, ...before } = metadata(uuidv5('former'));
    const jurisdiction = { entity: '09' };
    const event = { id: uuidv5('former', 0), type: 'Raised', data: { by: 4 } };
    const kept = { ...before, commandId: former, version: 1, jurisdiction };
    await log.append(`counter_${id}`, -1, [{ ...event, metadata: kept }], null);
    const again = (actor: string) =>
      handle(
        log,
        counter,
        id,
        { type: 'Raise', by: 4 },
        {
          ...{ ...before, actor: { ...before.actor, id: actor }, commandId: clientCommandId(actor, former) },
          former: { actor, given: former },
        },
      );
    expect(await again('dev:operator-09')).toMatchObject({ ok: true, known: true, state: 4 });
    expect(await again('dev:operator-14')).toMatchObject({ ok: true, known: false, state: 8 });
  });
});

describe('the envelope', () => {
  const tallyEvents = eventFamily({
    Coded: {
      version: 1,
      catalogues: ({ edition }: { readonly edition: string }) => [{ system: 'CNIE', version: edition }],
      schema: z.object({ edition: z.string() }),
    },
  });
  const { command } = commandsOf<number>();
  const coding = {
    doc: '',
    mayExecute: ['operator'],
    input: { edition: z.string() },
    decide: (_: number, { edition }: { readonly edition: string }) => [{ type: 'Coded' as const, edition }],
  } as const;
  const tally = aggregate({
    category: 'tally',
    events: tallyEvents,
    initialState: 0,
    commands: {
      Code: command({ ...coding, legalBasis: 'LGSNSP art. 101' }),
      Correct: command({ ...coding, byOwner: true }),
    },
    evolve: (state: number) => state + 1,
  });
  const at = { ms: 1_780_000_000_000, offsetMin: -360 };
  const told = (commandId: string, authority: string): CommandMetadata => ({
    ...metadata(commandId),
    ...{ authority: { code: authority }, municipality: '09007', beat: '09-b', geography: 'AGEEML-2025' },
    actor: { kind: 'SYSTEM', id: 'system', role: 'machine', onBehalfOf: 'p-17' },
    receivedAt: at.ms + 90_000,
    device: { id: 'd', sequence: 4, clock: { source: 'MANUAL', offsetMs: 432_000 } },
    purpose: 'DISPATCH',
  });
  const execute = (type: 'Code' | 'Correct', id: string, commandId: string, authority: string) =>
    handle(log, tally, id, { type, edition: '3.0', at }, told(commandId, authority));

  test('carries who for whom, by what authority, where by which edition, what it rests on, and both clocks', async () => {
    const id = idFor('09', 'enveloped');
    await execute('Code', id, uuidv5('e1'), 'seguridad-09');
    const { events } = await log.read(`tally_${id}`);
    expect(events[0]!.metadata).toMatchObject({
      actor: { id: 'system', onBehalfOf: 'p-17' },
      authority: { code: 'seguridad-09' },
      jurisdiction: { entity: '09', municipality: '09007', beat: '09-b', geography: 'AGEEML-2025' },
      catalogues: [{ system: 'CNIE', version: '3.0' }],
      legalBasis: 'LGSNSP art. 101',
      occurredAt: at,
      receivedAt: at.ms + 90_000,
      device: { sequence: 4, clock: { source: 'MANUAL', offsetMs: 432_000 } },
    });
    expect(verifyChain(events)).toBeUndefined();
  });

  test('W10: only the authority whose fact began the record corrects it (BR-I11)', async () => {
    const id = idFor('09', 'corrected');
    await execute('Code', id, uuidv5('o1'), 'seguridad-09');
    expect(await execute('Correct', id, uuidv5('o2'), 'c2-09007')).toMatchObject({
      ok: false,
      rejection: { rejected: 'NotOwner', rule: 'BR-I11' },
    });
    expect(await execute('Correct', id, uuidv5('o3'), 'seguridad-09')).toMatchObject({ ok: true });
    expect((await log.read(`tally_${id}`)).events).toHaveLength(2);
  });

  test('a record of before authorities were kept is corrected as it was then', async () => {
    const id = idFor('09', 'kept without');
    await handle(log, tally, id, { type: 'Code', edition: '2.0', at }, metadata(uuidv5('k1')));
    expect(await execute('Correct', id, uuidv5('k2'), 'c2-09007')).toMatchObject({ ok: true });
  });
});
