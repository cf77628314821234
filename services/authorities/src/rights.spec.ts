import { randomUUID } from 'node:crypto';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround } from '@proximidad/testing';
import {
  type Answer,
  comparesBus,
  comparesRights,
  type Cut,
  headOf,
  type Records,
  type Scene,
  executeAs,
} from '@proximidad/testing/rights';
import { definition } from './service.ts';

/* Institutions, agreements and liaisons of the oracle's scenes: who is who is told to everybody. */

const ministry: Subject = { id: 'ministry', role: 'analyst', authority: 'sspc', purpose: 'SUPERVISION' };
const FROM = '2019-05-27T00:00:00-06:00';
const INSTITUTIONS = {
  federal: { entity: '00', code: 'guardia-nacional', kind: 'FEDERAL_FORCE' },
  ofTheState: { entity: '09', code: 'seguridad-09', kind: 'STATE_FORCE' },
  otherState: { entity: '14', code: 'seguridad-14', kind: 'STATE_FORCE' },
} as const satisfies Partial<Record<Scene, object>>;

let ground: Ground;
let running: RunningService;
let began: Cut;
let end: Cut;
const codes: Partial<Record<Scene, string>> = {};
const authorityIds: Partial<Record<Scene, string>> = {};
const agreementIds: Partial<Record<Scene, string>> = {};
const liaisonIds: Partial<Record<Scene, string>> = {};

const execute = (field: string, input: object, answer: string): Promise<Answer> =>
  executeAs(
    running.service,
    ministry,
    field,
    { commandId: randomUUID(), ...input },
    `${answer} ... on Refusal { code }`,
  );

beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('authorities'));
  await running.service.caughtUp;
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
  for (const scene of ['ofTheState', 'otherState'] as const) {
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
  }
  end = await headOf(running.service);
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

const KINDS: Partial<Record<Kind, () => Records>> = {
  authority: () => ({
    ...{ type: 'Authority', ids: authorityIds, reference: null },
    list: { field: 'authorities' },
  }),
  agreement: () => ({
    ...{ type: 'Agreement', ids: agreementIds },
    get: (id) => `agreement(id: "${id}") { id }`,
    list: { field: 'agreements' },
  }),
  liaison: () => ({ ...{ type: 'Liaison', ids: liaisonIds }, list: { field: 'liaisons' } }),
};

comparesRights(() => ({ service: running.service, began, end }), KINDS);
comparesBus(() => ({ service: running.service, began, end }), KINDS);

describe('T17: by their codes', () => {
  comparesRights(() => ({ service: running.service, began, end }), {
    authority: () => ({
      ...{ type: 'Authority', ids: codes, live: false, get: (code) => `authority(code: "${code}") { id }` },
      reference: { type: 'Authority', key: 'code', selects: 'code', told: Boolean },
    }),
  });
});
