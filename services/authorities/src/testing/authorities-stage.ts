import { randomUUID } from 'node:crypto';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, passportFor } from '@proximidad/testing';
import { definition } from '../service.ts';

export const ministry: Subject = { id: 'p-sspc', role: 'analyst', authority: 'sspc', purpose: 'SUPERVISION' };
export const commander: Subject = {
  ...{ id: 'p-09', role: 'commander', entity: '09', authority: 'seguridad-09' },
  purpose: 'SUPERVISION',
};

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
export type Answer = any;

const ANSWERS: Readonly<Record<string, string>> = {
  Authority: 'AuthorityAccepted { authority { id code title } }',
  TransferCustody: 'AuthorityAccepted { authority { id } }',
  Body: 'GoverningBodyAccepted { governingBody { id } }',
  Municipality: 'DecreedMunicipalityAccepted { decreedMunicipality { municipality { cvegeo } } }',
  Session: 'BodySessionAccepted { bodySession { id } }',
  SessionAgreement: 'BodySessionAccepted { bodySession { id } }',
  SettleAgreement: 'BodySessionAccepted { bodySession { id } }',
  Agreement: 'AgreementAccepted { agreement { id inForce } }',
  Liaison: 'LiaisonAccepted { liaison { id occupied } }',
  AdoptProfile: 'TerritoryModelsAccepted { territoryModels { territory } }',
  Profile: 'ModelProfileAccepted { modelProfile { id status } }',
};

/** The service with a store of its own, for one suite. */
export function authoritiesStage() {
  let ground: Ground;
  let running: RunningService;
  beforeAll(async () => {
    ground = await openGround();
    running = await startService(definition, ground.config('authorities'));
    await running.service.caughtUp;
  });
  afterAll(async () => {
    await running?.close();
    await ground?.clear();
  });

  async function answered(who: Subject, query: string, variables: object = {}) {
    const extensions = { passport: await passportFor(who, 'authorities') };
    return running.service.execute({ query, variables: { ...variables }, extensions });
  }
  async function ask(who: Subject, query: string, variables: object = {}): Promise<Answer> {
    const answer = await answered(who, query, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }
  async function execute(who: Subject, field: string, input: object): Promise<Answer> {
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
    const kind = Object.keys(ANSWERS).find((name) => type.startsWith(name) || field.endsWith(name))!;
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) {
    ... on ${ANSWERS[kind]} ... on Refusal { code rule } } }`;
    return (await ask(who, query, { input: { commandId: randomUUID(), ...input } }))[field];
  }
  const register = (who: Subject, entity: string, code: string, kind: string, title: string, from: string) =>
    execute(who, 'registerAuthority', { entity, code, kind, title, functions: ['PATROL'], from });
  return { answered, ask, execute, register };
}
