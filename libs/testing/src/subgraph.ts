import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '@proximidad/policy';
import type { Carrier } from './kafka.ts';
import { passportFor, testPassportJwks } from './passport.ts';
import { temporaryStore } from './temporary-store.ts';

/** A real store and a data folder for a suite. */
export interface Ground {
  /** Settings of a service that uses them. */
  config(name: string): ReturnType<typeof configOn>;
  /** What carries the bus. */
  readonly bus: ReturnType<Carrier['bus']>;
  clear(): Promise<void>;
}

export async function openGround(carrier?: Carrier): Promise<Ground> {
  const store = await temporaryStore();
  const data = await mkdtemp(join(tmpdir(), 'proximidad-'));
  const bus = carrier?.bus() ?? 'eventstore';
  return {
    bus,
    config: (name) => configOn(name, store.url, data, bus),
    async clear() {
      await store.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function configOn(name: string, esdbUrl: string, data: string, bus: ReturnType<Carrier['bus']>) {
  return {
    ...{ name, host: '127.0.0.1', port: 0, esdbUrl, data },
    ...{ passportJwks: testPassportJwks, bus, logLevel: 'silent' as const },
  };
}

/** A subgraph's answer to one operation. */
export interface SubgraphAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions: { readonly position: number };
}

export interface SubgraphClient {
  <Data = Readonly<Record<string, unknown>>>(
    subject: Subject,
    query: string,
    variables?: object,
    extensions?: object,
  ): Promise<SubgraphAnswer<Data>>;
}

/** Asks a running subgraph over HTTP as the gateway does, on behalf of each call's subject. */
export function subgraphClient(url: string, audience: string): SubgraphClient {
  return async (subject, query, variables = {}, extensions = {}) => {
    const passport = await passportFor(subject, audience);
    const body = JSON.stringify({ query, variables, extensions: { passport, ...extensions } });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as never;
  };
}
