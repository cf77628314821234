import { entities } from '@proximidad/catalogues';
import { decode, encode, type RecordedEvent } from '@proximidad/eventsourcing';
import { STREAM_EVENTS_MAX } from '@proximidad/eventstore';
import { openReadModels } from '@proximidad/readmodel';
import { given } from '@proximidad/testing/domain';
import fc from 'fast-check';
import {
  access,
  accessEvents,
  accessIdOf,
  formerAccessIdOf,
  REVOCATION_ASKED_MAX_MS,
} from './access/access.ts';
import type { FigureRows } from './picture/figures.ts';
import { type Answers, type Figures, picture, PICTURE_SERVICES } from './picture/picture.ts';
import { reporting } from './source/reporting.ts';
import { revokedAccess } from './access/revoked-access.ts';
import { HEARTBEAT_AGE_MAX_MS, source, type SourceEvent, sourceEvents, sourceIdOf } from './source/source.ts';
import { openHeartbeats } from './source/heartbeats.ts';
import { revocations } from './access/revocations.ts';
import { revocationsOver } from './access/slice.ts';
import type { NationResources } from './resources.ts';
import { silences } from './source/slice.ts';

const noon = { ms: Date.UTC(2026, 10, 14, 18), offsetMin: -360 };
const after = (ms: number) => ({ ...noon, ms: noon.ms + ms });
const alive = { type: 'SourceAlive', entity: '09', at: noon } as const;
const heard = { type: 'SourceReporting', since: noon } as const;
const silent = { type: 'SourceSilent', lastHeartbeatAt: noon, reason: 'NO_HEARTBEAT' } as const;
const noteSilence = (ms: number) => ({ type: 'NoteSilence', lastHeartbeatAt: noon, at: after(ms) }) as const;

test('the first heartbeat is a fact', () => given(source, []).when(alive).expects([heard]));
test('the next ones are not', () => given(source, [heard]).when(alive).expects([]));
test('a system that comes back is a fact', () => given(source, [heard, silent]).when(alive).expects([heard]));
test('silence beyond five minutes is a fact', () =>
  given(source, [heard])
    .when(noteSilence(HEARTBEAT_AGE_MAX_MS + 1))
    .expects([silent]));
test('silence of five minutes is none yet', () =>
  given(source, [heard]).when(noteSilence(HEARTBEAT_AGE_MAX_MS)).expects('HeardRecently'));
test('a silence is noted once', () =>
  given(source, [heard, silent])
    .when(noteSilence(HEARTBEAT_AGE_MAX_MS * 2))
    .expects([]));
test('a system heard the week before falls silent in a week that begins with silence', () =>
  given(source, [])
    .when(noteSilence(HEARTBEAT_AGE_MAX_MS + 1))
    .expects([silent]));
test('M5: however often a system falls silent, its stream stays one that can be read', () => {
  const perCycleMs = HEARTBEAT_AGE_MAX_MS + 1;
  const streams = new Map<string, number>();
  for (let at = noon.ms; at < noon.ms + 30 * 86_400_000; at += perCycleMs) {
    const id = sourceIdOf('09', at);
    streams.set(id, (streams.get(id) ?? 0) + 2);
  }
  expect(Math.max(...streams.values())).toBeLessThan(STREAM_EVENTS_MAX);
  expect(streams.size).toBeGreaterThan(4);
});

const [one, other] = ['0b9f6d3c-57a1-8c1e-9d2f-6a0c4e8b7d11', '1c0a7e4d-68b2-8d2f-8e30-7b1d5f9c8e22'];
const key = '0123456789abcdef';
const asked = { reason: 'MISUSE', until: null, key } as const;
const revoke = { type: 'RevokeAccess', ...asked, by: one, now: noon, at: noon } as const;
const wasAsked = { type: 'RevocationAsked', ...asked, askedBy: one, askedAt: noon } as const;
/** The time that the client gave, long ago: what counts is the platform's own clock. */
const toldAt = { at: noon };
const confirm = { type: 'ConfirmRevocation', by: other, now: after(1_000), ...toldAt } as const;
const revoked = {
  ...{ type: 'AccessRevoked' as const, ...asked, revokedAt: after(1_000) },
  ...{ askedBy: one, confirmedBy: other },
};
const withdraw = { type: 'WithdrawRevocation', now: after(2_000), ...toldAt } as const;
const reinstate = {
  ...{ type: 'ReinstateAccess' as const, reason: 'REVOKED_IN_ERROR' as const, now: after(3_000) },
  ...toldAt,
};
const reinstated = {
  type: 'AccessReinstated',
  reason: 'REVOKED_IN_ERROR',
  reinstatedAt: after(3_000),
} as const;

