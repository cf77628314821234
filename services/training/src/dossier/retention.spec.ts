import { RETENTION, spanEnd } from '@proximidad/catalogues';
import { governingAt } from '@proximidad/contracts';
import { idFor, instantAt, parseDateTime, subjectToken } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { dossier, type DossierEvent } from './dossier.ts';
import { officers } from './officers.ts';
import { publishedDossier } from './published.ts';

/* The keys of an officer in the registers are kept for ten years after the end of service. */

const id = idFor('31', 'officer', 'retention-spec');
const at = parseDateTime('2026-11-13T18:00:00-06:00');
const { profile: model } = governingAt(() => undefined, { entity: '31' }, 0);
const rule = 'TRAINING_DOSSIER';
const over = spanEnd(at.ms, RETENTION[rule].kept);
const dueAt = instantAt(over, 'UTC');

const registered: DossierEvent = {
  ...{ type: 'OfficerRegistered', municipality: '31050', rank: 'POLICIA', registeredAt: at },
};
const identified: DossierEvent = {
  ...{ type: 'OfficerIdentified', cuip: null, curp: 'v1.sealed' as never, toldAt: at },
};
const separated: DossierEvent = { type: 'OfficerSeparated', reason: 'RETIRED', separatedAt: at };
const came = { type: 'DossierRetentionCame', rule, dueAt } as const;
const note = { type: 'NoteDossierRetention', rule, dueAt } as const;
const back = instantAt(over + 1, 'UTC');
const renewed = { type: 'DossierRetentionRenewed', renewedAt: back } as const;

const due = (...events: DossierEvent[]) =>
  projected(officers, eventsOf(dossier, id, events)).get(id)?.retentionAt;

test('they are due ten years after the officer left, once, and not while the officer serves', () => {
  expect(due(registered, identified)).toBeNull();
  expect(due(registered, separated)).toBeNull();
  expect(due(registered, identified, separated)).toBe(over);
  expect(due(registered, identified, separated, came)).toBeNull();
  given(dossier, [registered, identified, separated]).when(note).expects([came]);
  given(dossier, [registered, identified, separated, came]).when(note).expects([]);
  given(dossier, [registered, identified]).when(note).expects([]);
  given(dossier, []).when(note).expects([]);
});

test('they are kept on once the officer comes back, and due again ten years after the next end', () => {
  const again: DossierEvent = { ...registered, registeredAt: back };
  given(dossier, [registered, identified, separated, came])
    .when({ type: 'RegisterOfficer', municipality: '31050', rank: 'POLICIA', at: back, model })
    .expects([again, renewed]);
  const left: DossierEvent = { type: 'OfficerSeparated', reason: 'LEFT', separatedAt: back };
  const events = [registered, identified, separated, came, again, renewed];
  expect(due(...events)).toBeNull();
  expect(due(...events, left)).toBe(spanEnd(back.ms, RETENTION[rule].kept));
  given(dossier, [...events, left])
    .when(note)
    .expects([came]);
});

test('the office of records is told by the token', () => {
  const of = { subject: subjectToken(id, 'officer'), record: id };
  const told = (event: DossierEvent) => publishedDossier(event, { id } as never).restricted;
  expect(told(came)).toEqual({ type: 'RetentionDue', ...of, rule, dueAt });
  expect(told(renewed)).toEqual({ type: 'RetentionRenewed', ...of, renewedAt: back });
});
