import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import { encodeBetween } from '@proximidad/edge';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
} from '@proximidad/testing';
import { type Answer, askAs, type Cut, executeAs, headOf } from '@proximidad/testing/rights';
import { definition } from './service.ts';

/* The beat of incidents that turn sensitive, as of before: for whoever sees such incidents no finer than the municipality. */

const ARMS = '30202';
/** What it turns out to be: a federal matter of a guarded kind, a guarded kind that is none, and no guarded kind. */
const FINAL = { kidnapping: '30603', rape: '30503', robbery: '30421', arms: ARMS } as const;
type Ending = keyof typeof FINAL;
const municipality = '09007';
const beatId = idFor('09', 'beat', 'guarded');
const point = { lon: -99.0921, lat: 19.3579 };

const operator: Subject = { id: 'p-operator', role: 'operator', entity: '09', purpose: 'DISPATCH' };
const commander: Subject = { ...operator, id: 'p-commander', role: 'commander', purpose: 'SUPERVISION' };
const liaison: Subject = {
  ...{ id: 'p-liaison', role: 'liaison', entity: '14', purpose: 'INVESTIGATION_SUPPORT', amr: ['mfa'] },
};
const analyst: Subject = { id: 'p-analyst', role: 'analyst', purpose: 'STATISTICS' };
const FEDERAL = [liaison, { ...liaison, entity: '09' }, analyst];

let ground: Ground;
let running: RunningService;
let others: Neighbours;
let began: Cut;
let then: Cut;
const ids = {} as Record<Ending, string>;
/** Totals as of then, asked for before anything turned out to be something else. */
let totals: Answer;

const execute = (field: string, input: object, who = operator): Promise<Answer> =>
  executeAs(
    running.service,
    who,
    field,
    { commandId: randomUUID(), ...input },
    '... on IncidentAccepted { incident { id beat { id } } } ... on Refusal { code }',
  );
async function read(who: Subject, query: string, cut?: Cut): Promise<Answer> {
  const { data, errors } = await askAs(running.service, who, query, cut);
  expect(errors).toBeUndefined();
  return data;
}

const TOTALS = `{ incidents(municipality: "${municipality}") { totalCount }
  incidentFigures { entity recorded open { priority count } } }`;
const totalsOf = (cut: Cut) =>
  Promise.all([operator, commander, ...FEDERAL].map((who) => read(who, TOTALS, cut)));

beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  const corners = [
    [-99.1, 19.35],
    [-99.08, 19.35],
    [-99.08, 19.37],
    [-99.1, 19.37],
    [-99.1, 19.35],
  ] as [number, number][];
  await others.tell('beats', 'public', beatId, {
    ...{ type: 'BeatDesigned', beatId, code: 'X-1', edition: '2026', municipality, version: 1 },
    polygon: { type: 'Polygon', coordinates: [corners] },
  });
  const report = () => execute('reportIncident', { code: ARMS, point });
  await eventually(async () => {
    const { incident } = await execute('reportIncident', { code: '60210', municipality, point });
    return incident.beat ? true : undefined;
  }, 'the beat is known');
  began = await headOf(running.service);
  for (const ending of Object.keys(FINAL) as Ending[]) ids[ending] = (await report()).incident.id;
  then = await headOf(running.service);
  totals = await totalsOf(then);
  for (const [ending, finalCode] of Object.entries(FINAL)) {
    const closing = { incidentId: ids[ending as Ending], outcome: 'REFERRED', finalCode, victims: 1 };
    await execute('closeIncident', closing);
  }
  await headOf(running.service);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await ground.clear();
});

