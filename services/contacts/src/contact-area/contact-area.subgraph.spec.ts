import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import { until } from '@proximidad/testing';
import {
  ask,
  commander09,
  DAY_MS,
  officer09,
  officerId,
  others,
  recordContact,
  running,
  square,
  useContacts,
} from '../testing/subgraph.ts';
import { contactAreaId } from './contact-area.ts';

/* N2: what a device sends late is placed by the map of the time at which it happened (B15, ADR 241). */

useContacts({ name: 'the event store', bus: () => 'eventstore' });

const NOW = Date.now();
const instant = (ms: number) => ({ ms, offsetMin: -360 });
const at = (days: number) => new Date(NOW - days * DAY_MS).toISOString();
const beat = (code: string) => idFor('09', 'beat', code);
const west = { lon: -99.295, lat: 19.305 };
const east = { lon: -99.275, lat: 19.305 };
const [WEST, EAST] = [square(-99.3, 19.3, 0.01), square(-99.28, 19.3, 0.01)];

/** What the beats service tells of a beat, noted before anything is asked. */
async function told(code: string, event: { readonly type: string; readonly version: number }) {
  const beatId = beat(code);
  const boundary = { code, edition: '2023', municipality: '09007', successorBeatIds: [] };
  await others.tell('beats', 'public', beatId, { beatId, ...boundary, ...event } as never);
  const stream = `contactarea_${contactAreaId(beatId)}`;
  const noted = async () => (await running.service.log.read(stream)).events.length >= event.version;
  await until(noted, `${event.type} is noted`);
}
const designed = (code: string, polygon: typeof WEST) =>
  told(code, { type: 'BeatDesigned', version: 1, polygon } as never);
const redrawn = (code: string, polygon: typeof WEST, from: number) =>
  told(code, { type: 'BeatRedrawn', version: 2, polygon, validFrom: instant(from) } as never);
const closed = (code: string, from: number) =>
  told(code, { type: 'BeatClosed', version: 2, validFrom: instant(from) } as never);

const beatOf = async (change: object) => {
  const { contact } = await recordContact(change, commander09);
  const { beat: found } = contact as unknown as { readonly beat: { readonly id: string } | null };
  return found && found.id;
};

test('B15: a contact lies in the beat that contained its point when it took place', async () => {
  await designed('REDRAWN', WEST);
  await redrawn('REDRAWN', EAST, NOW - 2 * DAY_MS);
  const municipality = '09007';
  const then = { municipality, occurredAt: at(3) };
  expect(await beatOf({ point: west, ...then })).toBe(beat('REDRAWN'));
  expect(await beatOf({ point: west, municipality })).toBeNull();
  expect(await beatOf({ point: east, ...then })).toBeNull();
  expect(await beatOf({ point: east, municipality })).toBe(beat('REDRAWN'));
});

test('B15: a beat drawn since on the ground of another does not contain what took place there before', async () => {
  for (const n of [1, 2, 3]) {
    const [ground, point] = [square(-99.3, 19.4 + n / 50, 0.01), { lon: -99.295, lat: 19.405 + n / 50 }];
    await designed(`BEFORE-${n}`, ground);
    const occurredAt = new Date().toISOString();
    await closed(`BEFORE-${n}`, Date.parse(occurredAt) + 1);
    await designed(`AFTER-${n}`, ground);
    expect(await beatOf({ point, occurredAt })).toBe(beat(`BEFORE-${n}`));
    expect(await beatOf({ point })).toBe(beat(`AFTER-${n}`));
  }
});

test('N2: a contact and a commitment name a beat that was closed since, and not one that was closed by then', async () => {
  await designed('CLOSED', square(-99.3, 19.5, 0.01));
  await closed('CLOSED', NOW - DAY_MS);
  const beatId = beat('CLOSED');
  expect(await beatOf({ beatId, occurredAt: at(2) })).toBe(beatId);
  expect(await recordContact({ beatId }, commander09)).toMatchObject({ code: 'BeatNotFound' });
  const making = `mutation ($input: MakeCommitmentInput!) { made: makeCommitment(input: $input) {
    ... on CommitmentAccepted { commitment { status } } ... on Refusal { code } } }`;
  const make = async (days: number) => {
    const promised = { beatId, kind: 'ANSWER', owedBy: 'POLICE', officerId, dueAt: at(-10) };
    const input = { commandId: randomUUID(), ...promised, occurredAt: at(days) };
    const who = { ...officer09, beats: [beatId] };
    return (await ask<{ made: object }>(who, making, { input })).data!.made;
  };
  expect(await make(2)).toMatchObject({ commitment: { status: 'MADE' } });
  expect(await make(0)).toMatchObject({ code: 'BeatNotFound' });
});

test('a closed beat has no quotas', async () => {
  await designed('QUOTAS', square(-99.3, 19.6, 0.01));
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat { contactQuotas { kind } } } }`;
  const quotas = async () => {
    const of = [{ __typename: 'Beat', id: beat('QUOTAS') }];
    const { data } = await ask<{ _entities: [{ contactQuotas: unknown }] }>(commander09, query, { of });
    return data!._entities[0].contactQuotas;
  };
  await until(async () => Array.isArray(await quotas()), 'the beat is known');
  await closed('QUOTAS', NOW - DAY_MS);
  await until(async () => (await quotas()) === null, 'it has none');
});