test('H12: one person asks for the end of access', () => given(access, []).when(revoke).expects([wasAsked]));
test('H12: another confirms it', () => given(access, [wasAsked]).when(confirm).expects([revoked]));
test('H12: the second person is not the first (BR-S1)', () =>
  given(access, [wasAsked])
    .when({ ...confirm, by: one })
    .expects('SecondPersonNeeded'));
test('H12: nothing is confirmed that nobody asked', () =>
  given(access, []).when(confirm).expects('RevocationNotAsked'));
test('H12: what was asked waits for a day', () =>
  given(access, [wasAsked])
    .when({ ...confirm, now: after(REVOCATION_ASKED_MAX_MS + 1) })
    .expects('RevocationLapsed'));
test('H12: and is asked again afterwards, not before', () => {
  given(access, [wasAsked])
    .when({ ...revoke, by: other })
    .expects('RevocationAlreadyAsked');
  const later = after(REVOCATION_ASKED_MAX_MS + 1);
  given(access, [wasAsked])
    .when({ ...revoke, now: later })
    .expects([{ ...wasAsked, askedAt: later }]);
});
test('H12: what was asked is withdrawn, and then not confirmed', () => {
  const withdrawn = { type: 'RevocationWithdrawn', withdrawnAt: after(2_000) } as const;
  given(access, [wasAsked]).when(withdraw).expects([withdrawn]);
  given(access, [wasAsked, withdrawn]).when(confirm).expects('RevocationNotAsked');
  given(access, []).when(withdraw).expects('RevocationNotAsked');
});
test('H12, R14: access is given back, and ended anew by two', () => {
  given(access, [wasAsked, revoked]).when(reinstate).expects([reinstated]);
  given(access, [wasAsked, revoked, reinstated]).when(reinstate).expects('AccessNotRevoked');
  given(access, [wasAsked, revoked, reinstated]).when(confirm).expects('RevocationNotAsked');
});
test('H12: an end that was set gives access back by itself, and has to lie ahead', () => {
  const until = after(86_400_000);
  const byThen = { ...revoked, until };
  given(access, [byThen])
    .when({ type: 'NoteRevocationEnded', at: until })
    .expects([{ type: 'AccessReinstated', reason: 'TERM_ENDED', reinstatedAt: until }]);
  given(access, [byThen, reinstated]).when({ type: 'NoteRevocationEnded', at: until }).expects([]);
  given(access, [])
    .when({ ...revoke, until: noon })
    .expects('EndsBeforeStart');
});
test('H12: what one person revoked before is read as it was', () => {
  const stored = { subject: 'dev:commander-14', reason: 'MISUSE', revokedAt: noon };
  expect(decode(accessEvents, { type: 'AccessRevoked', version: 1, data: stored })).toEqual({
    ...{ type: 'AccessRevoked', reason: 'MISUSE', revokedAt: noon, until: null },
    ...{ askedBy: null, confirmedBy: null, key: null },
  });
});

// ---- the picture ----------------------------------------------------------------

const clock = noon.ms;
const none: Answers = {
  beats: { rows: new Map(), lagSeconds: 0 },
  contacts: { rows: new Map(), lagSeconds: 0 },
  incidents: { rows: new Map(), lagSeconds: 2 },
  training: { rows: new Map(), lagSeconds: 0 },
};
const all = () => true;
const allHeard = new Map(entities.map(({ code }) => [code, clock]));
const contactsOf = (entity: string, recorded: number): Figures<FigureRows['contacts']> => ({
  rows: new Map([
    [entity, { entity, recorded, followUpsDue: 1, followUpsOverdue: 0, lastEventAt: '2026-11-14T11:00:00Z' }],
  ]),
  lagSeconds: 0,
});

test('an entity that reports and has no facts shows zero', () => {
  const { entities: pictures, completeness } = picture(all, none, allHeard, clock);
  expect(completeness).toEqual({ entitiesReporting: 32, entitiesExpected: 32, stale: [], servicesDown: [] });
  expect(pictures[0]).toMatchObject({
    incidents: { recorded: 0, open: [], responseP50Seconds: null, lagSeconds: 2 },
    training: { officers: 0, certifiedShare: null },
  });
});

