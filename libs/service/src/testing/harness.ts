import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '@proximidad/policy';
import {
  type Carrier,
  passportFor,
  temporaryStore,
  testPassportJwks,
  until as isSo,
} from '@proximidad/testing';
import type { ServiceConfig } from '../config.ts';
import type { WireResponse } from '../wire.ts';

/** A real store and a data folder for one test, and the settings that lead to them. */
export interface Ground {
  readonly esdbUrl: string;
  readonly bus: ServiceConfig['bus'];
  config(name: string): ServiceConfig;
  clear(): Promise<void>;
}

export async function openGround(carrier?: Carrier): Promise<Ground> {
  const store = await temporaryStore();
  const data = await mkdtemp(join(tmpdir(), 'proximidad-service-'));
  const bus = carrier?.bus() ?? 'eventstore';
  return {
    esdbUrl: store.url,
    bus,
    config: (name) => ({
      ...{ name, host: '127.0.0.1', port: 0, esdbUrl: store.url, data },
      ...{ passportJwks: testPassportJwks, bus, logLevel: 'silent' },
    }),
    async clear() {
      await store.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export const operator: Subject = {
  id: 'dev:operator-09',
  role: 'operator',
  entity: '09',
  purpose: 'DISPATCH',
};
export const jalisco: Subject = {
  id: 'dev:operator-14',
  role: 'operator',
  entity: '14',
  purpose: 'DISPATCH',
};
export const analyst: Subject = { id: 'dev:analyst', role: 'analyst', purpose: 'STATISTICS' };
export const auditor: Subject = {
  ...{ id: 'dev:auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09', '14'] },
};
export const iztapalapa: Subject = { ...operator, id: 'dev:operator-09007', municipality: '09007' };

export const RECEIVE_CALL = `mutation ($input: ReceiveCallInput!) {
  receiveCall(input: $input) {
    __typename
    ... on CallAccepted { call { id line } position known }
    ... on Refusal { code message rule }
  }
}`;

/** A caller's operation as it looks on the wire. */
export async function entry(
  subject: Subject,
  query: string,
  variables: object = {},
  extensions: object = {},
): Promise<{ readonly query: string; readonly variables: object; readonly extensions: object }> {
  const passport = await passportFor(subject, 'calls');
  return { query, variables, extensions: { passport, ...extensions } };
}

export async function receive(
  execute: (entry: unknown) => Promise<WireResponse>,
  callId: string,
  input: object = {},
  subject: Subject = operator,
): Promise<WireResponse> {
  const given = { commandId: randomUUID(), callId, line: 'a', ...input };
  return execute(await entry(subject, RECEIVE_CALL, { input: given }));
}

/** Fails when the condition is not met within the given seconds. */
export const until = (condition: () => boolean | Promise<boolean>, seconds = 150): Promise<void> =>
  isSo(condition, undefined, { timeoutMs: seconds * 1_000 });
