import { idFor } from '@proximidad/eventsourcing';
import {
  analyst,
  ask,
  codeOf,
  commander09,
  commander14,
  drawing,
  idOf,
  newUnit,
  operator09,
  operator09006,
  query,
  send,
  squareText,
  execute,
  useBeats,
} from './testing/subgraph.ts';

useBeats();

describe('a unit is the business of its state alone', () => {
  test('others see nothing of it: not by id, list, count, entity, beat or figure; and have it do nothing', async () => {
    await execute('designBeat', drawing('H-1', squareText(90)));
    const unitId = await newUnit('U-501', { homeBeatId: idOf('H-1') });
    await execute('reportUnitStatus', { unitId, status: 'AVAILABLE' });
    const everything = `query ($id: ID!, $of: [_Any!]!, $beat: ID!) {
      unit(id: $id) { id } units(entity: "09") { totalCount edges { node { id } } }
      beat(id: $beat) { id units { id } } _entities(representations: $of) { __typename }
      presenceFigures { entity beats officersOnDuty units { status count } } }`;
    const variables = { id: unitId, of: [{ __typename: 'Unit', id: unitId }], beat: idOf('H-1') };
    const seen = await query<{ presenceFigures: { entity: string }[] }>(commander14, everything, variables);
    expect(seen).toMatchObject({
      unit: null,
      units: { totalCount: 0, edges: [] },
      beat: { id: idOf('H-1'), units: [] },
      _entities: [null],
    });
    const statuses = seen.presenceFigures.flatMap(
      (row) => (row as never as { units: { count: number }[] }).units,
    );
    expect(statuses.every(({ count }) => count === 0)).toBe(true);
    expect(await query(operator09006, everything, variables)).toMatchObject({
      unit: null,
      units: { totalCount: 0 },
    });
    expect(await query(operator09, everything, variables)).toMatchObject({ unit: { id: unitId } });

    const command = { unitId, status: 'BUSY' };
    expect(await codeOf(send('reportUnitStatus', command, commander14))).toBe('FORBIDDEN');
    expect(await execute('reportUnitStatus', command, operator09006)).toMatchObject({ code: 'UnitNotFound' });
    expect(await codeOf(send('reportUnitStatus', command, analyst))).toBe('FORBIDDEN');
    expect(await codeOf(ask(analyst, `{ unit(id: "${unitId}") { lastPoint { lat } } }`))).toBe('FORBIDDEN');
  });

  test('its refusals are named', async () => {
    const unitId = await newUnit('U-502');
    expect(await execute('reportUnitStatus', { unitId, status: 'EN_ROUTE' })).toMatchObject({
      code: 'IncidentNotNamed',
    });
    expect(
      await execute('registerUnit', { unitId, code: 'U-502', kind: 'FOOT', municipality: '09007' }),
    ).toMatchObject({
      code: 'AlreadyRegistered',
    });
    const homeless = {
      code: 'U-503',
      kind: 'FOOT',
      municipality: '09007',
      homeBeatId: idFor('09', 'beat', 'none'),
    };
    expect(await execute('registerUnit', homeless)).toMatchObject({ code: 'BeatNotFound' });
    const elsewhere = {
      unitId: idFor('09', 'unit', 'U-504'),
      code: 'U-504',
      kind: 'FOOT',
      municipality: '14039',
    };
    expect(await execute('registerUnit', elsewhere)).toMatchObject({ code: 'OutsideEntity', rule: 'BR-A1' });
  });
});

test('the figures count active beats, those without a unit that works, units by status, officers on duty', async () => {
  const row = async () => {
    const text =
      '{ presenceFigures { entity beats beatsWithoutUnit officersOnDuty units { status count } } }';
    const { presenceFigures } = await query<{ presenceFigures: Figures[] }>(commander09, text);
    return presenceFigures.find(({ entity }) => entity === '09')!;
  };
  interface Figures {
    readonly entity: string;
    readonly beats: number;
    readonly beatsWithoutUnit: number;
    readonly officersOnDuty: number;
    readonly units: readonly { readonly status: string; readonly count: number }[];
  }
  const busy = ({ units }: Figures) => units.find(({ status }) => status === 'BUSY')!.count;
  await execute('designBeat', drawing('I-1', squareText(100)));
  const before = await row();
  const unitId = await newUnit('U-601', { homeBeatId: idOf('I-1') });
  expect(await row()).toMatchObject({ beats: before.beats, beatsWithoutUnit: before.beatsWithoutUnit });
  await execute('reportUnitStatus', { unitId, status: 'BUSY' });
  await execute('startDuty', { officerId: idFor('09', 'officer', 'C'), unitId, method: 'DEVICE' });
  const after = await row();
  expect(after).toMatchObject({
    beats: before.beats,
    beatsWithoutUnit: before.beatsWithoutUnit - 1,
    officersOnDuty: before.officersOnDuty + 1,
  });
  expect(busy(after)).toBe(busy(before) + 1);
  await execute('closeBeat', { beatId: idOf('I-1') });
  expect(await row()).toMatchObject({
    beats: before.beats - 1,
    beatsWithoutUnit: before.beatsWithoutUnit - 1,
  });
});
