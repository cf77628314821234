import { randomUUID } from 'node:crypto';
import type { Purpose, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  type TestVault,
  testVault,
} from '@proximidad/testing';
import {
  type Answer,
  askWithKeys,
  ELSEWHERE,
  executeAs,
  HOLDERS,
  type Holder,
  opensOfIncident,
  OTHER_TOWN,
  OWN_TOWN,
  OWN_UNIT,
  PURPOSES,
  type Scene,
  type Sealed,
  type Standing,
  type Training,
  TRAININGS,
} from '@proximidad/testing/rights';
import { knownUnits } from './known-unit/known-units.ts';
import { definition } from './service.ts';

/* The sealed data of calls, incidents and people: asked for by everybody for every purpose, with every training, in every state of the work. */

const HOUR_MS = 3_600_000;
const CODE = '31112';
const NUMBER = '+525512340000';
const [ADDRESS, NARRATIVE] = ['Calle Canario Azul 77', 'Dice la señora Canario que sigue ahí.'];
const [ADULT, MINOR] = ['Itzel Canario', 'Luz Canario'];
const PLATE = 'CANARIO77';

const PLACES = {
  ownBeat: OWN_TOWN,
  oneself: OWN_TOWN,
  otherTown: OTHER_TOWN,
  otherState: ELSEWHERE,
} as const satisfies Partial<Record<Scene, string>>;
type Place = keyof typeof PLACES;
/** Few incidents of each kind: nobody may open data on more than fifty people an hour. The unit's own comes last: being sent ends earlier work. */
const CASES: readonly { readonly scene: Place; readonly standing: Standing }[] = [
  ...(['ownBeat', 'otherTown', 'otherState'] as const).map((scene) => ({
    ...{ scene, standing: 'goes on' as const },
  })),
  { scene: 'oneself', standing: 'ended lately' },
  { scene: 'otherTown', standing: 'ended lately' },
  { scene: 'oneself', standing: 'ended long ago' },
  { scene: 'ownBeat', standing: 'broken glass' },
  { scene: 'otherTown', standing: 'another broke it' },
  { scene: 'ownBeat', standing: 'need to know' },
  { scene: 'oneself', standing: 'goes on' },
];
const ENDED_HOURS_AGO: Readonly<Record<Standing, number | null>> = {
  ...{ 'goes on': null, 'ended lately': 71, 'ended long ago': 73 },
  ...{ 'broken glass': 73, 'another broke it': 73, 'need to know': 73 },
};

const ASKED = `id callers { number } address narrative people { name minorName } vehicles { plate }`;
const OPENED: Readonly<Record<string, { readonly sealed: Sealed; readonly is: (found: Answer) => boolean }>> =
  {
    number: { sealed: 'CALLER', is: ({ callers }) => callers?.[0]?.number === NUMBER },
    address: { sealed: 'SENT', is: ({ address }) => address === ADDRESS },
    narrative: { sealed: 'SENSITIVE', is: ({ narrative }) => narrative === NARRATIVE },
    person: { sealed: 'SENSITIVE', is: ({ people }) => people?.[0]?.name === ADULT },
    plate: { sealed: 'PERSONAL', is: ({ vehicles }) => vehicles?.[0]?.plate === PLATE },
    minor: { sealed: 'JUVENILE', is: ({ people }) => people?.[1]?.minorName === MINOR },
  };

let ground: Ground;
let keys: TestVault;
let running: RunningService;
let others: Neighbours;
const ids: string[] = [];

/** Each holder in the table is a different person. */
const person = (holder: Holder, purpose: Purpose, training: Training): Subject => ({
  ...{ ...HOLDERS[holder], id: `p ${holder}`, purpose },
  ...(TRAININGS[training] as Partial<Subject>),
});
const operatorOf = (entity: string): Subject => ({
  ...{ id: `p-desk-${entity}`, role: 'operator', entity, purpose: 'DISPATCH' },
});

async function execute(who: Subject, field: string, input: object, type?: string): Promise<Answer> {
  const of = field === 'receiveCall' ? 'Call' : field.endsWith('NeedToKnow') ? 'NeedToKnow' : 'Incident';
  const answer = `... on ${of}Accepted { ${of[0]!.toLowerCase()}${of.slice(1)} { id } } ... on Refusal { code }`;
  return executeAs(running.service, who, field, { commandId: randomUUID(), ...input }, answer, type);
}

async function happen({ scene, standing }: (typeof CASES)[number]): Promise<string> {
  const municipality = PLACES[scene];
  const desk = operatorOf(municipality.slice(0, 2));
  const ended = ENDED_HOURS_AGO[standing];
  const ago = (hours: number) => new Date(Date.now() - ((ended ?? 0) + hours) * HOUR_MS).toISOString();
  const caller = { number: NUMBER, safeToCallBack: 'UNSAFE' };
  const { call } = await execute(desk, 'receiveCall', {
    ...{ channel: 'C911', municipality, caller, occurredAt: ago(1) },
  });
  const report = { code: CODE, municipality, callIds: [call.id], occurredAt: ago(1) };
  const { incident } = await execute(desk, 'reportIncident', report);
  const incidentId: string = incident.id;
  const done = async (field: string, input: object, type?: string) =>
    expect([field, await execute(desk, field, { incidentId, ...input }, type)]).toMatchObject([
      field,
      { incident: { id: incidentId } },
    ]);
  await done('describeIncident', { address: ADDRESS, narrative: NARRATIVE });
  const part = 'VICTIM';
  await done('tellInvolved', { number: 1, part, ageBand: 'ADULT', adult: { name: ADULT } });
  await done('tellInvolved', { number: 2, part, ageBand: 'UNDER_12', minor: { name: MINOR } });
  await done('tellVehicle', { number: 1, kind: 'CAR', part: 'FLEEING', plate: PLATE });
  if (scene === 'oneself') {
    const sending = { unitId: OWN_UNIT, overrideReason: 'CLOSER_UNIT', occurredAt: ago(0.6) };
    await done('dispatchPatrol', sending);
    await done('reportArrival', { unitId: OWN_UNIT, occurredAt: ago(0.5) }, 'UnitReportInput');
  }
  if (ended !== null) {
    const closing = { outcome: 'RESOLVED', finalCode: CODE, victims: 2, occurredAt: ago(0) };
    await done('closeIncident', closing);
  }
  return incidentId;
}

