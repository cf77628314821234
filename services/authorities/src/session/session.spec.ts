import { type CommandOf, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { body, type BodyEvent } from '../body/body.ts';
import { session, type SessionEvent, sessionId } from './session.ts';
import { isLate, sessions } from './sessions.ts';

/* The Junta Local de Seguridad of RD 1087/2010: the mayor presides, together with the subdelegate when present. */

const at = parseDateTime('2026-03-02T10:00:00-06:00');
const later = (days: number) => ({ ...at, ms: at.ms + days * 86_400_000 });
const seats: BodyEvent['seats'] = [
  { authority: 'alcaldia', seat: 'CHAIR' },
  { authority: 'subdelegacion', seat: 'CO_CHAIR' },
  { authority: 'policia-local', seat: 'MEMBER' },
  { authority: 'region', seat: 'SECRETARY' },
];
const compose: CommandOf<typeof body> = {
  ...{ type: 'ComposeBody', authority: 'junta-local', kind: 'DECIDES', seats, everyDays: 90 },
  ...{ from: at, decree: 'BOE-2010-09-18', bodyKind: 'GOVERNING_BODY', missing: undefined, at },
};
const composed: BodyEvent = {
  ...{ type: 'BodyComposed', authority: 'junta-local', kind: 'DECIDES', seats, everyDays: 90 },
  ...{ from: at, decree: 'BOE-2010-09-18' },
};

describe('who sits in a body', () => {
  test('is recorded with its date: the secretary of the next year comes with the next composition', () => {
    given(body, []).when(compose).expects([composed]);
    given(body, [composed])
      .when({ ...compose, from: later(365) })
      .expects([{ ...composed, from: later(365) }]);
  });

  test.each([
    ['an institution of another kind', { bodyKind: 'STATE_FORCE' }, 'NotABody'],
    ['a body that is not in the registry', { bodyKind: undefined }, 'AuthorityNotFound'],
    ['a seat of nobody', { missing: 'nadie' }, 'AuthorityNotFound'],
    ['two chairs', { seats: [seats[0]!, { ...seats[1]!, seat: 'CHAIR' }] }, 'OneChair'],
    ['no chair', { seats: [seats[2]!] }, 'OneChair'],
    ['somebody twice', { seats: [seats[0]!, { ...seats[0]!, seat: 'MEMBER' }] }, 'SeatedTwice'],
  ] as const)('%s is refused', (_, change, code) => {
    given(body, [])
      .when({ ...compose, ...change } as never)
      .expects(code);
  });

  test('begins after the composition before it', () => {
    given(body, [composed]).when(compose).expects('NotAfterTheLast');
  });
});

const hold: Extract<CommandOf<typeof session>, { type: 'HoldSession' }> = {
  ...{ type: 'HoldSession', body: 'junta-local', session: 1, kind: 'ORDINARY' },
  ...{ present: ['subdelegacion', 'policia-local'], composition: { kind: 'DECIDES', seats }, at },
};
const held: SessionEvent = {
  ...{ type: 'SessionHeld', body: 'junta-local', bodyKind: 'DECIDES', session: 1, kind: 'ORDINARY' },
  ...{ present: ['subdelegacion', 'policia-local'], heldAt: at },
};
const agree: Extract<CommandOf<typeof session>, { type: 'AgreeInSession' }> = {
  ...{ type: 'AgreeInSession', number: '1/2026', matter: 'PUBLIC_SERVICE', responsible: 'alumbrado' },
  ...{ dueAt: later(30), known: true, at },
};
const agreed: SessionEvent = {
  ...{ type: 'SessionAgreed', number: '1/2026', matter: 'PUBLIC_SERVICE', responsible: 'alumbrado' },
  ...{ dueAt: later(30), agreedAt: at },
};
const settled: SessionEvent = {
  ...{ type: 'SessionAgreementSettled', number: '1/2026', outcome: 'KEPT', settledAt: later(40) },
};

describe('a session', () => {
  test('is held by members of the body, one of whom presides', () => {
    given(session, []).when(hold).expects([held]);
    given(session, [])
      .when({ ...hold, present: ['policia-local'] })
      .expects('ChairNeeded');
    given(session, [])
      .when({ ...hold, present: ['alcaldia', 'vecinos'] })
      .expects('NotSeated');
    given(session, [])
      .when({ ...hold, present: ['alcaldia'], composition: undefined })
      .expects('BodyNotComposed');
  });

  test('agrees who does what by when; a body that is only consulted agrees nothing', () => {
    given(session, [held]).when(agree).expects([agreed]);
    given(session, [{ ...held, bodyKind: 'ADVISES' }])
      .when(agree)
      .expects('BodyAdvises');
    given(session, [held, agreed]).when(agree).expects('AlreadyRegistered');
    given(session, [held])
      .when({ ...agree, known: false })
      .expects('AuthorityNotFound');
    given(session, [held])
      .when({ ...agree, dueAt: at })
      .expects('EndsBeforeStart');
    given(session, [held])
      .when({ ...agree, at: later(-1) })
      .expects('EndsBeforeStart');
    given(session, []).when(agree).expects('SessionNotFound');
  });

  test('what was agreed is kept or not, once, and late until it is', () => {
    const settle = { type: 'SettleAgreement', number: '1/2026', outcome: 'KEPT', at: later(40) } as const;
    given(session, [held, agreed]).when(settle).expects([settled]);
    given(session, [held, agreed, settled]).when(settle).expects('AlreadySettled');
    given(session, [held]).when(settle).expects('SessionAgreementNotFound');
    given(session, [held, agreed])
      .when({ ...settle, at: later(-1) })
      .expects('EndsBeforeStart');
    const rowAfter = (...events: SessionEvent[]) =>
      [...projected(sessions, eventsOf(session, sessionId('00', 'junta-local', 1), events)).values()][0]!;
    const [open] = rowAfter(held, agreed).agreements;
    expect([later(30).ms - 1, later(30).ms].map((ms) => isLate(open!, ms))).toEqual([false, true]);
    expect(isLate(rowAfter(held, agreed, settled).agreements[0]!, later(50).ms)).toBe(false);
  });

  test('the outcome of an agreement is taken back: it is open with its term, and settled again', () => {
    const why = { number: '1/2026', reason: 'RECORDED_BY_MISTAKE' } as const;
    const reopen = { type: 'ReopenSessionAgreement', ...why, at: later(41) } as const;
    const reopened: SessionEvent = { type: 'SessionAgreementReopened', ...why, reopenedAt: later(41) };
    const said = [held, agreed, settled];
    given(session, said).when(reopen).expects([reopened]);
    given(session, said)
      .when({ ...reopen, at: later(39) })
      .expects('EndsBeforeStart');
    given(session, [held, agreed]).when(reopen).expects('AgreementNotSettled');
    given(session, [held]).when(reopen).expects('SessionAgreementNotFound');
    given(session, []).when(reopen).expects('SessionNotFound');
    const settle = { type: 'SettleAgreement', number: '1/2026', outcome: 'NOT_KEPT', at: later(42) } as const;
    given(session, [...said, reopened])
      .when(settle)
      .expects([{ ...settled, outcome: 'NOT_KEPT', settledAt: later(42) }]);
    given(session, [...said, reopened])
      .when(agree)
      .expects('AlreadyRegistered');
    const [before, after] = [
      [held, agreed],
      [...said, reopened],
    ].map((events) => [
      ...projected(sessions, eventsOf(session, sessionId('00', 'junta-local', 1), events)).values(),
    ]);
    expect(after).toEqual(before);
    const turns = Array.from({ length: 100 }, () => [settled, reopened]).flat();
    given(session, [held, agreed, ...turns, settled])
      .when(reopen)
      .expects('RecordFull');
  });
});
