import { decode, idFor, type Recorded } from '@proximidad/eventsourcing';
import { personNoted } from '@proximidad/policy';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { needToKnow, type NeedToKnowEvent, needToKnowId, REQUESTS_MAX } from './need-to-know.ts';
import { isOpen, needsToKnow } from './needs-to-know.ts';

const at = (minutes: number) => ({ ms: 1_800_000_000_000 + minutes * 60_000, offsetMin: -360 });
const incidentId = idFor('12', 'incident', 'kidnapping');
const subject = 'ln-10';
const asking = {
  type: 'RequestNeedToKnow',
  incidentId,
  basis: 'KIDNAPPING',
  folio: 'REQ-7',
  subject,
  person: null,
} as const;
const requested = {
  ...{ type: 'NeedToKnowRequested', incidentId, subject, basis: 'KIDNAPPING', folio: 'REQ-7' },
  ...{ person: null, requestedAt: at(0) },
} as const satisfies NeedToKnowEvent;
const grant = {
  type: 'GrantNeedToKnow',
  isThere: true,
  by: { subject: 'p-commander', person: null },
  now: at(10),
  at: at(10),
} as const;
const granted = {
  ...{ type: 'NeedToKnowGranted', grantedAt: at(10), until: at(490) },
} as const satisfies NeedToKnowEvent;

test('a liaison asks, and the owner opens the incident for 8 hours (ST-6)', () => {
  given(needToKnow, [])
    .when({ ...asking, at: at(0) })
    .expects([requested]);
  given(needToKnow, [requested])
    .when({ ...grant, at: at(1) })
    .expects([{ ...granted, until: at(481) }]);
  given(needToKnow, [requested])
    .when({ ...grant, at: at(11) })
    .expects([granted]);
});

test('nobody opens an incident to themselves, whichever institution they asked for', () => {
  const person = '00000000-0000-8000-8000-000000000001';
  const own = { ...requested, person: personNoted(subject, at(0).ms, person) };
  given(needToKnow, [])
    .when({ ...asking, person, at: at(0) })
    .expects([own]);
  given(needToKnow, [requested])
    .when({ ...grant, by: { subject, person: null } })
    .expects('RequestIsOwn');
  given(needToKnow, [own])
    .when({ ...grant, by: { ...grant.by, person } })
    .expects('RequestIsOwn');
  given(needToKnow, [own])
    .when({ ...grant, by: { ...grant.by, person: '00000000-0000-8000-8000-000000000002' } })
    .expects([granted]);
});

test('a request from before persons were noted is compared by pseudonym', () => {
  const { type, person: _, ...data } = requested;
  expect(decode(needToKnow.events, { type, version: 1, data })).toEqual(requested);
});

test('the owner refuses, and says why', () => {
  given(needToKnow, [requested])
    .when({ type: 'RefuseNeedToKnow', reason: 'NOT_NEEDED', now: at(5), at: at(1) })
    .expects([{ type: 'NeedToKnowRefused', reason: 'NOT_NEEDED', refusedAt: at(5) }]);
});

test('a request is answered once, after it was made, and for an incident that exists', () => {
  given(needToKnow, [])
    .when({ ...grant, now: at(1), at: at(1) })
    .expects('RequestNotFound');
  given(needToKnow, [requested])
    .when({ ...grant, now: at(-1), at: at(-1) })
    .expects('BeforeRequest');
  given(needToKnow, [requested])
    .when({ ...grant, isThere: false, now: at(1), at: at(1) })
    .expects('IncidentNotFound');
  given(needToKnow, [requested, granted])
    .when({ ...grant, now: at(20), at: at(20) })
    .expects('AlreadyAnswered');
});

test('a liaison who waits for an answer, or has the incident open, may not ask again; afterwards a limited number of times', () => {
  given(needToKnow, [requested])
    .when({ ...asking, at: at(1) })
    .expects('AlreadyRequested');
  given(needToKnow, [requested, granted])
    .when({ ...asking, at: at(489) })
    .expects('AlreadyGranted');
  given(needToKnow, [requested, granted])
    .when({ ...asking, at: at(490) })
    .expects([{ ...requested, requestedAt: at(490) }]);
  const refused = { type: 'NeedToKnowRefused', reason: 'NOT_NEEDED', refusedAt: at(1) } as const;
  const often = Array.from({ length: REQUESTS_MAX }, () => [requested, refused]).flat();
  given(needToKnow, often)
    .when({ ...asking, at: at(2) })
    .expects('RecordFull');
});

test('what was opened is closed before its time, and only then, whatever time is told', () => {
  const withdraw = { type: 'WithdrawNeedToKnow', at: at(11) } as const;
  given(needToKnow, [requested, granted])
    .when({ ...withdraw, now: at(20) })
    .expects([{ type: 'NeedToKnowWithdrawn', withdrawnAt: at(20) }]);
  given(needToKnow, [requested, granted])
    .when({ ...withdraw, now: at(490) })
    .expects('NothingGranted');
  given(needToKnow, [requested])
    .when({ ...withdraw, now: at(20) })
    .expects('NothingGranted');
});

test('it is open from the grant to the millisecond of its end, as of any moment, also once it was withdrawn', () => {
  const id = needToKnowId(incidentId, subject);
  const withdrawn = { type: 'NeedToKnowWithdrawn', withdrawnAt: at(20) } as const;
  const recorded = { metadata: { jurisdiction: { entity: '12' } } as Recorded['metadata'] };
  const rowAfter = (...events: NeedToKnowEvent[]) =>
    projected(needsToKnow, eventsOf(needToKnow, id, events, recorded)).get(id)!;
  const whole = rowAfter(requested, granted);
  const moments = [at(9), at(10), { ms: at(490).ms - 1 }, at(490)];
  expect(moments.map(({ ms }) => isOpen(whole, ms))).toEqual([false, true, true, false]);
  const cut = rowAfter(requested, granted, withdrawn);
  expect([at(15), at(20)].map(({ ms }) => isOpen(cut, ms))).toEqual([true, false]);
  const again = rowAfter(requested, granted, withdrawn, { ...requested, requestedAt: at(30) });
  expect([at(15), at(31)].map(({ ms }) => isOpen(again, ms))).toEqual([true, false]);
});
