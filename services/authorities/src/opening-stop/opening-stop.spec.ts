import { personNoted } from '@proximidad/policy';
import { parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { openingStop, type OpeningStopEvent } from './opening-stop.ts';

const now = parseDateTime('2026-11-26T10:00:00-06:00');
const who = { subject: 'p-1', role: 'operator', authority: 'seguridad-09', purpose: 'DISPATCH' } as const;
const person = '00000000-0000-8000-8000-000000000001';
const told = {
  ...who,
  person: personNoted('p-1', now.ms, person),
  reason: 'BULK',
  note: 7,
  stoppedAt: now,
} as const;
const stopped: OpeningStopEvent = { type: 'OpeningStopped', ...told };
const acknowledged: OpeningStopEvent = { type: 'StopAcknowledged', acknowledgedAt: now };
const acknowledging = { type: 'AcknowledgeStop', by: 'p-2', person: null, now, at: now } as const;

test('a stop is recorded once, and acknowledged once, by somebody other than the person stopped', () => {
  const noting = { type: 'NoteOpeningStopped', ...told } as const;
  given(openingStop, []).when(noting).expects([stopped]);
  given(openingStop, [stopped]).when(noting).expects([]);
  given(openingStop, [stopped]).when(acknowledging).expects([acknowledged]);
  given(openingStop, [stopped])
    .when({ ...acknowledging, by: 'p-1' })
    .expects('StopIsOwn');
  given(openingStop, [stopped])
    .when({ ...acknowledging, person })
    .expects('StopIsOwn');
  given(openingStop, [{ ...stopped, person: null }])
    .when({ ...acknowledging, person })
    .expects([acknowledged]);
  given(openingStop, [stopped, acknowledged]).when(acknowledging).expects('AlreadyAcknowledged');
  given(openingStop, []).when(acknowledging).expects('StopNotFound');
});
