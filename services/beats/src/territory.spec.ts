import { randomUUID } from 'node:crypto';
import { formatInstant, handle, idFor } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { beat } from './domain/beat.ts';
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
  query,
  running,
  send,
  squareText,
  tell,
  useBeats,
} from './testing/subgraph.ts';

useBeats();

describe('beats', () => {
  test('are designed, found by place, redrawn and closed', async () => {
    const designed = await tell('designBeat', drawing('A-1', squareText(0)));
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
    const found = 'query ($lat: Float!, $lon: Float!) { beatAt(lat: $lat, lon: $lon) { id polygon } }';
    const place = await query(analyst, found, middleOf(0));
    expect(place).toEqual({ beatAt: { id: idOf('A-1'), polygon: squareText(0) } });
    expect(await query(analyst, found, middleOf(7))).toEqual({ beatAt: null });

    const { extensions } = await ask(analyst, found, middleOf(0));
    const smaller = { beatId: idOf('A-1'), polygon: squareText(0.5), reason: 'DEMAND' };
    expect(await tell('redrawBeat', smaller)).toMatchObject({ beat: { version: 2 } });
    expect(await query(analyst, found, { lat: 19.355, lon: -99.099 })).toEqual({ beatAt: null });
    const cut = { position: extensions.position, clock: Date.now() };
    expect(await query(analyst, found, { lat: 19.355, lon: -99.099 }, { cut })).toMatchObject({
      beatAt: { id: idOf('A-1') },
    });

    await tell('designBeat', drawing('A-2', squareText(2)));
    const close = { beatId: idOf('A-1'), successorBeatIds: [idOf('A-2')] };
    expect(await tell('closeBeat', { ...close, successorBeatIds: [idFor('09', 'none')] })).toMatchObject({
      code: 'SuccessorNotFound',
    });
    expect(await tell('closeBeat', close)).toMatchObject({ beat: { status: 'CLOSED' } });
    expect(await tell('redrawBeat', smaller)).toMatchObject({ code: 'BeatClosed' });
    expect(await query(analyst, found, middleOf(0.5))).toEqual({ beatAt: null });
  });

  test('that overlap are refused, those of another edition are not (BR-B4)', async () => {
    await tell('designBeat', drawing('B-1', squareText(10)));
    const over = drawing('B-2', squareText(10.5));
    expect(await tell('designBeat', over)).toMatchObject({ code: 'OverlapsBeat', rule: 'BR-B4' });
    expect(await tell('designBeat', { ...over, edition: '2016' })).toMatchObject({
      __typename: 'BeatAccepted',
    });
    expect(await tell('designBeat', drawing('B-3', squareText(11)))).toMatchObject({
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

  test('of a lost race are listed as a finding, and found no more once one is redrawn', async () => {
    await tell('designBeat', drawing('R-1', squareText(20)));
    const polygon = JSON.parse(squareText(20.5));
    const command = {
      type: 'DesignBeat',
      at: now(),
      ...drawing('R-2', ''),
      polygon,
      name: null,
      population: null,
    };
    const told = {
      ...{ commandId: randomUUID(), correlationId: randomUUID(), occurredAt: now() },
      actor: { kind: 'SYSTEM', id: 'race', role: 'SYSTEM' } as const,
    };
    const { log } = running.service;
    await handle(log, beat, idOf('R-2'), { ...command, overlaps: [] } as never, told);
    const findings = 'query ($id: ID!) { beat(id: $id) { overlaps { id } } }';
    const found = () => query<{ beat: object | null }>(analyst, findings, { id: idOf('R-2') });
    await eventually(async () => ((await found()).beat ? true : undefined), 'the beat was projected');
    expect(await found()).toEqual({ beat: { overlaps: [{ id: idOf('R-1') }] } });
    await tell('redrawBeat', { beatId: idOf('R-2'), polygon: squareText(21), reason: 'OVERLAP_CORRECTED' });
    expect(await found()).toEqual({ beat: { overlaps: [] } });
  });

  test('in bulk are each accepted, known or rejected for themselves', async () => {
    const items = [
      drawing('C-1', squareText(30)),
      drawing('C-2', squareText(31)),
      drawing('C-3', squareText(31.5)),
      drawing('C-4', '{"type":"Point"}'),
      drawing('C-5', squareText(33), { municipality: '14039' }),
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
    ]);
    const again = await query<Bulk>(commander09, bulk, { input: { items } });
    expect(again.designBeats.results.map(({ outcome }) => outcome)).toEqual([
      ...['KNOWN', 'KNOWN', 'REJECTED', 'REJECTED', 'REJECTED'],
    ]);
    const many = Array.from({ length: 101 }, () => items[0]);
    expect(await codeOf(ask(commander09, bulk, { input: { items: many } }))).toBe('LIMIT_EXCEEDED');
  });

  test('are told by whoever is responsible for the place, and by nobody else', async () => {
    const foreign = drawing('D-1', squareText(40));
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

  test('a command told again is answered with its first outcome, whatever the map is by now', async () => {
    const input = { ...drawing('E-1', squareText(50)), commandId: randomUUID() };
    await tell('designBeat', input);
    await tell('redrawBeat', { beatId: idOf('E-1'), polygon: squareText(55), reason: 'DEMAND' });
    await tell('designBeat', drawing('E-2', squareText(50)));
    expect(await tell('designBeat', input)).toMatchObject({ known: true, beat: { id: idOf('E-1') } });
    expect(await tell('designBeat', { ...input, commandId: randomUUID() })).toMatchObject({
      code: 'AlreadyDesigned',
    });
  });
});