const beatOf = async (who: Subject, ending: Ending, cut?: Cut) => {
  const query = `{ incident(id: "${ids[ending]}") { beat { id } model { profileId } targetsBasis { profileId } } }`;
  return (await read(who, query, cut)).incident;
};
const PAGE = '{ totalCount edges { node { id } } }';
/** The ways of asking, as of then, what was in the beat. */
const WAYS: Readonly<Record<string, () => readonly [query: string, cut?: Cut]>> = {
  list: () => [`{ found: incidents(beat: "${beatId}") ${PAGE} }`, then],
  'list as it was at a moment': () => {
    const validAt = new Date(then.clock).toISOString();
    return [`{ found: incidents(beat: "${beatId}", validAt: "${validAt}") ${PAGE} }`, then];
  },
  'open incidents of the beat': () => {
    const beat = `representations: [{ __typename: "Beat", id: "${beatId}" }]`;
    return [`{ of: _entities(${beat}) { ... on Beat { found: openIncidents ${PAGE} } } }`, then];
  },
  changes: () => {
    const log = running.service.logId;
    const cuts = encodeBetween({
      log,
      from: began,
      to: then,
      entity: '09',
      municipality: null,
      beat: beatId,
    });
    const between = `representations: [{ __typename: "ChangesBetween", cuts: "${cuts}" }]`;
    return [`{ of: _entities(${between}) { ... on ChangesBetween { found: incidents ${PAGE} } } }`];
  },
};
async function inBeat(who: Subject, way: string) {
  const answer = await read(who, ...WAYS[way]!());
  const { totalCount, edges } = answer.found ?? answer.of[0].found;
  return { totalCount, ids: edges.map(({ node }: Answer) => node.id).toSorted() };
}
const among = (...endings: Ending[]) => ({
  ...{ totalCount: endings.length, ids: endings.map((ending) => ids[ending]).toSorted() },
});

test('whoever sees a guarded incident no finer than the municipality is told no beat of it as of before it was one', async () => {
  const [beat, nowhere] = [{ id: beatId }, { beat: null, model: null, targetsBasis: null }];
  for (const who of FEDERAL) {
    expect(await beatOf(who, 'kidnapping', then)).toEqual(nowhere);
    expect(await beatOf(who, 'rape', then)).toEqual(nowhere);
    expect(await beatOf(who, 'robbery', then)).toMatchObject({ beat });
    expect(await beatOf(who, 'arms', then)).toMatchObject({ beat });
    expect([await beatOf(who, 'kidnapping'), await beatOf(who, 'rape')]).toEqual([nowhere, null]);
  }
  for (const who of [operator, commander])
    for (const cut of [undefined, then]) expect(await beatOf(who, 'kidnapping', cut)).toMatchObject({ beat });
});

test.each(Object.keys(WAYS))('nor does a question about the beat find or count it: %s', async (way) => {
  for (const who of FEDERAL) expect(await inBeat(who, way)).toEqual(among('robbery', 'arms'));
  expect((await inBeat(operator, way)).ids).toEqual(expect.arrayContaining(Object.values(ids)));
});

/** The incidents of which a feed tells at some time that they are in the beat, and those of which it tells at all. */
async function toldBy(who: Subject, where: object = {}) {
  const { service } = running;
  const { position } = await headOf(service);
  const passport = await passportFor(who, service.name);
  const asked = { passport, types: ['Incident'], ...where, after: began.position, upTo: position };
  const [inTheBeat, withUnits, all] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for await (const { changes } of await service.feeds.open(asked, AbortSignal.timeout(150_000)))
    for (const { key, before, after } of changes) {
      all.add(key);
      if ([before, after].some((side) => side?.['beatId'] === beatId)) inTheBeat.add(key);
      if ([before, after].some((side) => `${side?.['unitIds'] ?? ''}`.trim() !== '')) withUnits.add(key);
    }
  return { inTheBeat, withUnits, all };
}

test('nor does a feed tell the beat of one that was guarded from the start, whoever filters by it later', async () => {
  const { incident } = await execute('reportIncident', { code: FINAL.kidnapping, point });
  const id = incident.id as string;
  expect(incident.beat).toEqual({ id: beatId });
  for (const who of FEDERAL) {
    const { inTheBeat, all } = await toldBy(who);
    expect([all.has(id), inTheBeat.has(id), inTheBeat.has(ids.arms)]).toEqual([true, false, true]);
    expect((await toldBy(who, { where: { beatId: [beatId] } })).all).not.toContain(id);
  }
  expect((await toldBy(operator)).inTheBeat).toContain(id);
});

