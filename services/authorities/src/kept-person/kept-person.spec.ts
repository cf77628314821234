import { type CommandOf, idFor, parseDateTime, subjectToken } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { ACTS_MAX, keptPerson } from './kept-person.ts';
import type { KeptPersonEvent } from './kept-person-events.ts';
import { keptPersons } from './kept-persons.ts';

type Command<Type extends CommandOf<typeof keptPerson>['type']> = Extract<
  CommandOf<typeof keptPerson>,
  { readonly type: Type }
>;
const now = parseDateTime('2026-11-26T10:00:00-06:00');
const after = (hours: number) => ({ ...now, ms: now.ms + hours * 3_600_000 });
const common = { at: now, now } as const;
const order = 'ARCO-2026-7';
const record = idFor('09', 'kept-person-spec');

const askErasure: Command<'AskErasure'> = {
  ...{ type: 'AskErasure', order, ground: 'CANCELLATION', by: 'p-1', ...common },
};
const askHold: Command<'AskHold'> = {
  ...{ type: 'AskHold', order: 'FGR-88/2026', owner: 'fgr', reviewBy: null, by: 'p-1', ...common },
};
const askRelease: Command<'AskRelease'> = { type: 'AskRelease', order: 'FGR-90/2026', by: 'p-1', ...common };
const confirm = (act: 'HOLD' | 'RELEASE' | 'ERASE', of: string): Command<'ConfirmRecordsAct'> => ({
  ...{ type: 'ConfirmRecordsAct', act, order: of, by: 'p-2', ...common },
});
const blocking: Command<'BlockPerson'> = { type: 'BlockPerson', order, by: 'p-1', ...common };

const asked = (act: 'HOLD' | 'RELEASE' | 'ERASE', of: string): KeptPersonEvent => ({
  ...{ type: 'ActAsked', act, order: of, owner: act === 'HOLD' ? 'fgr' : null },
  ...{ reviewBy: act === 'HOLD' ? after(24 * 180) : null, askedBy: 'p-1', askedAt: now },
  ground: act === 'ERASE' ? 'CANCELLATION' : null,
});
const byTwo = { askedBy: 'p-1', confirmedBy: 'p-2' };
const held: KeptPersonEvent = {
  ...{ type: 'LegalHoldPlaced', order: 'FGR-88/2026', ...byTwo, owner: 'fgr' },
  ...{ reviewBy: after(24 * 180), placedAt: now },
};
const confirmed: KeptPersonEvent = {
  ...{ type: 'ErasureConfirmed', order, ...byTwo, ground: 'CANCELLATION', confirmedAt: now },
};
const blocked: KeptPersonEvent = { type: 'PersonBlocked', order, blockedAt: now };

test('an erasure takes two persons, within a day, and the second names the order', () => {
  given(keptPerson, [])
    .when(askErasure)
    .expects([asked('ERASE', order)]);
  const waiting = given(keptPerson, [asked('ERASE', order)]);
  waiting.when(confirm('ERASE', order)).expects([confirmed]);
  waiting.when({ ...confirm('ERASE', order), by: 'p-1' }).expects('SecondPersonNeeded');
  waiting.when(confirm('ERASE', 'ARCO-2026-8')).expects('ActNotAsked');
  waiting.when({ ...confirm('ERASE', order), now: after(25) }).expects('ActLapsed');
  waiting.when(askErasure).expects('ActAlreadyAsked');
  waiting
    .when({ ...askErasure, now: after(25) })
    .expects([{ ...asked('ERASE', order), askedAt: after(25) } as KeptPersonEvent]);
  given(keptPerson, []).when(confirm('ERASE', order)).expects('ActNotAsked');
});

test('nobody is erased because the retention time is over before it is, by the table', () => {
  const overdue = { ...askErasure, ground: 'RETENTION_OVER' as const };
  const came = (blockedUntil: ReturnType<typeof after> | null): KeptPersonEvent => ({
    ...{ type: 'RetentionCame', rule: 'FOLLOW_UP_VICTIM', record, dueAt: now, blockedUntil },
  });
  const is = { ...asked('ERASE', order), ground: 'RETENTION_OVER' } as KeptPersonEvent;
  given(keptPerson, []).when(overdue).expects('RetentionNotOver');
  given(keptPerson, [came(null)])
    .when(overdue)
    .expects([is]);
  given(keptPerson, [came(after(1))])
    .when(overdue)
    .expects('RetentionNotOver');
  given(keptPerson, [came(after(1))])
    .when({ ...overdue, now: after(1) })
    .expects([{ ...is, askedAt: after(1) } as KeptPersonEvent]);
  const renewed: KeptPersonEvent = { type: 'RetentionRenewed', record, renewedAt: now };
  given(keptPerson, [came(null), renewed])
    .when(overdue)
    .expects('RetentionNotOver');
});