test('an entity that does not report shows nothing, whatever is known of it, and is listed with its last signs', () => {
  const heartbeats = new Map(allHeard).set('12', clock - HEARTBEAT_AGE_MAX_MS - 1);
  heartbeats.delete('20');
  const { entities: pictures, completeness } = picture(
    all,
    { ...none, contacts: contactsOf('12', 7) },
    heartbeats,
    clock,
  );
  expect(completeness).toMatchObject({
    entitiesReporting: 30,
    entitiesExpected: 32,
    stale: [
      {
        entity: { code: '12' },
        lastHeartbeatAt: clock - HEARTBEAT_AGE_MAX_MS - 1,
        lastEventAt: '2026-11-14T11:00:00Z',
        reason: 'NO_HEARTBEAT',
      },
      { entity: { code: '20' }, lastHeartbeatAt: undefined, lastEventAt: undefined, reason: 'NEVER_HEARD' },
    ],
  });
  const guerrero = pictures.find(({ entity }) => entity.code === '12');
  expect(guerrero).toMatchObject({ incidents: null, presence: null, contacts: null, training: null });
});

test('a service that is down is named and lowers nothing', () => {
  const { entities: pictures, completeness } = picture(all, { ...none, beats: undefined }, allHeard, clock);
  expect(completeness).toMatchObject({ entitiesReporting: 32, servicesDown: ['beats'] });
  expect(pictures.every(({ presence, incidents }) => presence === null && incidents !== null)).toBe(true);
});

test('a caller who serves one entity is shown one, and one is expected', () => {
  const { entities: pictures, completeness } = picture((code) => code === '14', none, allHeard, clock);
  expect(completeness).toMatchObject({ entitiesReporting: 1, entitiesExpected: 1 });
  expect(pictures.map(({ entity }) => entity.name)).toEqual(['Jalisco']);
});

test('the picture never takes silence for zero, nor counts what it does not show', () => {
  const states = fc.uniqueArray(fc.constantFrom(...entities.map(({ code }) => code), '99', '00'));
  const services = fc.subarray([...PICTURE_SERVICES]);
  fc.assert(
    fc.property(states, states, services, (visible, quiet, down) => {
      const heartbeats = new Map([...allHeard, ['99', clock] as const]);
      for (const code of quiet) heartbeats.delete(code);
      const answers = { ...none, ...Object.fromEntries(down.map((name) => [name, undefined])) };
      const shown = picture((code) => visible.includes(code), answers, heartbeats, clock);
      const { entitiesReporting, entitiesExpected, stale, servicesDown } = shown.completeness;
      expect(entitiesReporting + stale.length).toBe(entitiesExpected);
      expect(shown.entities).toHaveLength(entitiesExpected);
      expect([...servicesDown]).toEqual(PICTURE_SERVICES.filter((name) => down.includes(name)));
      for (const part of shown.entities) {
        expect(['00', '99']).not.toContain(part.entity.code);
        const isSilent = quiet.includes(part.entity.code);
        expect(part.incidents === null).toBe(isSilent || down.includes('incidents'));
        expect(part.presence === null).toBe(isSilent || down.includes('beats'));
      }
    }),
  );
});

// ---- what is read ---------------------------------------------------------------

const families = { source: sourceEvents, access: accessEvents };
const opened = () => openReadModels({ file: ':memory:', models: [reporting, revokedAccess], families });

function recorded(stream: string, position: number, encoded: ReturnType<typeof encode>): RecordedEvent {
  const { type, version, data } = encoded;
  const metadata = {
    ...{ version, commandId: 'c', occurredAt: noon, correlationId: 'c', prevHash: null, hash: 'h' },
    actor: { kind: 'SYSTEM', id: 'nation', role: 'SYSTEM' },
    jurisdiction: { entity: stream.split('_')[1]!.slice(0, 2) },
  } as const;
  const id = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
  return { id, stream, revision: position - 1, position, recordedAt: noon.ms, type, data, metadata };
}

test('the first heartbeat of a week changes nothing for a system that was heard', () => {
  const readModels = opened();
  try {
    const [before, since] = [noon, after(8 * 86_400_000)].map((at) => ({ ...heard, since: at }));
    readModels.apply(
      [before!, since!].map((event, i) =>
        recorded(`source_${sourceIdOf('14', event.since.ms)}`, i + 1, encode(sourceEvents, event)),
      ),
    );
    expect(readModels.table(reporting).get('14')).toMatchObject({ reporting: 1, since: noon, silences: [] });
  } finally {
    readModels.close();
  }
});

