import { randomUUID } from 'node:crypto';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  taskIn,
  type TestVault,
  testVault,
} from '@proximidad/testing';
import {
  accessLogIn,
  type Answer,
  comparesBus,
  comparesRights,
  type Cut,
  ELSEWHERE,
  headOf,
  OWN_TOWN,
  type Records,
  type Scene,
  executeAs,
} from '@proximidad/testing/rights';
import { type SealItem, vaultClient } from '@proximidad/vault';
import { keptPersons } from './kept-person/kept-persons.ts';
import { openingStops } from './opening-stop/opening-stops.ts';
import { definition } from './service.ts';

/* What everybody may see in the oracle's scenes: institutions, bodies, agreements, liaisons, models, places; and decisions about persons. */

const ministry: Subject = { id: 'ministry', role: 'analyst', authority: 'sspc', purpose: 'SUPERVISION' };
const FROM = '2019-05-27T00:00:00-06:00';
const INSTITUTIONS = {
  federal: { entity: '00', code: 'guardia-nacional', kind: 'FEDERAL_FORCE' },
  ofTheState: { entity: '09', code: 'seguridad-09', kind: 'STATE_FORCE' },
  otherState: { entity: '14', code: 'seguridad-14', kind: 'STATE_FORCE' },
} as const satisfies Partial<Record<Scene, object>>;

const STATES = ['ofTheState', 'otherState'] as const;
/** Keys that no municipality of the framework has. */
const DECREED = { ofTheState: '09901', otherState: '14901' } as const;
const DECREE = { decree: 'POE-2020-02-27', from: '2020-02-27T00:00:00-06:00' };
const MODEL = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;

let ground: Ground;
let running: RunningService;
let keys: TestVault;
let others: Neighbours;
let began: Cut;
let end: Cut;
const codes: Partial<Record<Scene, string>> = {};
const authorityIds: Partial<Record<Scene, string>> = {};
const agreementIds: Partial<Record<Scene, string>> = {};
const liaisonIds: Partial<Record<Scene, string>> = {};
const bodyIds: Partial<Record<Scene, string>> = {};
const sessionIds: Partial<Record<Scene, string>> = {};
const requestIds: Partial<Record<Scene, string>> = {};
const personIds: Partial<Record<Scene, string>> = {};
const stopIds: Partial<Record<Scene, string>> = {};
let modelId: string;
let logs: Records;

const execute = (field: string, input: object, answer: string, who = ministry): Promise<Answer> =>
  executeAs(
    running.service,
    who,
    field,
    { commandId: randomUUID(), ...input },
    `${answer} ... on Refusal { code }`,
  );

/** The id of the record that was accepted. */
async function made(field: string, input: object, type: string, who = ministry): Promise<string> {
  const of = `${type[0]!.toLowerCase()}${type.slice(1)}`;
  const told = await execute(field, input, `... on ${type}Accepted { ${of} { id } }`, who);
  expect([field, told]).toEqual([field, expect.objectContaining({ [of]: { id: expect.any(String) } })]);
  return told[of].id;
}

/** A body that meets, one for each state. */
async function meets(scene: (typeof STATES)[number]): Promise<void> {
  const { entity, code } = INSTITUTIONS[scene];
  const body = `consejo-${entity}`;
  const institution = { entity, code: body, kind: 'GOVERNING_BODY', title: body, functions: ['PATROL'] };
  await made('registerAuthority', { ...institution, from: FROM }, 'Authority');
  const seats = [{ authority: code, seat: 'CHAIR' }];
  const composing = { entity, authority: body, kind: 'DECIDES', everyDays: 90, seats, from: FROM };
  bodyIds[scene] = await made('composeBody', composing, 'GoverningBody');
  const meeting = { entity, body, kind: 'ORDINARY', present: [code], session: 1 };
  sessionIds[scene] = await made('holdSession', meeting, 'BodySession');
}

