import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  at,
  commander09,
  drawing,
  execute,
  idOf,
  middleOf,
  minutesAgo,
  newUnit,
  now,
  others,
  query,
  report,
  squareAt,
  type Unit,
  unitNow,
  useBeats,
} from '../testing/subgraph.ts';

useBeats();

test('nobody goes on duty with a unit that is retired by then', async () => {
  const registered = { code: 'U-OUT', kind: 'PATROL', municipality: '09007' };
  const { id: unitId } = (await execute('registerUnit', registered))['unit'] as Unit;
  const start = (who: string, change = {}) =>
    execute('startDuty', { officerId: idFor('09', 'officer', who), unitId, method: 'ROLLCALL', ...change });
  expect(await start('before')).toMatchObject({ duty: { unit: { id: unitId } } });
  expect(await execute('retireUnit', { unitId, reason: 'SOLD' })).toHaveProperty('unit');
  expect(await start('after')).toMatchObject({ code: 'UnitRetired' });
  // A fact from before it was retired may be reported late.
  const occurredAt = formatInstant(instantAt(Date.now() - 3_600_000, 'America/Mexico_City'));
  expect(await start('late', { occurredAt })).toMatchObject({ duty: { unit: { id: unitId } } });
  const ended = { officerId: idFor('09', 'officer', 'late'), reason: 'NORMAL', occurredAt: minutesAgo(1) };
  expect(await execute('endDuty', ended)).toMatchObject({ duty: { endedAt: expect.any(String) } });
});

test('a unit that is retired is in no beat, though its last incident is told of later (BR-B7)', async () => {
  await execute('designBeat', drawing('R-OUT', squareAt(140)));
  const unitId = await newUnit('U-GONE', { homeBeatId: idOf('R-OUT') });
  const other = await newUnit('U-HERE', { homeBeatId: null });
  await execute('reportUnitStatus', { unitId, status: 'AVAILABLE' });
  expect(await execute('retireUnit', { unitId, reason: 'WRITTEN_OFF' })).toHaveProperty('unit');
  const incidentId = idFor('09', 'incident', 'gone');
  for (const sent of [unitId, other])
    await others.tell('incidents', 'restricted', incidentId, {
      ...{ type: 'PatrolDispatched', incidentId, unitId: sent, dispatchedAt: now() },
    });
  await eventually(
    async () => ((await unitNow(other))?.status === 'EN_ROUTE' ? true : undefined),
    'the unit that is there was sent',
  );
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat { emptySince } } }`;
  const of = [{ __typename: 'Beat', id: idOf('R-OUT') }];
  // What it did before it was retired was told late: it is on the record, and the unit is still gone.
  expect(await execute('reportUnitStatus', { unitId, status: 'BUSY' })).toMatchObject({
    code: 'UnitRetired',
  });
  const before = { unitId, status: 'BUSY', occurredAt: minutesAgo(1) };
  expect(await execute('reportUnitStatus', before)).toMatchObject({
    ...{ known: false, unit: { status: 'OUT_OF_SERVICE' } },
  });
  const answer = await query<{ _entities: object[] }>(commander09, text, { of });
  expect(answer._entities).toEqual([{ emptySince: expect.any(String) }]);
});

test('positions from before a unit was retired are taken when they come late, and it is in no beat since (BR-B7)', async () => {
  await execute('designBeat', drawing('R-LAST', squareAt(142)));
  const unitId = await newUnit('U-LATE', { homeBeatId: null });
  expect(await execute('reportUnitStatus', { unitId, status: 'AVAILABLE' })).toHaveProperty('unit');
  expect(await execute('retireUnit', { unitId, reason: 'SOLD' })).toHaveProperty('unit');
  const inBeat = [6, 5, 4, 3, 2, 1].map((minutes) => at(unitId, middleOf(142), minutes));
  expect((await report([...inBeat, at(unitId, middleOf(142), 0)])).data).toMatchObject({
    reportPositions: { accepted: inBeat.length, rejected: 1 },
  });
  const text = `query ($id: ID!, $of: [_Any!]!) {
    unit(id: $id) { status retiredAt beat { id } }
    _entities(representations: $of) { ... on Beat { emptySince } }
  }`;
  const of = [{ __typename: 'Beat', id: idOf('R-LAST') }];
  interface Told {
    readonly unit: { readonly retiredAt: string };
    readonly _entities: readonly { readonly emptySince: string }[];
  }
  // It was there, and the beat is empty again since it was retired.
  const { unit } = await eventually(async () => {
    const told = await query<Told>(commander09, text, { id: unitId, of });
    return told._entities[0]!.emptySince === told.unit.retiredAt ? told : undefined;
  }, 'the beat is empty since the unit was retired');
  expect(unit).toEqual({ status: 'OUT_OF_SERVICE', retiredAt: expect.any(String), beat: null });
});
