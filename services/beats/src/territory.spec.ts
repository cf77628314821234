import { randomUUID } from 'node:crypto';
import { formatInstant, handle, idFor } from '@proximidad/eventsourcing';
import { REFUSALS } from '@proximidad/refusals';
import { eventually } from '@proximidad/testing';
import { beat } from './beat/beat.ts';
import {
  MINUTE_MS,
  OFFSET_MIN,
  type Result,
  analyst,
  ask,
  codeOf,
  commander09,
  commander14,
  drawing,
  idOf,
  middleOf,
  now,
  operator09,
  others,
  query,
  running,
  send,
  squareAt,
  execute,
  useBeats,
} from './testing/subgraph.ts';

useBeats();

describe('beats', () => {
  test('are designed, found by place, redrawn and closed', async () => {
    const designed = await execute('designBeat', drawing('A-1', squareAt(0)));
    expect(designed).toMatchObject({
      __typename: 'BeatAccepted',
      known: false,
      beat: {
        id: idOf('A-1'),
        code: 'A-1',
        status: 'ACTIVE',
        version: 1,
        entity: { code: '09' },
        overlaps: [],
      },
    });
    const found =
      'query ($lat: Float!, $lon: Float!) { beatAt(lat: $lat, lon: $lon) { id boundary polygon } }';
    const place = await query(analyst, found, middleOf(0));
    const boundary = squareAt(0);
    expect(place).toEqual({
      beatAt: { id: idOf('A-1'), boundary, polygon: JSON.stringify(boundary) },
    });
    expect(await query(analyst, found, middleOf(7))).toEqual({ beatAt: null });

    const { extensions } = await ask(analyst, found, middleOf(0));
    const smaller = { beatId: idOf('A-1'), polygon: squareAt(0.5), reason: 'DEMAND' };
    expect(await execute('redrawBeat', smaller)).toMatchObject({ beat: { version: 2 } });
    expect(await query(analyst, found, { lat: 19.355, lon: -99.599 })).toEqual({ beatAt: null });
    const cut = { position: extensions.position, clock: Date.now() };
    expect(await query(analyst, found, { lat: 19.355, lon: -99.599 }, { cut })).toMatchObject({
      beatAt: { id: idOf('A-1') },
    });

    await execute('designBeat', drawing('A-2', squareAt(2)));
    const close = { beatId: idOf('A-1'), successorBeatIds: [idOf('A-2')] };
    expect(await execute('closeBeat', { ...close, successorBeatIds: [idFor('09', 'none')] })).toMatchObject({
      code: 'SuccessorNotFound',
    });
    const jalisco = { type: 'Polygon', coordinates: squareAt(-376, 132).coordinates };
    const there = { authority: 'auth-14', municipality: '14039' };
    const { beat: other } = await execute('designBeat', drawing('J-1', jalisco, there), commander14);
    const elsewhere = { ...close, successorBeatIds: [(other as { id: string }).id] };
    expect(await execute('closeBeat', elsewhere)).toMatchObject({ code: 'OutsideEntity' });
    expect(await execute('closeBeat', close)).toMatchObject({ beat: { status: 'CLOSED' } });
    const back = { beatId: idOf('A-2'), successorBeatIds: [idOf('A-1')] };
    expect(await execute('closeBeat', back)).toMatchObject({ code: 'SuccessorNotFound' });
    expect(await execute('redrawBeat', smaller)).toMatchObject({ code: 'BeatClosed' });
    // Recorded later, for a moment before A-1 was closed.
    const { beat: taker } = await query<{ beat: { validFrom: string } }>(
      analyst,
      'query ($id: ID!) { beat(id: $id) { validFrom } }',
      { id: idOf('A-2') },
    );
    expect(await execute('closeBeat', { ...back, ...taker })).toMatchObject({ code: 'SucceedsItself' });
    expect(await query(analyst, found, middleOf(0.5))).toEqual({ beatAt: null });
  });

  test('lie on the earth: a place that is none is named in the error (F5)', async () => {
    const found = 'query ($lat: Float!, $lon: Float!) { beatAt(lat: $lat, lon: $lon) { id } }';
    for (const [path, place] of [
      ['lat', { lat: 90.5, lon: -99 }],
      ['lon', { lat: 19, lon: -180.5 }],
    ] as const) {
      const { errors } = await ask(analyst, found, place);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  test('that overlap are refused, those of another edition are not (BR-B4)', async () => {
    await execute('designBeat', drawing('B-1', squareAt(10)));
    const over = drawing('B-2', squareAt(10.5));
    expect(await execute('designBeat', over)).toMatchObject({ code: 'OverlapsBeat', rule: 'BR-B4' });
    expect(await execute('designBeat', { ...over, edition: '2016' })).toMatchObject({
      __typename: 'BeatAccepted',
    });
    expect(await execute('designBeat', drawing('B-3', squareAt(11)))).toMatchObject({
      __typename: 'BeatAccepted',
    });
    const newest = await query(
      analyst,
      'query ($lat: Float!, $lon: Float!) { beatAt(lat: $lat, lon: $lon) { id } }',
      {
        ...middleOf(10.3),
      },
    );
    expect(newest).toEqual({ beatAt: { id: idOf('B-1') } });
  });

  test('of a lost race are listed as a finding, and no longer once one is redrawn', async () => {
    await execute('designBeat', drawing('R-1', squareAt(20)));
    const polygon = squareAt(20.5);
    const command = {
      type: 'DesignBeat',
      at: now(),
      ...drawing('R-2', {}),
      polygon,
      name: null,
      population: null,
    };
    const metadata = {
      ...{ commandId: randomUUID(), correlationId: randomUUID(), occurredAt: now() },
      actor: { kind: 'SYSTEM', id: 'race', role: 'SYSTEM' } as const,
    };
    const { log } = running.service;
    await handle(log, beat, idOf('R-2'), { ...command, overlaps: [] } as never, metadata);
    const findings = 'query ($id: ID!) { beat(id: $id) { overlaps { id } } }';
    const found = () => query<{ beat: object | null }>(analyst, findings, { id: idOf('R-2') });
    await eventually(async () => ((await found()).beat ? true : undefined), 'the beat was projected');
    expect(await found()).toEqual({ beat: { overlaps: [{ id: idOf('R-1') }] } });
    await execute('redrawBeat', {
      beatId: idOf('R-2'),
      polygon: squareAt(21),
      reason: 'OVERLAP_CORRECTED',
    });
    expect(await found()).toEqual({ beat: { overlaps: [] } });
  });

  test('in bulk are each accepted, known or rejected by themselves', async () => {
    const items = [
      drawing('C-1', squareAt(30)),
      drawing('C-2', squareAt(31)),
      drawing('C-3', squareAt(31.5)),
      drawing('C-4', { type: 'Point' }),
      drawing('C-5', squareAt(33), { municipality: '14039' }),
      drawing('C-6', squareAt(34), { occurredAt: '2999-01-01T00:00:00-06:00' }),
    ].map((item) => ({ ...item, commandId: randomUUID() }));
    const bulk = `mutation ($input: DesignBeatsInput!) { designBeats(input: $input) {
      position results { index outcome id code message } } }`;
    type Bulk = { designBeats: { results: Result[] } };
    const first = await query<Bulk>(commander09, bulk, { input: { items } });
    expect(first.designBeats.results).toMatchObject([
      { index: 0, outcome: 'ACCEPTED', id: idOf('C-1'), code: null },
      { index: 1, outcome: 'ACCEPTED' },
      { index: 2, outcome: 'REJECTED', code: 'OverlapsBeat' },
      { index: 3, outcome: 'REJECTED', code: 'BAD_USER_INPUT' },
      { index: 4, outcome: 'REJECTED', code: 'FORBIDDEN' },
      {
        ...{ index: 5, outcome: 'REJECTED', code: 'BAD_USER_INPUT' },
        message: 'occurredAt: está en el futuro',
      },
    ]);
    const again = await query<Bulk>(commander09, bulk, { input: { items } });
    expect(again.designBeats.results.map(({ outcome }) => outcome)).toEqual([
      ...['KNOWN', 'KNOWN', 'REJECTED', 'REJECTED', 'REJECTED', 'REJECTED'],
    ]);
    expect(await execute('designBeat', items[0]!)).toMatchObject({ known: true });
    const [, other] = (
      await query<Bulk>(commander09, bulk, {
        input: { items: [items[0], { ...items[1], polygon: squareAt(39) }] },
      })
    ).designBeats.results;
    expect(other).toMatchObject({ outcome: 'REJECTED', code: 'CommandIdReused' });
    const spoken = async (extensions: object) =>
      (await query<Bulk>(commander09, bulk, { input: { items } }, extensions)).designBeats.results[2]!;
    const { es, en } = REFUSALS.OverlapsBeat;
    expect(await spoken({})).toMatchObject({ code: 'OverlapsBeat', message: es });
    expect(await spoken({ language: 'en' })).toMatchObject({ code: 'OverlapsBeat', message: en });
    const many = Array.from({ length: 101 }, () => items[0]);
    expect(await codeOf(ask(commander09, bulk, { input: { items: many } }))).toBe('LIMIT_EXCEEDED');
  });

  test('in bulk are known when they are sent again, though their municipality has ended since', async () => {
    const item = { ...drawing('G-1', squareAt(60), { municipality: '09017' }), commandId: randomUUID() };
    const bulk = `mutation ($input: DesignBeatsInput!) { designBeats(input: $input) { results { outcome code message } } }`;
    const sent = async (one: object) => {
      const input = { items: [one] };
      const told = await query<{ designBeats: { results: Result[] } }>(commander09, bulk, { input });
      return told.designBeats.results[0];
    };
    expect(await sent(item)).toMatchObject({ outcome: 'ACCEPTED' });
    await others.tell('authorities', 'public', idFor('09', 'geography', 'municipalities'), {
      ...{ type: 'MunicipalityEnded', cvegeo: '09017', into: ['09016'], from: now() },
    });
    const another = () => ({
      ...drawing('G-2', squareAt(62), { municipality: '09017' }),
      commandId: randomUUID(),
    });
    await eventually(async () => {
      const { message } = (await sent(another()))!;
      return String(message).startsWith('municipality') ? true : undefined;
    }, 'the end is noted');
    expect(await sent(item)).toMatchObject({ outcome: 'KNOWN' });
    expect(await sent({ ...item, polygon: squareAt(64) })).toMatchObject({ code: 'CommandIdReused' });
  });

  test('are drawn by whoever is responsible for the place, and by nobody else', async () => {
    const foreign = drawing('D-1', squareAt(40));
    expect(await codeOf(send('designBeat', foreign, commander14))).toBe('FORBIDDEN');
    expect(await codeOf(send('designBeat', foreign, analyst))).toBe('FORBIDDEN');
    expect(await codeOf(send('designBeat', foreign, operator09))).toBe('FORBIDDEN');
    expect(await codeOf(send('designBeat', { ...foreign, polygon: '[' }, commander09))).toBe(
      'BAD_USER_INPUT',
    );
    const future = formatInstant({ ms: Date.now() + MINUTE_MS, offsetMin: OFFSET_MIN });
    expect(await codeOf(send('designBeat', { ...foreign, occurredAt: future }, commander09))).toBe(
      'BAD_USER_INPUT',
    );
  });

  test('a command sent again is answered with its first outcome, whatever the map is by now', async () => {
    const input = { ...drawing('E-1', squareAt(50)), commandId: randomUUID() };
    await execute('designBeat', input);
    await execute('redrawBeat', { beatId: idOf('E-1'), polygon: squareAt(55), reason: 'DEMAND' });
    await execute('designBeat', drawing('E-2', squareAt(50)));
    expect(await execute('designBeat', input)).toMatchObject({ known: true, beat: { id: idOf('E-1') } });
    expect(await execute('designBeat', { ...input, commandId: randomUUID() })).toMatchObject({
      code: 'AlreadyDesigned',
    });
  });
});