test('a hold prevents an erasure, also while it waits for its second person', () => {
  given(keptPerson, [held]).when(askErasure).expects('HeldByOrder');
  given(keptPerson, [asked('ERASE', order), held])
    .when(confirm('ERASE', order))
    .expects('HeldByOrder');
  given(keptPerson, [asked('ERASE', order), asked('HOLD', 'FGR-88/2026')])
    .when(confirm('ERASE', order))
    .expects('HeldByOrder');
  given(keptPerson, [asked('HOLD', 'FGR-88/2026')])
    .when(confirm('HOLD', 'FGR-88/2026'))
    .expects([held]);
  given(keptPerson, [held, asked('RELEASE', 'FGR-90/2026')])
    .when(confirm('RELEASE', 'FGR-90/2026'))
    .expects([{ type: 'LegalHoldReleased', order: 'FGR-90/2026', ...byTwo, releasedAt: now }]);
  given(keptPerson, []).when(askRelease).expects('NotHeld');
});

test('a hold is reviewed in 180 days at the latest', () => {
  const soon = after(24);
  given(keptPerson, [])
    .when({ ...askHold, reviewBy: soon })
    .expects([{ ...asked('HOLD', 'FGR-88/2026'), reviewBy: soon } as KeptPersonEvent]);
  given(keptPerson, [])
    .when({ ...askHold, reviewBy: after(24 * 400) })
    .expects([asked('HOLD', 'FGR-88/2026')]);
  given(keptPerson, [held])
    .when({ type: 'NoteHoldReviewDue', order: 'FGR-88/2026', at: after(24 * 180) })
    .expects([{ type: 'HoldReviewDue', order: 'FGR-88/2026', dueAt: after(24 * 180) }]);
});

test('a hold is reviewed under its own order by two persons, and stays in force meanwhile', () => {
  const later = { now: after(24 * 170), at: after(24 * 170) };
  const again = { ...held, reviewBy: after(24 * 350), placedAt: later.now };
  const asking = { ...asked('HOLD', 'FGR-88/2026'), reviewBy: again.reviewBy, askedAt: later.now };
  given(keptPerson, [held])
    .when({ ...askHold, ...later })
    .expects([asking as KeptPersonEvent]);
  given(keptPerson, [held])
    .when({ ...askHold, order: 'FGR-99/2026', ...later })
    .expects('AlreadyHeld');
  const waiting = given(keptPerson, [held, asking as KeptPersonEvent]);
  waiting.when({ ...confirm('HOLD', 'FGR-88/2026'), by: 'p-1', ...later }).expects('SecondPersonNeeded');
  waiting.when({ ...confirm('HOLD', 'FGR-88/2026'), ...later }).expects([again as KeptPersonEvent]);
  waiting.when({ ...askErasure, ...later }).expects('HeldByOrder');
  // An earlier review is no longer due.
  given(keptPerson, [held, again as KeptPersonEvent])
    .when({ type: 'NoteHoldReviewDue', order: 'FGR-88/2026', at: after(24 * 180) })
    .expects([]);
});

test('a hold that nobody confirmed within the day prevents nothing', () => {
  const late = { now: after(25), at: after(25) };
  const lapsed = given(keptPerson, [asked('HOLD', 'FGR-88/2026')]);
  lapsed
    .when({ ...askErasure, ...late })
    .expects([{ ...asked('ERASE', order), askedAt: after(25) } as KeptPersonEvent]);
  const both = given(keptPerson, [
    asked('HOLD', 'FGR-88/2026'),
    { ...asked('ERASE', order), askedAt: after(24.5) } as KeptPersonEvent,
  ]);
  both
    .when({ ...confirm('ERASE', order), ...late })
    .expects([{ ...confirmed, confirmedAt: after(25) } as KeptPersonEvent]);
  both.when({ ...confirm('ERASE', order), now: after(24) }).expects('HeldByOrder');
});