/** A model that is not among the platform's own, in force for both states. */
async function adopts(): Promise<void> {
  const body = { body: 'cnsp', agreementNumber: '04/XLIV/19' };
  const council = { entity: '00', code: 'cnsp', kind: 'GOVERNING_BODY', title: 'Consejo', from: FROM };
  await made('registerAuthority', { ...council, functions: ['PATROL'] }, 'Authority');
  const document = JSON.stringify(MODEL);
  modelId = await made('proposeProfile', { ...body, document }, 'ModelProfile');
  const about = { ...body, modelProfileId: modelId };
  for (const act of ['consultProfile', 'ratifyProfile']) await made(act, about, 'ModelProfile');
  await made('enactProfile', { ...about, from: '2026-01-01T00:00:00-06:00' }, 'ModelProfile');
  for (const scene of STATES) {
    const { entity, code } = INSTITUTIONS[scene];
    const adopting = {
      ...{ entity, territory: entity, profileId: MODEL.profileId, profileVersion: 1, authority: code },
      ...{ from: '2026-01-02T00:00:00-06:00', certificationGate: 'RESTRICTED_ROLE' },
    };
    const told = await execute(
      'adoptProfile',
      adopting,
      '... on TerritoryModelsAccepted { territoryModels { territory } }',
    );
    expect(told).toMatchObject({ territoryModels: { territory: entity } });
  }
}

/** A person's request about the data kept on them, and a person whose retention period is over. */
async function isKept(scene: (typeof STATES)[number]): Promise<void> {
  const { entity } = INSTITUTIONS[scene];
  const commander: Subject = {
    ...{ id: `p-${entity}`, role: 'commander', entity, purpose: 'ARCO' },
    ...{ amr: ['mfa'], auth_time: Math.floor(Date.now() / 1_000) },
  };
  const asked = { entity, right: 'ACCESS', folio: `ARCO-${entity}-1` };
  requestIds[scene] = await made('receiveDataRequest', asked, 'DataRequest', commander);
  const subject = idFor(entity, 'person', 'kept');
  await others.tell('incidents', 'restricted', idFor(entity, 'incident', 'closed'), {
    ...{ type: 'RetentionDue', subject, rule: 'IMPROPER_CALLER', record: idFor(entity, 'call', 'old') },
    dueAt: { ms: Date.now(), offsetMin: -360 },
  });
  personIds[scene] = subject;
}

/** A person who opens sealed data long after their own shift. */
async function isStopped(scene: (typeof STATES)[number]): Promise<void> {
  const { entity, code } = INSTITUTIONS[scene];
  const record = idFor(entity, 'call', 'of the night');
  const place = { stream: `call_${record}`, event: 'CallReceived', path: 'caller.number' } as const;
  const of = { ...place, subject: subjectToken(record, 'caller'), class: 'PERSONAL' } as const;
  const item: SealItem = { ...of, authority: code, value: '"+525512345678"', found: null };
  const vault = vaultClient(keys.addressOf('incidents'));
  const [value] = await vault.seal([item]);
  const operator: Subject = {
    ...{ id: `p-late-${entity}`, role: 'operator', entity, purpose: 'DISPATCH' },
    auth_time: Math.floor(Date.now() / 1_000) - 90_000,
  };
  const asked = { ...of, envelope: value!.envelope, forWhoIsSent: false, task: taskIn(entity) };
  const passport = await passportFor(operator, 'incidents');
  await vault.open({ passport, correlationId: 'c-1', items: [asked] });
  const told = () =>
    running.service.readModels.table(openingStops).list({ where: { entity }, first: 1 }).rows[0]?.row.id;
  stopIds[scene] = await eventually(told, `the stop in ${entity} is told`);
}

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call'], grants: ['seal', 'open'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  const vault = keys.addressOf('authorities');
  running = await startService(definition, { ...ground.config('authorities'), vault });
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  began = await headOf(running.service);
  for (const [scene, institution] of Object.entries(INSTITUTIONS) as [Scene, { code: string }][]) {
    const registering = { ...institution, title: institution.code, functions: ['PATROL'], from: FROM };
    const told = await execute(
      'registerAuthority',
      registering,
      '... on AuthorityAccepted { authority { id } }',
    );
    expect(told).toMatchObject({ authority: { id: expect.any(String) } });
    authorityIds[scene] = told.authority.id;
    codes[scene] = institution.code;
  }
  for (const scene of STATES) {
    const { entity, code } = INSTITUTIONS[scene];
    const signed = await execute(
      'signAgreement',
      {
        ...{ entity, kind: 'CONVENIO', folio: `C-${entity}` },
        ...{ parties: [code, 'guardia-nacional'], territory: [entity], functions: ['PATROL'] },
        ...{ commandingAuthority: code, validFrom: FROM, validUntil: '2029-05-27T00:00:00-06:00' },
      },
      '... on AgreementAccepted { agreement { id } }',
    );
    expect(signed).toMatchObject({ agreement: { id: expect.any(String) } });
    agreementIds[scene] = signed.agreement.id;
    const appointed = await execute(
      'appointLiaison',
      { entity, kind: 'FEDERAL_ENLACE', holder: `p-${entity}`, authority: code, from: FROM },
      '... on LiaisonAccepted { liaison { id } }',
    );
    expect(appointed).toMatchObject({ liaison: { id: expect.any(String) } });
    liaisonIds[scene] = appointed.liaison.id;
    await meets(scene);
    await isKept(scene);
    await isStopped(scene);
    const unit = { cvegeo: DECREED[scene], name: `Pueblo Nuevo ${entity}` };
    const decreed = await execute(
      'createMunicipality',
      { municipality: scene === 'ofTheState' ? OWN_TOWN : ELSEWHERE, unit, ...DECREE },
      '... on DecreedMunicipalityAccepted { decreedMunicipality { municipality { cvegeo } } }',
    );
    expect(decreed).toMatchObject({ decreedMunicipality: { municipality: { cvegeo: DECREED[scene] } } });
  }
  await adopts();
  const kept = running.service.readModels.table(keptPersons);
  for (const id of Object.values(personIds))
    await eventually(() => kept.get(id) && true, `the retention of ${id} is noted`);
  logs = await accessLogIn(running.service);
  end = await headOf(running.service);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await keys.close();
  await ground.clear();
});