test('nor the beat of one that is said at the scene to be a guarded one, while it is open', async () => {
  const { incident } = await execute('reportIncident', { code: ARMS, point });
  const told = async (who: Subject) =>
    (await read(who, `{ incident(id: "${incident.id}") { beat { id } scene { finalCode { code } } } }`))
      .incident;
  expect(await told(liaison)).toEqual({ beat: { id: beatId }, scene: null });
  for (const finalCode of [FINAL.robbery, FINAL.kidnapping, FINAL.rape]) {
    await execute('reportScene', { incidentId: incident.id, finalCode });
    const beat = finalCode === FINAL.robbery ? { id: beatId } : null;
    const scene = { finalCode: { code: finalCode } };
    for (const who of FEDERAL) expect(await told(who)).toEqual({ beat, scene });
    expect(await told(operator)).toEqual({ beat: { id: beatId }, scene });
  }
  await execute('reportScene', { incidentId: incident.id, finalCode: FINAL.robbery });
  expect(await told(liaison)).toMatchObject({ beat: null });
  const before = await headOf(running.service);
  const incidentId = incident.id as string;
  const retract = (number: number | null, reason = 'WRONG_CODE') =>
    execute('retractScene', { incidentId, number, reason }, commander);
  expect(await retract(9)).toMatchObject({ code: 'SceneNotFound' });
  await retract(2);
  expect(await told(liaison)).toMatchObject({ beat: null });
  await retract(3);
  for (const who of FEDERAL) expect(await told(who)).toMatchObject({ beat: { id: beatId } });
  const query = `{ incident(id: "${incidentId}") { beat { id } scene { number } scenes { number } } }`;
  const standing = { scene: { number: 4 }, scenes: [{ number: 1 }, { number: 4 }] };
  expect((await read(liaison, query)).incident).toEqual({ beat: { id: beatId }, ...standing });
  // As of before, it was guarded, and stays so.
  expect((await read(liaison, query, before)).incident).toMatchObject({ beat: null, scene: { number: 4 } });
  await retract(null);
  expect((await read(liaison, query)).incident).toMatchObject({ scene: { number: 1 } });
});

test('a liaison to whom its owner opened it sees its beat at any moment', async () => {
  const asking = { commandId: randomUUID(), incidentId: ids.kidnapping, basis: 'KIDNAPPING', folio: 'REQ-1' };
  const answer = '... on NeedToKnowAccepted { needToKnow { id } }';
  const { needToKnow } = await executeAs(running.service, liaison, 'requestNeedToKnow', asking, answer);
  const needToKnowId = needToKnow.id as string;
  const grant = (field: string) =>
    executeAs(running.service, commander, field, { commandId: randomUUID(), needToKnowId }, answer);
  await grant('grantNeedToKnow');
  const told = async () => (await beatOf(liaison, 'kidnapping', then)).beat as object | null;
  await eventually(async () => (await told()) ?? undefined, 'it is open to the liaison');
  expect((await inBeat(liaison, 'list')).ids).toContain(ids.kidnapping);
  await grant('withdrawNeedToKnow');
  await eventually(async () => ((await told()) === null ? true : undefined), 'it is closed again');
});

test('totals as of then are what they were', async () => {
  expect(await totalsOf(then)).toEqual(totals);
});

