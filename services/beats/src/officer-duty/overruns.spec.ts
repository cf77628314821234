import { encode, type EventOf, idFor, type RecordedEvent, streamOf } from '@proximidad/eventsourcing';
import { openReadModels, type ReadModels } from '@proximidad/readmodel';
import type { BeatsDependencies } from '../resources.ts';
import { periodId } from '../period.ts';
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
      ...{ id: periodId(officers.at(-1)!, '2026'), municipality: '09007' },
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
