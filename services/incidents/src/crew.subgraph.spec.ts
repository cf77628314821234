import { randomUUID } from 'node:crypto';
import { formatInstant, idFor, type Instant } from '@proximidad/eventsourcing';
import type { Purpose, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { eventually, type Ground, neighbours, type Neighbours, openGround } from '@proximidad/testing';
import {
  type Answer,
  askAs,
  type Cut,
  ELSEWHERE,
  executeAs,
  headOf,
  HOLDERS,
  type Holder,
  OTHER_TOWN,
  OWN_OFFICER,
  OWN_TOWN,
  PURPOSES,
  type Scene,
  worksSeenBy,
} from '@proximidad/testing/rights';
import { knownUnits } from './known-unit/known-units.ts';
import { definition } from './service.ts';

/* Which officers were sent where: asked for by everybody, while duties begin and end. */

const MINUTE_MS = 60_000;
const TOWNS = {
  oneself: OWN_TOWN,
  otherBeat: OWN_TOWN,
  otherTown: OTHER_TOWN,
  otherState: ELSEWHERE,
} as const;
const SCENES = Object.keys(TOWNS) as (keyof typeof TOWNS)[];
const ALL_PURPOSES = [...new Set(Object.values(PURPOSES).flat())];
const officerOf = (scene: Scene, municipality: string) =>
  scene === 'oneself' ? OWN_OFFICER : idFor(municipality.slice(0, 2), 'officer', scene);
const OFFICERS = Object.fromEntries(SCENES.map((scene) => [scene, officerOf(scene, TOWNS[scene])]));

let ground: Ground;
let running: RunningService;
let others: Neighbours;
let end: Cut;
const incidents: Partial<Record<Scene, string>> = {};

const at = (ms: number): Instant => ({ ms, offsetMin: -360 });
const minutesAgo = (minutes: number) => at(Date.now() - minutes * MINUTE_MS);
const commander: Subject = { ...HOLDERS['commander of the state'], purpose: 'SUPERVISION' };
const operatorOf = (entity: string): Subject => ({
  ...{ id: `op-${entity}`, role: 'operator', entity, purpose: 'DISPATCH' },
});
const execute = (field: string, municipality: string, input: object): Promise<Answer> =>
  executeAs(
    running.service,
    operatorOf(municipality.slice(0, 2)),
    field,
    { commandId: randomUUID(), ...input },
    '... on IncidentAccepted { incident { id } } ... on Refusal { code }',
    field === 'reportArrival' ? 'UnitReportInput' : undefined,
  );

async function unitIn(municipality: string, name: string): Promise<string> {
  const unitId = idFor(municipality.slice(0, 2), 'unit', name);
  const place = { municipality, registeredAt: minutesAgo(600) };
  await others.tell('beats', 'restricted', unitId, { type: 'UnitRegistered', unitId, ...place });
  return unitId;
}

/** Reports, as beats, that an officer went on duty with a unit; returns a function that reports the end, which returns one that takes it back. */
async function onDuty(officerId: string, municipality: string, unitId: string | null, startedAt: Instant) {
  const duty = { officerId, unitId, startedAt };
  await others.tell('beats', 'restricted', officerId, { type: 'OfficerDutyStarted', ...duty, municipality });
  return async (endedAt: Instant) => {
    await others.tell('beats', 'restricted', officerId, { type: 'OfficerDutyEnded', ...duty, endedAt });
    const resumed = { type: 'OfficerDutyResumed', ...duty, endedAt, resumedAt: at(Date.now()) } as const;
    return () => others.tell('beats', 'restricted', officerId, resumed);
  };
}

async function reported(municipality: string, occurredAt = minutesAgo(60)): Promise<string> {
  const input = { municipality, code: '31112', occurredAt: formatInstant(occurredAt) };
  return (await execute('reportIncident', municipality, input)).incident.id;
}

async function send(municipality: string, unitId: string, incidentId: string): Promise<void> {
  const input = { incidentId, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
  expect(await execute('dispatchPatrol', municipality, input)).toMatchObject({
    incident: { id: incidentId },
  });
}

/** Waits until the crew of the unit, as this service knows it, has this many members. */
const crewIs = (unitId: string, count: number) =>
  eventually(() => {
    const row = running.service.readModels.table(knownUnits).get(unitId);
    return row?.municipality && row.crew.filter(({ until }) => until === null).length === count
      ? true
      : undefined;
  }, 'the crew was noted');

const found = async (who: Subject, question: string, cut?: Cut): Promise<readonly string[] | undefined> => {
  const { data } = await askAs(running.service, who, `{ asked: ${question} }`, cut);
  const asked = data?.asked && [data.asked].flat()[0];
  const { edges } = asked?.incidents ?? asked ?? {};
  return edges?.map(({ node }: Answer) => node.id);
};
const listOf = (officer: string, args = '') =>
  `incidents(officer: "${officer}" ${args}) { totalCount pageInfo { endCursor hasNextPage } edges { node { id } } }`;
const reference = (officer: string) =>
  `_entities(representations: [{ __typename: "Officer", id: "${officer}" }]) { ... on Officer { incidents { edges { node { id } } } } }`;
const until = (officer: string, expected: readonly string[]) =>
  eventually(async () => {
    const told = await found(commander, listOf(officer));
    return JSON.stringify(told?.toSorted()) === JSON.stringify(expected.toSorted()) ? true : undefined;
  }, 'the officer was found there');

beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  for (const scene of SCENES) {
    const municipality = TOWNS[scene];
    const unitId = await unitIn(municipality, `of ${scene}`);
    await onDuty(OFFICERS[scene]!, municipality, unitId, minutesAgo(120));
    await crewIs(unitId, 1);
    incidents[scene] = await reported(municipality);
    await send(municipality, unitId, incidents[scene]);
  }
  end = await headOf(running.service);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await ground.clear();
});

