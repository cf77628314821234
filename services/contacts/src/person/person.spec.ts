import { type CommandOf, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { contactPerson, type ContactPersonEvent, PERSON_TELLINGS_MAX, personRetention } from './person.ts';

const at = parseDateTime('2026-11-14T21:38:05-06:00');
const kept = { name: 'v1.bm9tYnJl', way: null, scope: 'ANSWER', noticeVersion: 1 } as const;
const tell: Extract<CommandOf<typeof contactPerson>, { type: 'TellContactPerson' }> = {
  ...{ type: 'TellContactPerson', ...kept, ageBand: 'ADULT', keptBy: 'CONSENT', at },
  ...{ contactedAt: at, sensitive: false, annulled: false },
};
const told: ContactPersonEvent = { type: 'ContactPersonTold', ...kept, keptBy: 'CONSENT', toldAt: at };
const withdrawn: ContactPersonEvent = { type: 'ConsentWithdrawn', withdrawnAt: at };

test('a person is kept by consent or by law, of age, and not on topics that have a safe channel', () => {
  given(contactPerson, []).when(tell).expects([told]);
  given(contactPerson, [])
    .when({ ...tell, ageBand: 'A16_17' })
    .expects('MinorNotKept');
  given(contactPerson, [])
    .when({ ...tell, sensitive: true })
    .expects('PersonOnSensitiveTopic');
  given(contactPerson, [])
    .when({ ...tell, annulled: true })
    .expects('ContactAnnulled');
  given(contactPerson, [])
    .when({ ...tell, name: null })
    .expects('NobodyTold');
  const often = Array.from({ length: PERSON_TELLINGS_MAX }, () => told);
  given(contactPerson, often).when(tell).expects('TooManyTellings');
});

test('consent is withdrawn once, and may be given again; a law takes none', () => {
  const withdraw: CommandOf<typeof contactPerson> = { type: 'WithdrawConsent', at };
  given(contactPerson, [told]).when(withdraw).expects([withdrawn]);
  given(contactPerson, [told, withdrawn]).when(withdraw).expects('NoConsent');
  given(contactPerson, [told, withdrawn, told]).when(withdraw).expects([withdrawn]);
  given(contactPerson, [{ ...told, keptBy: 'LEGAL_DUTY' }])
    .when(withdraw)
    .expects('NoConsent');
});

test('consent that somebody reports late does not outlive a later withdrawal; what a law asks for does', () => {
  const later = { ...withdrawn, withdrawnAt: { ...at, ms: at.ms + 60_000 } } as ContactPersonEvent;
  const withdrawnLater = given(contactPerson, [told, later]);
  withdrawnLater.when(tell).expects('WithdrawnSince');
  withdrawnLater
    .when({ ...tell, keptBy: 'LEGAL_DUTY' })
    .expects([{ ...told, keptBy: 'LEGAL_DUTY' } as ContactPersonEvent]);
  given(contactPerson, [told, later, { ...told, keptBy: 'LEGAL_DUTY' }])
    .when(tell)
    .expects('WithdrawnSince');
  const anew = { ...at, ms: at.ms + 120_000 };
  withdrawnLater.when({ ...tell, at: anew }).expects([{ ...told, toldAt: anew } as ContactPersonEvent]);
});

test('a person who is told again after the time was over is kept on, and the time is over again later', () => {
  const came = { rule: 'CONTACT_BY_CONSENT', dueAt: at } as const;
  const noted: ContactPersonEvent = { type: 'ContactPersonRetentionCame', ...came };
  const renewed: ContactPersonEvent = { type: 'ContactPersonRetentionRenewed', renewedAt: at };
  given(contactPerson, [told, withdrawn, noted]).when(tell).expects([told, renewed]);
  const again = [told, withdrawn, noted, told, renewed];
  given(contactPerson, again).when(tell).expects([told]);
  given(contactPerson, again)
    .when({ type: 'NoteContactPersonRetention', ...came })
    .expects([noted]);
});

test('nobody is told of before the contact, nor takes back consent before it was given', () => {
  const before = { ...at, ms: at.ms - 1 };
  given(contactPerson, [])
    .when({ ...tell, at: before })
    .expects('EndsBeforeStart');
  given(contactPerson, [told]).when({ type: 'WithdrawConsent', at: before }).expects('EndsBeforeStart');
});

test('its time is over at the withdrawal or as the contact is annulled, else a year after it was told last, and that is noted once', () => {
  const last = { toldAt: at, withdrawnAt: null, annulledAt: null };
  expect(personRetention(last)).toBe(Date.parse('2027-11-15T03:38:05Z'));
  expect(personRetention({ ...last, withdrawnAt: at })).toBe(at.ms);
  expect(personRetention({ ...last, annulledAt: at })).toBe(at.ms);
  const came = { rule: 'CONTACT_BY_CONSENT', dueAt: at } as const;
  const note: CommandOf<typeof contactPerson> = { type: 'NoteContactPersonRetention', ...came };
  const noted: ContactPersonEvent = { type: 'ContactPersonRetentionCame', ...came };
  given(contactPerson, [told]).when(note).expects([noted]);
  given(contactPerson, [told, noted]).when(note).expects([]);
});
