import { type CommandOf, idFor, parseDateTime, subjectToken } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { description, type DescriptionEvent, DESCRIPTIONS_MAX } from './description.ts';
import { publishedDescription } from './retention.ts';

const at = parseDateTime('2026-11-14T21:38:05-06:00');
const [place, street] = ['v1.cGxhY2U', 'v1.c3RyZWV0'];
const nothing = { exactPlace: null, address: null, narrative: null };
const describe_: CommandOf<typeof description> = { type: 'DescribeIncident', ...nothing, open: true, at };
const described: DescriptionEvent = { type: 'IncidentDescribed', ...nothing, describedAt: at };

test('descriptions of an incident are kept sealed, while it is open', () => {
  const told = { exactPlace: place, address: street };
  given(description, [])
    .when({ ...describe_, ...told })
    .expects([{ ...described, ...told }]);
  given(description, [])
    .when({ ...describe_, ...told, open: false })
    .expects('AlreadyClosed');
});

test('a description says something, and there is a limited number of them', () => {
  given(description, []).when(describe_).expects('NothingDescribed');
  given(
    description,
    Array.from({ length: DESCRIPTIONS_MAX }, () => described),
  )
    .when({ ...describe_, address: street })
    .expects('TooManyDescriptions');
});

test('the end of a description’s retention period is noted once, and published as a token', () => {
  const came = { rule: 'INCIDENT_DESCRIPTION', dueAt: at } as const;
  const note: CommandOf<typeof description> = { type: 'NoteDescriptionRetention', ...came };
  const noted: DescriptionEvent = { type: 'DescriptionRetentionCame', ...came };
  given(description, [described]).when(note).expects([noted]);
  given(description, [described, noted]).when(note).expects([]);
  const id = idFor('09', 'incident', 1);
  const subject = subjectToken(id, 'victim');
  const due = { type: 'RetentionDue', subject, rule: 'INCIDENT_DESCRIPTION', record: id, dueAt: at };
  expect(publishedDescription(noted, { id })).toEqual({ restricted: due });
});

test('what is described again after that is kept on, which is published, too', () => {
  const came: DescriptionEvent = {
    type: 'DescriptionRetentionCame',
    rule: 'INCIDENT_DESCRIPTION',
    dueAt: at,
  };
  const renewed: DescriptionEvent = { type: 'DescriptionRetentionRenewed', renewedAt: at };
  const again = { ...described, address: street };
  given(description, [described, came])
    .when({ ...describe_, address: street })
    .expects([again, renewed]);
  given(description, [described, came, again, renewed])
    .when({ type: 'NoteDescriptionRetention', rule: 'INCIDENT_DESCRIPTION', dueAt: at })
    .expects([came]);
  const id = idFor('09', 'incident', 1);
  expect(publishedDescription(renewed, { id })).toEqual({
    restricted: { type: 'RetentionRenewed', subject: subjectToken(id, 'victim'), record: id, renewedAt: at },
  });
});