test.each(Object.keys(HOLDERS) as Holder[])(
  'H9: to which incidents an officer was sent is told to %s as the oracle says',
  async (holder) => {
    for (const purpose of ALL_PURPOSES) {
      const who: Subject = { ...HOLDERS[holder], purpose: purpose as Purpose };
      const told = async (question: (officer: string) => string, cut?: Cut) => {
        const all = await Promise.all(SCENES.map((scene) => found(who, question(OFFICERS[scene]!), cut)));
        return SCENES.filter((scene, index) => all[index]?.includes(incidents[scene]!));
      };
      const expected = worksSeenBy(holder, purpose, SCENES);
      for (const [way, question] of Object.entries({ list: listOf, reference })) {
        expect([way, purpose, await told(question)]).toEqual([way, purpose, expected]);
        expect([way, purpose, await told(question, end)]).toEqual([way, purpose, expected]);
      }
    }
  },
);

test('an officer named in a query is answered as refused, unknown, or sent nowhere', async () => {
  const codes = async (who: Subject, officer: string) => {
    const { data, errors } = await askAs(running.service, who, `{ ${listOf(officer)} }`);
    const { code, reason, fields } = errors?.[0]?.extensions ?? {};
    return errors ? [code, reason ?? fields?.[0]?.code] : data.incidents.totalCount;
  };
  const stranger = idFor('09', 'officer', 'nobody');
  const rested = idFor('09', 'officer', 'rested');
  await onDuty(rested, OWN_TOWN, null, minutesAgo(30));
  await eventually(
    async () => ((await codes(commander, rested)) === 0 ? true : undefined),
    'the duty was noted',
  );
  expect(await codes(commander, stranger)).toEqual(['BAD_USER_INPUT', 'UNKNOWN_OFFICER']);
  expect(await codes(commander, 'somebody')).toEqual(['BAD_USER_INPUT', 'NO_ID']);
  expect(await codes(commander, OFFICERS['otherState']!)).toEqual(['FORBIDDEN', 'ENTITY']);
  const officer: Subject = { ...HOLDERS['officer of the beat'], purpose: 'PATROL' };
  const colleague = await codes(officer, OFFICERS['otherBeat']!);
  expect(colleague).toEqual(['BAD_USER_INPUT', 'UNKNOWN_OFFICER']);
  expect(await codes(officer, stranger)).toEqual(colleague);
  for (const who of [operatorOf('09'), { ...HOLDERS.analyst, purpose: 'STATISTICS' } as Subject])
    expect(await codes(who, OWN_OFFICER)).toEqual(['FORBIDDEN', 'ROLE']);
});

test('an officer sees the incident that he or she was sent to, in any unit', async () => {
  const officer: Subject = { ...HOLDERS['officer of the beat'], purpose: 'PATROL' };
  const get = `incident(id: "${incidents.oneself}") { id }`;
  const { data } = await askAs(running.service, officer, `{ ${get} }`);
  expect(data.incident).toEqual({ id: incidents.oneself });
});

