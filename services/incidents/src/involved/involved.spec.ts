import { type CommandOf, idFor, parseDateTime, subjectToken } from '@proximidad/eventsourcing';
import { opensAdultOrMinor } from '@proximidad/edge';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import {
  involved,
  type InvolvedEvent,
  involvedId,
  involvedPerson,
  INVOLVED_TELLINGS_MAX,
  PEOPLE_MAX,
} from './involved.ts';
import { incidentPeople } from './people.ts';
import { publishedInvolved } from './retention.ts';

const at = parseDateTime('2026-11-14T21:38:05-06:00');
const incidentId = idFor('09', 'incident', 1);
const adult = { name: 'v1.bm9tYnJl', way: null };
const minor = { name: null, caregiver: 'v1.cXVpZW4', way: null };
const who = { incidentId, number: 1, part: 'WITNESS', ageBand: 'ADULT', unitId: null } as const;
const tell: CommandOf<typeof involved> = {
  ...{ type: 'TellInvolved', ...who, adult, minor: null, open: true, sent: true, at },
};
const told: InvolvedEvent = { type: 'PersonInvolved', ...who, adult, minor: null, toldAt: at };

test('victims and witnesses are recorded while the incident is open, by a unit that was sent there', () => {
  given(involved, []).when(tell).expects([told]);
  given(involved, [])
    .when({ ...tell, open: false })
    .expects('AlreadyClosed');
  given(involved, [])
    .when({ ...tell, sent: false })
    .expects('NotDispatched');
  const often = Array.from({ length: INVOLVED_TELLINGS_MAX }, () => told);
  given(involved, often).when(tell).expects('TooManyTellings');
});

test('a person who is or may be a minor is recorded only as a minor', () => {
  given(involved, [])
    .when({ ...tell, ageBand: 'UNKNOWN' })
    .expects('MinorApart');
  given(involved, [])
    .when({ ...tell, adult: null, minor })
    .expects('NotAMinor');
  const child = { ageBand: 'UNDER_12', adult: null, minor } as const;
  given(involved, [])
    .when({ ...tell, ...child })
    .expects([{ ...told, ...child }]);
});

const retract: CommandOf<typeof involved> = {
  ...{ type: 'RetractInvolved', incidentId, number: 1, unitId: null, reason: 'REPORTED_BY_MISTAKE' },
  ...{ sent: true, at },
};
const retracted: InvolvedEvent = {
  ...{ type: 'InvolvedRetracted', incidentId, number: 1, unitId: null, reason: 'REPORTED_BY_MISTAKE' },
  retractedAt: at,
};

test('a person is taken back once, and may be recorded again; no more are recorded than can be shown', () => {
  given(involved, [told]).when(retract).expects([retracted]);
  given(involved, [told])
    .when({ ...retract, sent: false })
    .expects('NotDispatched');
  given(involved, [told, retracted]).when(retract).expects('NotRecorded');
  given(involved, [told, retracted]).when(tell).expects([told]);
  given(involved, [])
    .when({ ...tell, number: PEOPLE_MAX + 1 })
    .expects('TooManyTold');
});

test('the end of each retention period is noted once', () => {
  const came = { rule: 'INCIDENT_DESCRIPTION', part: 'MINOR', dueAt: at } as const;
  const noted: InvolvedEvent = { type: 'InvolvedRetentionCame', ...came };
  given(involved, [told])
    .when({ type: 'NoteInvolvedRetention', ...came })
    .expects([noted]);
  given(involved, [told, noted])
    .when({ type: 'NoteInvolvedRetention', ...came })
    .expects([]);
});

test('what was recorded of them as a minor has its token until it is erased, whether or not its time is over', () => {
  const child: InvolvedEvent = { ...told, ageBand: 'UNDER_12', adult: null, minor };
  const came = { rule: 'INCIDENT_DESCRIPTION', part: 'MINOR', dueAt: at } as const;
  const noted: InvolvedEvent = { type: 'InvolvedRetentionCame', ...came };
  const id = involvedId(incidentId, 1);
  const { person, otherPerson } = opensAdultOrMinor(involvedPerson, () => {
    throw new Error('nothing is opened');
  });
  for (const events of [
    [child, told],
    [child, told, noted],
  ]) {
    const row = projected(incidentPeople, eventsOf(involved, id, events)).get(id)!;
    expect([person(row), otherPerson(row)]).toEqual(
      (['ADULT', 'MINOR'] as const).map((as) => involvedPerson.tokenOf(id, as)),
    );
  }
});

test('told again after that, the data are kept on, and their next end is noted again', () => {
  const came = { rule: 'INCIDENT_DESCRIPTION', part: 'ADULT', dueAt: at } as const;
  const noted: InvolvedEvent = { type: 'InvolvedRetentionCame', ...came };
  const renewed: InvolvedEvent = { type: 'InvolvedRetentionRenewed', part: 'ADULT', renewedAt: at };
  given(involved, [told, noted]).when(tell).expects([told, renewed]);
  given(involved, [told, noted])
    .when({ ...tell, adult: null })
    .expects([{ ...told, adult: null }]);
  given(involved, [told, noted, told, renewed])
    .when({ type: 'NoteInvolvedRetention', ...came })
    .expects([noted]);
  const id = involvedId(incidentId, 1);
  expect(publishedInvolved(renewed, { id })).toEqual({
    restricted: {
      type: 'RetentionRenewed',
      subject: subjectToken(id, 'involved'),
      record: id,
      renewedAt: at,
    },
  });
});