test('what two persons decided cannot be undone', () => {
  for (const command of [askErasure, askHold, askRelease, blocking]) {
    given(keptPerson, [confirmed]).when(command).expects('AlreadyErased');
  }
  given(keptPerson, [asked('ERASE', order)])
    .when({ type: 'WithdrawRecordsAct', act: 'ERASE', by: 'p-1', ...common })
    .expects([{ type: 'ActWithdrawn', act: 'ERASE', withdrawnAt: now }]);
});

test('what is blocked is unblocked once', () => {
  given(keptPerson, []).when(blocking).expects([blocked]);
  given(keptPerson, [blocked]).when(blocking).expects('AlreadyBlocked');
  given(keptPerson, [])
    .when({ ...blocking, type: 'UnblockPerson' })
    .expects('NotBlocked');
});

test('data that the table has blocked first is blocked when its time is over', () => {
  const due = { type: 'NoteRetentionCame', record, dueAt: now } as const;
  given(keptPerson, [])
    .when({ ...due, rule: 'IMPROPER_CALLER' })
    .expects([{ type: 'RetentionCame', rule: 'IMPROPER_CALLER', record, dueAt: now, blockedUntil: null }]);
  const inAYear = parseDateTime('2027-11-26T10:00:00-06:00');
  given(keptPerson, [])
    .when({ ...due, rule: 'PROPER_CALLER' })
    .expects([
      { type: 'RetentionCame', rule: 'PROPER_CALLER', record, dueAt: now, blockedUntil: inAYear },
      { type: 'PersonBlocked', order: 'LGPDPPSO-17', blockedAt: now },
    ]);
  given(keptPerson, [confirmed])
    .when({ ...due, rule: 'PROPER_CALLER' })
    .expects([]);
});

test('data whose time was over while an order blocked it stays blocked by the table when that order is lifted', () => {
  const unblocking = { type: 'UnblockPerson', order, by: 'p-1', ...common } as const;
  const unblocked: KeptPersonEvent = { type: 'PersonUnblocked', order, unblockedAt: now };
  const came = (blockedUntil: typeof now | null): KeptPersonEvent => ({
    ...{ type: 'RetentionCame', rule: 'PROPER_CALLER', record, dueAt: now, blockedUntil },
  });
  const byTable: KeptPersonEvent = { type: 'PersonBlocked', order: 'LGPDPPSO-17', blockedAt: now };
  given(keptPerson, [blocked, came(after(24 * 365))])
    .when(unblocking)
    .expects([unblocked, byTable]);
  given(keptPerson, [blocked, came(null)])
    .when(unblocking)
    .expects([unblocked]);
  given(keptPerson, [came(after(24 * 365)), byTable])
    .when(unblocking)
    .expects([unblocked]);
});