test('an officer who joins while the unit works was there from then on, and one who left before it was sent never', async () => {
  const unitId = await unitIn(OWN_TOWN, 'changing');
  const [left, stays, joins, late] = ['left', 'stays', 'joins', 'late'].map((name) =>
    idFor('09', 'officer', name),
  );
  const goesOff = await onDuty(left!, OWN_TOWN, unitId, minutesAgo(90));
  const ends = await onDuty(stays!, OWN_TOWN, unitId, minutesAgo(80));
  await crewIs(unitId, 2);
  const incidentId = await reported(OWN_TOWN);
  await send(OWN_TOWN, unitId, incidentId);
  const before = await headOf(running.service);
  expect(await found(commander, listOf(left!))).toEqual([incidentId]);
  // Reported late: the officer had gone off duty before the unit was sent.
  await goesOff(minutesAgo(10));
  await until(left!, []);
  await onDuty(joins!, OWN_TOWN, unitId, at(Date.now()));
  await until(joins!, [incidentId]);
  await ends(at(Date.now()));
  await until(stays!, [incidentId]);
  await execute('reportArrival', OWN_TOWN, { incidentId, unitId });
  await execute('clearUnit', OWN_TOWN, { incidentId, unitId });
  await onDuty(late!, OWN_TOWN, unitId, at(Date.now() - 5));
  await crewIs(unitId, 2);
  const then = await headOf(running.service);
  expect(await found(commander, listOf(joins!), then)).toEqual([incidentId]);
  expect(await found(commander, listOf(left!), before)).toEqual([incidentId]);
  const validAt = formatInstant(minutesAgo(30));
  expect(await found(commander, listOf(stays!, `validAt: "${validAt}"`))).toEqual([]);
  const recorded = (await running.service.log.read(`incident_${incidentId}`)).events;
  expect(recorded.map(({ type }) => type)).toContain('DispatchCrewNoted');
});

test('an officer who went off by mistake and came back was there all the time, and is sent again', async () => {
  const unitId = await unitIn(OWN_TOWN, 'mistaken');
  const officer = idFor('09', 'officer', 'mistaken');
  const goesOff = await onDuty(officer, OWN_TOWN, unitId, minutesAgo(90));
  await crewIs(unitId, 1);
  const first = await reported(OWN_TOWN);
  await send(OWN_TOWN, unitId, first);
  const resumes = await goesOff(minutesAgo(10));
  await crewIs(unitId, 0);
  await until(officer, []);
  const without = await headOf(running.service);
  await resumes();
  await until(officer, [first]);
  expect(await found(commander, listOf(officer), without)).toEqual([]);
  await execute('reportArrival', OWN_TOWN, { incidentId: first, unitId });
  await execute('clearUnit', OWN_TOWN, { incidentId: first, unitId });
  const second = await reported(OWN_TOWN);
  await send(OWN_TOWN, unitId, second);
  await until(officer, [first, second]);
});

test('an officer who went off by mistake twice during one job is back there both times', async () => {
  const unitId = await unitIn(OWN_TOWN, 'mistaken twice');
  const officer = idFor('09', 'officer', 'mistaken twice');
  const goesOff = await onDuty(officer, OWN_TOWN, unitId, minutesAgo(90));
  await crewIs(unitId, 1);
  const incidentId = await reported(OWN_TOWN);
  await send(OWN_TOWN, unitId, incidentId);
  for (const minutes of [10, 5]) {
    const resumes = await goesOff(minutesAgo(minutes));
    await until(officer, []);
    await resumes();
    await until(officer, [incidentId]);
  }
});

test('the work of an officer is read page by page, and by when it occurred', async () => {
  const officer = idFor('09', 'officer', 'busy');
  const unitId = await unitIn(OWN_TOWN, 'busy');
  await onDuty(officer, OWN_TOWN, unitId, minutesAgo(200));
  await crewIs(unitId, 1);
  const ids: string[] = [];
  for (const minutes of [50, 40, 30]) {
    const incidentId = await reported(OWN_TOWN, minutesAgo(minutes));
    ids.unshift(incidentId);
    await send(OWN_TOWN, unitId, incidentId);
  }
  const page = async (args: string) =>
    (await askAs(running.service, commander, `{ ${listOf(officer, args)} }`)).data.incidents;
  const first = await page('first: 2');
  const { endCursor } = first.pageInfo;
  const second = await page(`first: 2, after: "${endCursor}"`);
  expect([first, second].map(({ edges }: Answer) => edges.map(({ node }: Answer) => node.id))).toEqual([
    ids.slice(0, 2),
    ids.slice(2),
  ]);
  expect([first.totalCount, second.pageInfo.hasNextPage]).toEqual([3, false]);
  const span = `from: "${formatInstant(minutesAgo(45))}", to: "${formatInstant(minutesAgo(35))}"`;
  expect(await found(commander, listOf(officer, span))).toEqual([ids[1]]);
});