/** Opens an incident beyond the work: by breaking the glass, for minutes, or by a liaison's request, for hours. */
async function open(standing: Standing, incidentId: string): Promise<void> {
  const reason = 'LIFE_AT_RISK';
  if (standing === 'another broke it') {
    await execute(operatorOf('09'), 'breakGlass', { incidentId, reason });
  }
  if (standing === 'broken glass') {
    for (const holder of ['operator of the state', 'commander of the state'] as const) {
      await execute(person(holder, 'DISPATCH', 'none'), 'breakGlass', { incidentId, reason });
    }
  }
  if (standing === 'need to know') {
    const asking = { incidentId, basis: 'KIDNAPPING', folio: 'FGR-1/2026' };
    const liaison = person('liaison', 'INVESTIGATION_SUPPORT', 'none');
    const { needToKnow } = await execute(liaison, 'requestNeedToKnow', asking);
    const owner = person('commander of the state', 'SUPERVISION', 'none');
    await execute(owner, 'grantNeedToKnow', { needToKnowId: needToKnow.id });
  }
}

beforeAll(async () => {
  ground = await openGround();
  const rights = {
    categories: ['call', 'description', 'involved', 'vehicle'],
    grants: ['seal', 'open', 'find'],
  } as const;
  keys = await testVault({ incidents: rights });
  const vault = keys.addressOf('incidents');
  running = await startService(definition, { ...ground.config('incidents'), vault });
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  const at = { ms: Date.now() - 100 * HOUR_MS, offsetMin: -360 };
  const facts = [
    { type: 'UnitRegistered', unitId: OWN_UNIT, municipality: OWN_TOWN, registeredAt: at },
    { type: 'UnitStatusChanged', unitId: OWN_UNIT, status: 'AVAILABLE', incidentId: null, at },
  ] as const;
  for (const fact of facts) await others.tell('beats', 'restricted', OWN_UNIT, fact);
  const look = () => running.service.readModels.table(knownUnits).get(OWN_UNIT);
  await eventually(() => (look()?.status === 'AVAILABLE' ? true : undefined), 'the unit is known');
  for (const one of CASES) {
    const id = await happen(one);
    ids.push(id);
    await open(one.standing, id);
  }
});
afterAll(async () => {
  await others.close();
  await running.close();
  await keys.close();
  await ground.clear();
});

const queryOfAll = () =>
  `{ ${ids.map((id, index) => `i${index}: incident(id: "${id}") { ${ASKED} }`).join('\n')} }`;

const each = (is: (index: number, name: string) => boolean) =>
  CASES.flatMap(({ scene, standing }, index) =>
    Object.keys(OPENED)
      .filter((name) => is(index, name))
      .map((name) => `${scene} ${standing}: ${name}`),
  );

const openedIn = (data: Answer) =>
  each((index, name) => data?.[`i${index}`] && OPENED[name]!.is(data[`i${index}`]));

test.each(Object.keys(HOLDERS) as Holder[])(
  'H9: what is sealed of incidents is opened to %s as the oracle says',
  async (holder) => {
    for (const purpose of PURPOSES[HOLDERS[holder].role])
      for (const training of Object.keys(TRAININGS) as Training[]) {
        const { data } = await askWithKeys(running.service, person(holder, purpose, training), queryOfAll());
        const told = openedIn(data);
        const expected = each((index, name) => {
          const { sealed } = OPENED[name]!;
          return opensOfIncident(holder, purpose, training, { ...CASES[index]!, sealed });
        });
        expect([purpose, training, told]).toEqual([purpose, training, expected]);
      }
  },
);

test.each([
  ['operator of the state', 'DISPATCH'],
  ['officer of the beat', 'DISPATCH'],
  ['commander of the state', 'DISPATCH'],
  ['liaison', 'INVESTIGATION_SUPPORT'],
] as const)(
  'H9: by the clock of before the work ended %s opens what they open today, and whoever asks for many at once nothing',
  async (holder, purpose) => {
    const subject = person(holder, purpose, 'victims');
    const opened = async (who: Subject, asked: object) => {
      const extensions = { passport: await passportFor(who, 'incidents'), ...asked };
      return openedIn((await running.service.execute({ query: queryOfAll(), extensions })).data);
    };
    const today = openedIn((await askWithKeys(running.service, subject, queryOfAll())).data);
    expect(today).not.toEqual([]);
    const cut = { position: running.service.readModels.position, clock: Date.now() - 74 * HOUR_MS };
    expect(await opened(subject, { cut })).toEqual(today);
    const many = { ...subject, id: 'gateway:live' };
    expect(await opened(many, { footprint: true, readers: [subject.id] })).toEqual([]);
  },
);