describe('data that is kept on after all, as the service that keeps it reports', () => {
  const came = (rule: 'CONTACT_BY_CONSENT' | 'FOLLOW_UP_VICTIM'): KeptPersonEvent => ({
    ...{ type: 'RetentionCame', rule, record, dueAt: now },
    blockedUntil: rule === 'FOLLOW_UP_VICTIM' ? after(24 * 365) : null,
  });
  const renew = { type: 'NoteRetentionRenewed', record, renewedAt: after(1), at: after(1) } as const;
  const renewed: KeptPersonEvent = { type: 'RetentionRenewed', record, renewedAt: after(1) };
  const asks = (ground: 'CONSENT_WITHDRAWN' | 'RETENTION_OVER' | 'COURT_ORDER') =>
    ({ ...asked('ERASE', order), ground }) as KeptPersonEvent;

  test('is no longer due, and is due again once its time is over again', () => {
    given(keptPerson, [came('CONTACT_BY_CONSENT')])
      .when(renew)
      .expects([renewed]);
    given(keptPerson, [came('CONTACT_BY_CONSENT'), renewed])
      .when(renew)
      .expects([]);
    given(keptPerson, []).when(renew).expects([]);
    given(keptPerson, [came('CONTACT_BY_CONSENT'), renewed])
      .when({ type: 'NoteRetentionCame', rule: 'CONTACT_BY_CONSENT', record, dueAt: now })
      .expects([came('CONTACT_BY_CONSENT')]);
    const id = subjectToken(record, 'person');
    const rows = projected(keptPersons, eventsOf(keptPerson, id, [came('CONTACT_BY_CONSENT'), renewed]));
    expect(rows.get(id)).toMatchObject({ retention: null, destroyDueAt: null });
  });

  test('is not erased on the ground that is gone, unless two persons have decided', () => {
    for (const ground of ['CONSENT_WITHDRAWN', 'RETENTION_OVER'] as const) {
      given(keptPerson, [came('CONTACT_BY_CONSENT'), asks(ground)])
        .when(renew)
        .expects([renewed, { type: 'ActWithdrawn', act: 'ERASE', withdrawnAt: after(1) }]);
    }
    given(keptPerson, [came('CONTACT_BY_CONSENT'), asks('COURT_ORDER')])
      .when(renew)
      .expects([renewed]);
    given(keptPerson, [came('CONTACT_BY_CONSENT'), confirmed])
      .when(renew)
      .expects([]);
  });

  test('is blocked by the table no more, but as before by an order', () => {
    const byTable: KeptPersonEvent = { type: 'PersonBlocked', order: 'LGPDPPSO-17', blockedAt: now };
    given(keptPerson, [came('FOLLOW_UP_VICTIM'), byTable])
      .when(renew)
      .expects([renewed, { type: 'PersonUnblocked', order: 'LGPDPPSO-17', unblockedAt: after(1) }]);
    given(keptPerson, [blocked, came('FOLLOW_UP_VICTIM')])
      .when(renew)
      .expects([renewed]);
  });
});

test('a record takes a limited number of repeatable acts; what leads to its end is never refused', () => {
  const again = Array.from({ length: ACTS_MAX - 1 }, (): KeptPersonEvent => asked('HOLD', 'FGR-88/2026'));
  const full = given(keptPerson, [...again, held]);
  full.when(blocking).expects('RecordFull');
  full.when({ ...askHold, order: 'FGR-88/2026' }).expects('RecordFull');
  full.when(askRelease).expects([asked('RELEASE', 'FGR-90/2026')]);
  given(keptPerson, [...again, blocked])
    .when({ type: 'UnblockPerson', order, by: 'p-1', ...common })
    .expects([{ type: 'PersonUnblocked', order, unblockedAt: now }]);

  const released = given(keptPerson, [...again, held, asked('RELEASE', 'FGR-90/2026')]);
  const withdrawing = { type: 'WithdrawRecordsAct', act: 'RELEASE', by: 'p-1', ...common } as const;
  released.when(withdrawing).expects('RecordFull');
  released
    .when(confirm('RELEASE', 'FGR-90/2026'))
    .expects([{ type: 'LegalHoldReleased', order: 'FGR-90/2026', ...byTwo, releasedAt: now }]);

  const lapsed = [...again, asked('HOLD', 'FGR-88/2026')];
  given(keptPerson, lapsed).when(confirm('HOLD', 'FGR-88/2026')).expects('RecordFull');
  const later = { now: after(25), at: after(25) };
  const askedLater = { ...asked('ERASE', order), askedAt: after(25) } as KeptPersonEvent;
  given(keptPerson, lapsed)
    .when({ ...askErasure, ...later })
    .expects([askedLater]);
  given(keptPerson, [...lapsed, askedLater])
    .when({ ...confirm('ERASE', order), ...later })
    .expects([{ ...confirmed, confirmedAt: after(25) } as KeptPersonEvent]);
});

test('who is held, and until when an act waits for a second person, are found in lists', () => {
  const id = subjectToken(record, 'person');
  const row = (...events: readonly KeptPersonEvent[]) =>
    projected(keptPersons, eventsOf(keptPerson, id, events)).get(id);
  expect(row(asked('HOLD', 'FGR-88/2026'))).toMatchObject({ held: 0, askedUntil: after(24).ms });
  expect(row(asked('HOLD', 'FGR-88/2026'), held)).toMatchObject({ held: 1, askedUntil: null });
  const withdrawn: KeptPersonEvent = { type: 'ActWithdrawn', act: 'ERASE', withdrawnAt: now };
  expect(row(asked('ERASE', order), withdrawn)).toMatchObject({ askedUntil: null });
});
