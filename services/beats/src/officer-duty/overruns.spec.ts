import { executeFor, type SystemExecute } from '@proximidad/edge';
import {
  encode,
  type EventOf,
  idFor,
  isRejection,
  type RecordedEvent,
  streamOf,
} from '@proximidad/eventsourcing';
import { openReadModels, type ReadModels } from '@proximidad/readmodel';
import type { BeatsDependencies } from '../resources.ts';
import { PERIOD_EVENTS_MAX, periodId } from '../period.ts';
import { NEVER_ON_DUTY, officerDuty } from './officer-duty.ts';
import { DUTY_ALERT_MS } from './overruns.ts';
import { officerDutySlice } from './slice.ts';

/** More than one page of a list. */
const OFFICERS = 250;
const MINUTE_MS = 60_000;
const officers = Array.from({ length: OFFICERS }, (_, n) => idFor('09', 'officer', n));
/** The last officer started first. */
const startedMs = (n: number) => (OFFICERS - n) * MINUTE_MS;

let readModels: ReadModels;
beforeAll(() => {
  const { aggregate, readModels: models = [] } = officerDutySlice;
  readModels = openReadModels({
    ...{ file: ':memory:', models },
    families: { [aggregate.category]: aggregate.events },
  });
  const events = officers.flatMap((officerId, n) => [
    { type: 'OfficerDutyOpened', officerId, label: '2026', continues: null, ...NEVER_ON_DUTY } as const,
    {
      ...({ type: 'OfficerDutyStarted', officerId, municipality: '09007', unitId: null } as const),
      ...({ method: 'ROLLCALL', startedAt: { ms: startedMs(n), offsetMin: -360 } } as const),
    },
  ]);
  readModels.apply(events.map((event, position) => recorded(event, position + 1)));
});
afterAll(() => readModels.close());

test('every duty that has gone on for too long is due, the longest first, however many there are', () => {
  const due = [...officerDutySlice.due!(deps(), OFFICERS * MINUTE_MS + DUTY_ALERT_MS)];
  expect(due).toHaveLength(OFFICERS);
  expect(due.map(({ subject }) => subject)).toEqual(officers.map((id) => `duty-overran:${id}`).toReversed());
  expect(due[0]).toMatchObject({
    dueAt: startedMs(OFFICERS - 1) + DUTY_ALERT_MS,
    execution: {
      ...{ id: officers.at(-1), municipality: '09007' },
      command: { type: 'NoteOverrun', startedAt: { ms: startedMs(OFFICERS - 1), offsetMin: -360 } },
    },
  });
});

test('a duty is due a day after it began, and not before', () => {
  const dueBy = (ms: number) => [...officerDutySlice.due!(deps(), ms)];
  const first = startedMs(OFFICERS - 1) + DUTY_ALERT_MS;
  expect(dueBy(first - 1)).toEqual([]);
  expect(dueBy(first)).toHaveLength(1);
});

test('a duty whose start filled its year is noted as too long in the next part of it', async () => {
  const officerId = officers[0]!;
  const start = { ms: startedMs(0), offsetMin: -360 };
  const opened = {
    type: 'OfficerDutyOpened',
    officerId,
    label: '2026',
    continues: null,
    ...NEVER_ON_DUTY,
  } as const;
  const unflagged = {
    type: 'OfficerDutyFlagCleared',
    officerId,
    startedAt: start,
    clearedAt: start,
  } as const;
  const started = {
    ...({ type: 'OfficerDutyStarted', officerId, municipality: '09007', unitId: null } as const),
    ...({ method: 'ROLLCALL', startedAt: start } as const),
  };
  const years = new Map<string, readonly Event[]>([
    [periodId(officerId, '2026'), [opened, ...Array<Event>(PERIOD_EVENTS_MAX - 2).fill(unflagged), started]],
  ]);
  const execute = inMemory(years);
  const due = [...officerDutySlice.due!({ ...deps(), execute }, OFFICERS * MINUTE_MS + DUTY_ALERT_MS)];
  const { execution, dueAt } = due.find(({ subject }) => subject.endsWith(officerId))!;
  await executeFor(execute, execution, { commandId: 'overran', occurredAt: dueAt });
  expect(years.get(periodId(officerId, '2026+01'))?.map(({ type }) => type)).toEqual([
    ...['OfficerDutyOpened', 'OfficerDutyOverran'],
  ]);
});

type Event = EventOf<typeof officerDuty.events>;

/** Executes commands on the years of officers, kept in memory. */
function inMemory(years: Map<string, readonly Event[]>): SystemExecute {
  const stateOf = (events: readonly Event[]) => events.reduce(officerDuty.evolve, officerDuty.initialState);
  return ((_aggregate: unknown, id: string, command: never) => {
    const before = years.get(id) ?? [];
    const decided = officerDuty.decide(stateOf(before), command);
    if (isRejection(decided)) return Promise.resolve({ ok: false, rejection: decided });
    years.set(id, [...before, ...decided]);
    return Promise.resolve({ ok: true, state: stateOf(years.get(id)!), events: decided });
  }) as unknown as SystemExecute;
}

function deps(): BeatsDependencies {
  return { readModels } as BeatsDependencies;
}

function recorded(event: EventOf<typeof officerDuty.events>, position: number): RecordedEvent {
  const { type, version, data } = encode(officerDuty.events, event);
  const stream = streamOf(officerDuty.category, periodId(event.officerId, '2026'));
  const metadata = { version } as RecordedEvent['metadata'];
  return {
    id: `${position}`,
    stream,
    revision: position,
    position,
    recordedAt: position,
    type,
    data,
    metadata,
  };
}