test('what a guarded incident was merged into is guarded as it is, over any number of merges, while they stand', async () => {
  const report = async (code: string) =>
    (await execute('reportIncident', { code, point: code === '30502' ? null : point, municipality })).incident
      .id as string;
  const beatsOf = async (who: Subject, ...these: string[]) => {
    const told = these.map((id, n) => `of${n}: incident(id: "${id}") { beat { id } }`);
    const list = `list: incidents(beat: "${beatId}", first: 100) { edges { node { id } } }`;
    const { list: found, ...each } = await read(who, `{ ${told.join(' ')} ${list} }`);
    const listed = found.edges.map(({ node }: Answer) => node.id);
    return these.map((id, n) => [each[`of${n}`]?.beat?.id ?? null, listed.includes(id)]);
  };
  const [shown, hidden] = [
    [beatId, true],
    [null, false],
  ];
  for (const kind of ['30603', '30502']) {
    const [given, kept, last] = [await report(kind), await report(ARMS), await report(ARMS)];
    await execute('mergeIncidents', { incidentId: given, survivorId: kept });
    const between = await headOf(running.service);
    expect(await beatsOf(liaison, kept, last)).toEqual([hidden, shown]);
    await execute('mergeIncidents', { incidentId: kept, survivorId: last });
    await headOf(running.service);
    for (const who of FEDERAL) expect(await beatsOf(who, kept, last)).toEqual([hidden, hidden]);
    expect(await beatsOf(operator, kept, last)).toEqual([shown, shown]);
    const { last: before } = await read(
      liaison,
      `{ last: incident(id: "${last}") { beat { id } } }`,
      between,
    );
    expect(before).toEqual({ beat: null });
    await execute('revertMerge', { incidentId: kept });
    await execute('revertMerge', { incidentId: given });
    await headOf(running.service);
    expect(await beatsOf(liaison, kept, last)).toEqual([shown, shown]);
  }
});

test('nor which unit was sent to it, whose other incidents tell its beat, and no question about the unit finds it', async () => {
  const unitId = idFor('09', 'unit', 'guarded');
  const at = { ms: Date.now() - 60_000, offsetMin: -360 };
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitRegistered', unitId, municipality, registeredAt: at },
  });
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitStatusChanged', unitId, status: 'AVAILABLE', incidentId: null, at },
  });
  const attended = async (code: string) => {
    const incidentId = (await execute('reportIncident', { code, point })).incident.id as string;
    const sending = { incidentId, unitId, overrideReason: 'CLOSER_UNIT' };
    await eventually(
      async () => ((await execute('dispatchPatrol', sending)).incident ? true : undefined),
      'the unit is known',
    );
    await execute('reportScene', { incidentId, unitId });
    await execute('closeIncident', { incidentId, outcome: 'REFERRED', finalCode: code, victims: 1 });
    return incidentId;
  };
  const [arms, kidnapping] = [await attended(ARMS), await attended(FINAL.kidnapping)];
  const toldOf = async (who: Subject, id: string) => {
    const sent = 'status unit { id }';
    const query = `{ incident(id: "${id}") { dispatches { ${sent} } scene { unit { id } } scenes { unit { id } } } }`;
    return (await read(who, query)).incident;
  };
  const now = new Date().toISOString();
  const ways = [`{ found: incidents(unit: "${unitId}") ${PAGE} }`].concat(
    `{ found: incidents(unit: "${unitId}", validAt: "${now}") ${PAGE} }`,
    `{ of: _entities(representations: [{ __typename: "Unit", id: "${unitId}" }]) { ... on Unit { found: incidents ${PAGE} } } }`,
  );
  const attendedBy = async (who: Subject, way: string) => {
    const answer = await read(who, way);
    return (answer.found ?? answer.of[0].found).edges.map(({ node }: Answer) => node.id).toSorted();
  };
  const unit = { id: unitId };
  const shown = { dispatches: [{ status: 'CLEARED', unit }], scene: { unit }, scenes: [{ unit }] };
  const hidden = {
    dispatches: [{ status: 'CLEARED', unit: null }],
    scene: { unit: null },
    scenes: [{ unit: null }],
  };
  for (const who of FEDERAL) {
    expect([await toldOf(who, arms), await toldOf(who, kidnapping)]).toEqual([shown, hidden]);
    for (const way of ways) expect([way, await attendedBy(who, way)]).toEqual([way, [arms]]);
    const { all, withUnits } = await toldBy(who);
    expect([arms, kidnapping].map((id) => [all.has(id), withUnits.has(id)])).toEqual([
      [true, true],
      [true, false],
    ]);
  }
  expect(await toldOf(operator, kidnapping)).toEqual(shown);
  for (const way of ways) expect(await attendedBy(operator, way)).toEqual([arms, kidnapping].toSorted());
});
