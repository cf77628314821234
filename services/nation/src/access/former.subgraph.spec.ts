import { randomUUID } from 'node:crypto';
import { instantAt, streamOf, uuidv5 } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround } from '@proximidad/testing';
import { executeAs, headOf } from '@proximidad/testing/rights';
import type { NationResources } from '../resources.ts';
import { nationService } from '../service.ts';
import { type Heartbeats, openHeartbeats } from '../source/heartbeats.ts';
import { access, formerAccessIdOf } from './access.ts';

const LEFT = 'dev:somebody-who-left';
const FORMER = streamOf(access.category, formerAccessIdOf(LEFT));
const analyst = (name: string): Subject => ({
  ...{ id: uuidv5('person', name), role: 'analyst', purpose: 'SUPERVISION' },
  ...{ amr: ['mfa'], auth_time: Math.floor(Date.now() / 1_000) },
});

let ground: Ground;
let heartbeats: Heartbeats;
let running: RunningService;

beforeAll(async () => {
  ground = await openGround();
  heartbeats = openHeartbeats(':memory:');
  const asksNobody = () => Promise.reject(new Error('no other service is asked'));
  const definition = nationService({
    ...{ ask: asksNobody, times: asksNobody, onSilence: () => undefined, heartbeats },
    persons: { personOf: (subject) => uuidv5('person', subject), keyId: '0123456789abcdef' },
  });
  running = await startService<NationResources>(definition, ground.config('nation'));
  await running.service.caughtUp;
});
afterAll(async () => {
  await running.close();
  heartbeats.close();
  await ground.clear();
});

/** As it was recorded before there were pseudonyms. */
async function wasRevoked(): Promise<void> {
  const revokedAt = instantAt(Date.now() - 60_000, 'America/Mexico_City');
  const metadata = {
    ...{ version: 1, commandId: randomUUID(), occurredAt: revokedAt, correlationId: randomUUID() },
    actor: { kind: 'OPERATOR', id: 'p-analyst', role: 'analyst' },
    jurisdiction: { entity: '00' },
  } as const;
  const data = { subject: LEFT, reason: 'MISUSE', revokedAt };
  const event = { id: randomUUID(), type: 'AccessRevoked', data, metadata };
  await running.service.log.append(FORMER, -1, [event], null);
  await headOf(running.service);
}

const execute = (who: string, field: string, input: object) =>
  executeAs(
    running.service,
    analyst(who),
    field,
    { subject: LEFT, ...input },
    '... on AccessAccepted { known access { id revoked } } ... on Refusal { code }',
  );

test('what was done on a record from before pseudonyms is known when it is sent again, and ends nobody’s access anew (ADR 467)', async () => {
  await wasRevoked();
  const again = { commandId: randomUUID(), reason: 'MISUSE' };
  const given = { commandId: randomUUID(), reason: 'REVOKED_IN_ERROR' };
  const [asked, reinstated] = [
    await execute('first', 'revokeAccess', again),
    await execute('first', 'reinstateAccess', given),
  ];
  expect([asked.known, reinstated.known]).toEqual([false, false]);
  expect(await execute('first', 'reinstateAccess', given)).toEqual({ ...reinstated, known: true });
  const { id } = reinstated.access;
  expect(await execute('first', 'revokeAccess', again)).toMatchObject({ known: true, access: { id } });
  expect((await running.service.log.read(FORMER)).events.map(({ type }) => type)).toEqual([
    ...['AccessRevoked', 'RevocationAsked', 'AccessReinstated'],
  ]);
  // Whatever is new goes to the record under the pseudonym.
  const anew = await execute('first', 'revokeAccess', { ...again, commandId: randomUUID() });
  expect([anew.known, anew.access.id === id]).toEqual([false, false]);
});