test('each silence is kept, from when it was last heard until it was heard again', () => {
  const readModels = opened();
  const rowAfter = (events: readonly SourceEvent[]) => {
    readModels.apply(
      events.map((event, i) =>
        recorded(`source_${sourceIdOf('14', noon.ms)}`, i + 1, encode(sourceEvents, event)),
      ),
    );
    return readModels.table(reporting).get('14')?.silences;
  };
  try {
    const [back, again] = [after(600_000), after(900_000)];
    const history = [heard, silent, { ...heard, since: back }, { ...silent, lastHeartbeatAt: again }];
    expect(rowAfter(history)).toEqual([
      { from: noon, to: back },
      { from: again, to: null },
    ]);
  } finally {
    readModels.close();
  }
});

test('a system that counted as reporting falls due when its heartbeat is too old, or was never heard since the start', () => {
  const readModels = opened();
  const heartbeats = openHeartbeats(':memory:');
  try {
    readModels.apply(
      ['14', '09'].map((entity, i) =>
        recorded(`source_${sourceIdOf(entity, noon.ms)}`, i + 1, encode(sourceEvents, heard)),
      ),
    );
    heartbeats.heard('14', noon.ms);
    const resources = { heartbeats, openedAt: noon.ms + 60_000 } as NationResources;
    const dueAt = (ms: number) =>
      [...silences({ readModels, resources } as never, noon.ms + ms)].map(({ subject }) => subject);
    expect(dueAt(HEARTBEAT_AGE_MAX_MS)).toEqual([]);
    expect(dueAt(HEARTBEAT_AGE_MAX_MS + 1)).toEqual(['source-silent:14']);
    expect(dueAt(HEARTBEAT_AGE_MAX_MS + 60_001).toSorted()).toEqual(['source-silent:09', 'source-silent:14']);
    heartbeats.heard('14', noon.ms + HEARTBEAT_AGE_MAX_MS);
    expect(dueAt(HEARTBEAT_AGE_MAX_MS + 1)).toEqual([]);
  } finally {
    heartbeats.close();
    readModels.close();
  }
});

test('a system is last heard when it was heard last, also after the clock was set back', () => {
  const heartbeats = openHeartbeats(':memory:');
  for (const at of [noon.ms + 2 * 3_600_000, noon.ms]) heartbeats.heard('14', at);
  expect(heartbeats.last().get('14')).toBe(noon.ms);
  heartbeats.close();
});

test('H12: a revocation is known at once, and again after a restart, until it is over', () => {
  const readModels = opened();
  try {
    const known = revocations(readModels, key);
    const told: string[] = [];
    known.listen((person) => told.push(person));
    const person = '9e6f4a51-0c1d-8b2e-a3f4-5d6c7b8a9e0f';
    const stream = `access_${accessIdOf(person)}`;
    const whose = { person, formerly: 'dev:commander-14' };
    const apply = (position: number, event: Parameters<typeof encode<typeof accessEvents>>[1]) =>
      readModels.apply([recorded(stream, position, encode(accessEvents, event))]);
    apply(1, wasAsked);
    expect(known.has(whose)).toBe(false);
    const until = after(60_000);
    apply(2, { ...revoked, until });
    expect([known.has(whose), revocations(readModels, key).has(whose), told]).toEqual([true, true, [person]]);
    expect(known.has({ person: '1e6f4a51-0c1d-8b2e-a3f4-5d6c7b8a9e0f' })).toBe(false);
    expect(() => revocations(readModels, 'fedcba9876543210')).toThrow('another pseudonym key');
    const due = (ms: number) => [...revocationsOver({ readModels } as never, ms)].map(({ dueAt }) => dueAt);
    expect([due(until.ms - 1), due(until.ms)]).toEqual([[], [until.ms]]);
    apply(3, { type: 'AccessReinstated', reason: 'TERM_ENDED', reinstatedAt: until });
    expect([known.has(whose), revocations(readModels, key).has(whose)]).toEqual([false, false]);
  } finally {
    readModels.close();
  }
});

test('H12: whose access was revoked before pseudonyms stays shut out, with any key', () => {
  const readModels = opened();
  try {
    const stream = `access_${formerAccessIdOf('dev:commander-14')}`;
    const before = { type: 'AccessRevoked', version: 1 } as const;
    const data = { subject: 'dev:commander-14', reason: 'MISUSE', revokedAt: noon };
    readModels.apply([recorded(stream, 1, { ...before, data })]);
    const known = revocations(readModels, key);
    expect(known.has({ person: one!, formerly: 'dev:commander-14' })).toBe(true);
    expect(known.has({ person: one!, formerly: 'dev:commander-15' })).toBe(false);
  } finally {
    readModels.close();
  }
});
