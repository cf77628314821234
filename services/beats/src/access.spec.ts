import { randomUUID } from 'node:crypto';
import { SUBGRAPH_COST_MAX } from '@proximidad/cost';
import { formatInstant, idFor } from '@proximidad/eventsourcing';
import {
  analyst,
  ask,
  codeOf,
  commander09,
  commander14,
  drawing,
  idOf,
  newUnit,
  now,
  officer09,
  operator09,
  operator09006,
  query,
  send,
  squareAt,
  execute,
  useBeats,
} from './testing/subgraph.ts';

useBeats();

describe('a unit is the business of its state alone', () => {
  test('others see nothing of it (by id, list, count, entity, beat or figure) and cannot make it do anything', async () => {
    await execute('designBeat', drawing('H-1', squareAt(90)));
    const unitId = await newUnit('U-501', { homeBeatId: idOf('H-1') });
    await execute('reportUnitStatus', { unitId, status: 'AVAILABLE' });
    const everything = `query ($id: ID!, $of: [_Any!]!, $beat: ID!) {
      unit(id: $id) { id } units { totalCount edges { node { id } } }
      roomUnits(entity: "09", most: 100) { id code municipality beatId incidentId }
      beat(id: $beat) { id units { id } } _entities(representations: $of) { __typename }
      presenceFigures { entity beats officersOnDuty units { status count } } }`;
    const variables = { id: unitId, of: [{ __typename: 'Unit', id: unitId }], beat: idOf('H-1') };
    const seen = await query<{ presenceFigures: { entity: string }[] }>(commander14, everything, variables);
    expect(seen).toMatchObject({
      unit: null,
      units: { totalCount: 0, edges: [] },
      roomUnits: [],
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
      roomUnits: [],
    });
    const own = await query<{ unit: object; roomUnits: { id: string }[] }>(operator09, everything, variables);
    expect(own.unit).toMatchObject({ id: unitId });
    const inRoom = own.roomUnits.find(({ id }) => id === unitId);
    expect(inRoom).toMatchObject({ municipality: '09007', incidentId: null });
    const one = '{ roomUnits(entity: "09", most: 1) { id } }';
    expect((await query<{ roomUnits: object[] }>(operator09, one)).roomUnits).toHaveLength(1);

    const command = { unitId, status: 'BUSY' };
    expect(await codeOf(send('reportUnitStatus', command, commander14))).toBe('FORBIDDEN');
    expect(await execute('reportUnitStatus', command, operator09006)).toMatchObject({ code: 'UnitNotFound' });
    expect(await codeOf(send('reportUnitStatus', command, analyst))).toBe('FORBIDDEN');
    const point = `{ unit(id: "${unitId}") { lastPoint { lat } } }`;
    expect(await codeOf(ask({ ...commander09, purpose: 'STATISTICS' }, point))).toBe('FORBIDDEN');
    expect(await query(analyst, point)).toEqual({ unit: null });
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

describe('officers act only for themselves', () => {
  const mine = { officer: idFor('09', 'officer', 'self'), unit: idFor('09', 'unit', 'self') };
  const officer = { ...officer09, ...mine };

  test('H9: starts and ends their own duty, and nobody else’s', async () => {
    const duty = { officerId: mine.officer, method: 'DEVICE' };
    const other = { ...duty, officerId: idFor('09', 'officer', 'other') };
    expect(await execute('startDuty', duty, officer)).toMatchObject({ __typename: 'OfficerDutyAccepted' });
    expect(await codeOf(send('startDuty', other, officer))).toBe('FORBIDDEN');
    expect(await codeOf(send('startDuty', duty, officer09))).toBe('FORBIDDEN');
    await execute('startDuty', other);
    const ending = { officerId: other.officerId, reason: 'NORMAL' };
    expect(await codeOf(send('endDuty', ending, officer))).toBe('FORBIDDEN');
    expect(await execute('endDuty', { ...ending, officerId: mine.officer }, officer)).toMatchObject({
      __typename: 'OfficerDutyAccepted',
    });
  });

  test('H9: reports the status and positions of their own unit, and of no other', async () => {
    const other = await newUnit('U-511');
    await execute('registerUnit', {
      ...{ unitId: mine.unit, code: 'U-512', kind: 'FOOT', municipality: '09007' },
    });
    const execution = (unitId: string) => send('reportUnitStatus', { unitId, status: 'BUSY' }, officer);
    expect(await codeOf(execution(other))).toBe('FORBIDDEN');
    expect((await execution(mine.unit)).errors).toBeUndefined();
    const seen = (unitId: string) => ({
      unitId,
      lat: 19.36,
      lon: -99.09,
      accuracyM: 8,
      at: formatInstant(now()),
    });
    const positions = { positions: [seen(other), seen(mine.unit)] };
    const { data, errors } = await ask<{ reportPositions: object }>(
      officer,
      `mutation ($input: ReportPositionsInput!) { reportPositions(input: $input) { accepted rejected } }`,
      { input: { commandId: randomUUID(), ...positions } },
    );
    expect(errors).toBeUndefined();
    expect(data!.reportPositions).toEqual({ accepted: 1, rejected: 1 });
  });

  test('L7: a caller who serves one municipality cannot tell whether an officer is elsewhere or does not exist', async () => {
    const unitId = await newUnit('U-513');
    const town = { ...commander09, id: 'commander-09007', municipality: '09007' };
    const elsewhere = idFor('09', 'officer', 'elsewhere');
    await execute('startDuty', { officerId: elsewhere, method: 'ROLLCALL' });
    const answers = await Promise.all(
      [elsewhere, idFor('09', 'officer', 'nowhere')].map(async (officerId) => {
        const { errors } = await send('startDuty', { officerId, unitId, method: 'ROLLCALL' }, town);
        return errors?.map(({ message, extensions }) => [message, extensions?.['code']]);
      }),
    );
    expect(answers[0]).toEqual([[expect.any(String), 'FORBIDDEN']]);
    expect(answers[1]).toEqual(answers[0]);
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
  await execute('designBeat', drawing('I-1', squareAt(100)));
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

describe('H3: what costs too much is refused by the service itself, before it executes', () => {
  const shifts = 'shifts(first: 100) { edges { node { id } } }';
  const within =
    'beats(first: 100) { edges { node { shifts(first: 100) { edges { node { beat { id } } } } } } }';
  const byKey = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Beat { ${shifts} } } }`;
  const keys = (count: number) =>
    Array.from({ length: count }, () => ({ __typename: 'Beat', id: idOf('H-1') }));

  test.each([
    ['pages within pages, twice', `{ a: ${within} b: ${within} }`, {}, 60_602],
    [
      'a size that is the default of a variable',
      `query ($n: Int = 100) { a: ${within.replaceAll('100', '$n')} b: ${within.replaceAll('100', '$n')} }`,
      {},
      60_602,
    ],
    ['records by many keys', byKey, { of: keys(300) }, 300 * (1 + 1 + 200)],
  ])('%s', async (_name, text, variables, cost) => {
    const { data, errors } = await ask(commander09, text, variables);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost', max: SUBGRAPH_COST_MAX, cost } },
    ]);
  });

  test('fragments that double, which are not even measured one by one', async () => {
    const doubled = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Beat { ...F${i + 1} ...F${i + 1} }`,
    );
    const text = `{ beats { edges { node { ...F0 } } } } ${doubled.join(' ')} fragment F40 on Beat { id }`;
    const { errors } = await ask(commander09, text);
    expect(errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', limit: 'selections', max: 5_000 } },
    ]);
  });

  test('what stays within the bound is answered', async () => {
    expect(await ask(commander09, byKey, { of: keys(200) })).not.toHaveProperty('errors');
  });
});

describe('F5: impossible input is refused, naming the field', () => {
  const faults = async (answer: ReturnType<typeof ask>) =>
    (await answer).errors?.map(({ extensions }) => extensions);
  const drawn = (polygon: unknown, input = {}) =>
    faults(send('designBeat', { ...drawing('F5-1', squareAt(95)), polygon, ...input }, commander09));
  const ring = (...corners: [number, number][]) => ({
    type: 'Polygon',
    coordinates: [[...corners, corners[0]]],
  });
  const fault = (path: string, code: string) => [
    { code: 'BAD_USER_INPUT', fields: [{ path, code, message: expect.any(String) as string }] },
  ];

  test('a bow-tie, a line, a beat in the Gulf of Guinea', async () => {
    const [w, s] = [-99.1, 19.3];
    const bowTie = ring([w, s], [w + 0.01, s + 0.01], [w + 0.01, s], [w, s + 0.01]);
    expect(await drawn(bowTie)).toMatchObject(fault('polygon', 'SIDES_CROSS'));
    expect(await drawn(ring([w, s], [w + 0.01, s], [w + 0.02, s]))).toMatchObject(
      fault('polygon', 'NO_AREA'),
    );
    const [hole] = ring([w, s + 1], [w + 0.001, s + 1], [w + 0.001, s + 1.001]).coordinates;
    const apart = { type: 'Polygon', coordinates: [...squareAt(95).coordinates, hole] };
    expect(await drawn(apart)).toMatchObject(fault('polygon', 'HOLE_OUTSIDE'));
    expect(await drawn(ring([0, 0], [0.01, 0], [0.01, 0.01]))).toMatchObject(
      fault('polygon', 'OUTSIDE_ENTITY'),
    );
  });

  test('a municipality that does not exist, a time before anything was recorded', async () => {
    const unit = { code: 'U-F5', kind: 'FOOT', municipality: '09007' };
    expect(await faults(send('registerUnit', { ...unit, municipality: '09777' }, commander09))).toMatchObject(
      fault('municipality', 'UNKNOWN_MUNICIPALITY'),
    );
    expect(
      await faults(send('registerUnit', { ...unit, occurredAt: '1900-01-01T00:00:00Z' }, commander09)),
    ).toMatchObject(fault('occurredAt', 'TOO_LONG_AGO'));
  });

  test('a place beyond the poles', async () => {
    expect(await faults(ask(commander09, '{ beatAt(lat: 200, lon: 0) { id } }'))).toMatchObject(
      fault('lat', 'TOO_BIG'),
    );
  });

  test('an item of a bulk names it, too', async () => {
    const text = `mutation ($input: DesignBeatsInput!) { designBeats(input: $input) { results { code message } } }`;
    const item = { ...drawing('F5-2', squareAt(96)), commandId: randomUUID(), municipality: '09777' };
    const { data } = await ask(commander09, text, { input: { items: [item] } });
    expect(data).toEqual({
      designBeats: {
        results: [{ code: 'BAD_USER_INPUT', message: 'municipality: no existe ese municipio' }],
      },
    });
  });

  test.each([
    ['units(entity: "09")', commander14, { code: 'FORBIDDEN', reason: 'ENTITY' }],
    [
      'units(beat: "09-00000000-0000-5000-8000-000000000000")',
      commander14,
      { code: 'FORBIDDEN', reason: 'ENTITY' },
    ],
    ['units(entity: "77")', commander09, { fields: [{ path: 'entity', code: 'UNKNOWN_ENTITY' }] }],
    [
      'beats(municipality: "09777")',
      commander09,
      { fields: [{ path: 'municipality', code: 'UNKNOWN_MUNICIPALITY' }] },
    ],
    [
      'beats(entity: "14", municipality: "09007")',
      commander09,
      { fields: [{ path: 'municipality', code: 'OTHER_ENTITY' }] },
    ],
  ])('a filter that can find nothing is told so: %s', async (list, subject, extensions) => {
    expect(await faults(ask(subject, `{ ${list} { totalCount } }`))).toMatchObject([extensions]);
  });
});