const KINDS: Partial<Record<Kind, () => Records>> = {
  authority: () => ({
    ...{ type: 'Authority', ids: authorityIds, reference: null },
    list: { field: 'authorities', args: 'kind: [FEDERAL_FORCE, STATE_FORCE]' },
  }),
  agreement: () => ({
    ...{ type: 'Agreement', ids: agreementIds },
    get: (id) => `agreement(id: "${id}") { id }`,
    list: { field: 'agreements' },
  }),
  liaison: () => ({ ...{ type: 'Liaison', ids: liaisonIds }, list: { field: 'liaisons' } }),
  body: () => ({ ...{ type: 'GoverningBody', ids: bodyIds }, list: { field: 'governingBodies' } }),
  session: () => ({ type: 'BodySession', ids: sessionIds }),
  modelprofile: () => ({
    ...{ type: 'ModelProfile', ids: { federal: modelId } },
    get: (id) => `modelProfile(profileId: "${id === modelId ? MODEL.profileId : id}", version: 1) { id }`,
    list: { field: 'modelProfiles' },
  }),
  adoption: () => ({
    ...{ type: 'TerritoryModels', ids: { ofTheState: '09', otherState: '14' } },
    ...{ reference: null, live: false, list: { field: 'profileAdoptions' }, node: 'id: territory' },
  }),
  geography: () => ({
    ...{ type: 'Municipality', ids: DECREED, live: false, node: 'id: cvegeo' },
    reference: { type: 'Municipality', key: 'cvegeo', selects: 'since', told: ({ since }) => since !== null },
    list: { field: 'municipalities', args: 'search: "pueblo nuevo"' },
  }),
  keptperson: () => ({
    ...{ type: 'KeptPerson', ids: personIds, reference: null, live: false },
    get: (subject) => `keptPerson(subject: "${subject}") { id }`,
    list: { field: 'keptPersons' },
  }),
  openingstop: () => ({ type: 'OpeningStop', ids: stopIds, list: { field: 'openingStops' } }),
  datarequest: () => ({
    ...{ type: 'DataRequest', ids: requestIds, reference: null, live: false },
    get: (id) => `dataRequest(id: "${id}") { id }`,
    list: { field: 'dataRequests' },
  }),
  accesslog: () => logs,
};

comparesRights(() => ({ service: running.service, began, end }), KINDS);
/** Without kinds whose ids are two-digit keys: those occur in every message. */
const { adoption: _territories, accesslog: _logs, ...TOLD } = KINDS;
comparesBus(() => ({ service: running.service, began, end }), TOLD);

describe('T17: by their codes', () => {
  comparesRights(() => ({ service: running.service, began, end }), {
    authority: () => ({
      ...{ type: 'Authority', ids: codes, live: false, get: (code) => `authority(code: "${code}") { id }` },
      reference: { type: 'Authority', key: 'code', selects: 'code', told: Boolean },
    }),
  });
});
