import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { crewDuring } from './crew.ts';

const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const officerId = idFor('09', 'officer', 1);
const work = { dispatchedAt: at('21:40:00'), endedAt: null };
const member = (since: string, until: string | null) => ({
  ...{ officerId, since: at(since), until: until === null ? null : at(until) },
});

test('whose duty began by mistake during the work was not there, and whoever left during it was (ADR 455)', () => {
  for (const since of ['21:30:00', '21:40:00', '21:50:00'])
    expect(crewDuring([member(since, since)], work)).toEqual([]);
  expect(crewDuring([member('21:50:00', '21:50:01')], work)).toHaveLength(1);
  expect(crewDuring([member('21:30:00', '21:40:00')], work)).toEqual([]);
  expect(crewDuring([member('21:30:00', null)], work)).toHaveLength(1);
});
