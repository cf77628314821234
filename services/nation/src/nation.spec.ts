import { entities } from '@proximidad/catalogues';
import { encode, type RecordedEvent } from '@proximidad/eventsourcing';
import { openReadModels } from '@proximidad/readmodel';
import { given } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { z } from 'zod';
import { access, accessEvents, accessIdOf } from './access/access.ts';
import type { FigureRows } from './picture/figures.ts';
import { type Answers, type Figures, picture, PICTURE_SERVICES } from './picture/picture.ts';
import { reporting } from './source/reporting.ts';
import { revokedAccess } from './access/revoked-access.ts';
import { HEARTBEAT_AGE_MAX_MS, source, sourceEvents, sourceIdOf } from './source/source.ts';
import { openHeartbeats } from './source/heartbeats.ts';
import { revocations } from './access/revocations.ts';
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
test('who was never heard cannot fall silent', () =>
  given(source, [])
    .when(noteSilence(HEARTBEAT_AGE_MAX_MS * 2))
    .expects([]));

const revoke = { type: 'RevokeAccess', subject: 'dev:commander-14', reason: 'MISUSE', at: noon } as const;
const revoked = {
  type: 'AccessRevoked',
  subject: 'dev:commander-14',
  reason: 'MISUSE',
  revokedAt: noon,
} as const;
test('access is revoked', () => given(access, []).when(revoke).expects([revoked]));
test('access is revoked once', () => given(access, [revoked]).when(revoke).expects([]));
test('what cannot be a pseudonym is not taken for a subject', () => {
  const Revocation = z.object(access.commands.RevokeAccess.input);
  expect(Revocation.safeParse(revoke).success).toBe(true);
  for (const subject of ['Juan Pérez', 'juan@example.mx', '']) {
    expect(Revocation.safeParse({ ...revoke, subject }).success).toBe(false);
  }
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

test('who serves one entity is shown one, and expects one', () => {
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

test('a system that counted as reporting falls due when its heartbeat is too old, or was never heard since the start', () => {
  const readModels = opened();
  const heartbeats = openHeartbeats(':memory:');
  try {
    readModels.apply(
      ['14', '09'].map((entity, i) =>
        recorded(`source_${sourceIdOf(entity)}`, i + 1, encode(sourceEvents, heard)),
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

test('a revocation is known at once, and again after a restart', () => {
  const readModels = opened();
  try {
    const known = revocations(readModels);
    const stream = `access_${accessIdOf(revoked.subject)}`;
    expect(known.has(revoked.subject)).toBe(false);
    readModels.apply([recorded(stream, 1, encode(accessEvents, revoked))]);
    expect(known.has(revoked.subject)).toBe(true);
    expect(revocations(readModels).has(revoked.subject)).toBe(true);
    expect(known.has('dev:commander-15')).toBe(false);
  } finally {
    readModels.close();
  }
});
