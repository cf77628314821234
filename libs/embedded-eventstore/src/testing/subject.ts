import type {
  AppendExpectedRevision,
  Credentials,
  eventTypeFilter as EventTypeFilter,
  EventData,
  EventStoreDBClient,
  jsonEvent as JsonEvent,
  ResolvedEvent,
  streamNameFilter as StreamNameFilter,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type EmbeddedStore, hashPassword, startEmbeddedStore } from '../index.ts';
import { type TestCertificates, testCertificates } from './certificates.ts';
import { all } from './waiting.ts';

export const [START, END] = ['start', 'end'] as const;
export const ALL = '$all';
export const BACKWARDS = 'backwards';
export const [NO_STREAM, ANY, STREAM_EXISTS] = ['no_stream', 'any', 'stream_exists'] as const;

/** The two Node clients differ in a few names only; the older one's types stand for both. They cannot be loaded side by side. */
export interface ClientLibrary {
  /** `address` is credentials, host, port and options without the scheme. */
  connect(address: string): EventStoreDBClient;
  readonly jsonEvent: typeof JsonEvent;
  readonly streamNameFilter: typeof StreamNameFilter;
  readonly eventTypeFilter: typeof EventTypeFilter;
  /** All that a client's errors may be. */
  readonly ErrorType: Readonly<Record<string, string>>;
}

export type Transport = 'insecure' | 'tls';

export const ADMIN: Credentials = { username: 'admin', password: 'administrators-password' };
/** A user without any group. */
export const CLERK: Credentials = { username: 'clerk', password: 'clerk-password' };
/** A user who appends only to streams of one category. */
export const CONFINED: Credentials = { username: 'incidents', password: 'incidents-password' };
export const ODD: Credentials = { username: 'odd', password: 'a:b@c%d/é&=' };
const LATEST_EVENTS = 200;
const NOBODY: Credentials = { username: 'none', password: 'none' };

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A store and a client to it, created before the suite being described and closed after it. */
export class Subject {
  readonly library: ClientLibrary;
  readonly transport: Transport;
  store!: EmbeddedStore;
  client!: EventStoreDBClient;
  #certificates: TestCertificates | undefined;
  readonly #bugs: unknown[] = [];

  constructor(library: ClientLibrary, transport: Transport) {
    this.library = library;
    this.transport = transport;
    beforeAll(() => this.#start());
    afterAll(async () => {
      await this.client.dispose();
      await this.store.close();
      this.#certificates?.remove();
      expect(this.#bugs).toEqual([]);
    });
  }

  async #start(): Promise<void> {
    const certificates = this.transport === 'tls' ? testCertificates() : undefined;
    this.#certificates = certificates;
    this.store = await startEmbeddedStore({
      data: ':memory:',
      port: 0,
      onBug: (error) => this.#bugs.push(error),
      ...(certificates && { secure: { certificate: certificates.certificate, users: USERS } }),
    });
    this.client = this.connect();
  }

  get credentials(): Credentials {
    return this.transport === 'tls' ? ADMIN : NOBODY;
  }

  /** A separate client; `options` such as `keepAliveInterval=20000`, since clients with equal options share one connection. */
  connect(options?: string, as: Credentials | undefined = this.credentials): EventStoreDBClient {
    return this.connectTo([`127.0.0.1:${this.store.port}`], options, as);
  }

  connectTo(hosts: readonly string[], options?: string, as?: Credentials): EventStoreDBClient {
    const caFile = this.#certificates?.caFile;
    const tls = caFile === undefined ? 'tls=false' : `tls=true&tlsCaFile=${encodeURIComponent(caFile)}`;
    const login = as ? `${encodeURIComponent(as.username)}:${encodeURIComponent(as.password)}@` : '';
    return this.library.connect(`${login}${hosts.join(',')}?${tls}${options ? `&${options}` : ''}`);
  }

  /** HTTP/1.1 on the store's port. */
  get(path: string, as?: Credentials, method = 'GET'): Promise<HttpAnswer> {
    const caFile = this.#certificates?.caFile;
    const auth = as && `${as.username}:${as.password}`;
    const options = { method, agent: false, ...(auth && { auth }) } as const;
    const host = `127.0.0.1:${this.store.port}`;
    return new Promise((resolve, reject) => {
      const request =
        caFile === undefined
          ? httpRequest(`http://${host}${path}`, options)
          : httpsRequest(`https://${host}${path}`, { ...options, ca: readFileSync(caFile) });
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        const { headers, statusCode: status = 0 } = response;
        response.on('end', () => resolve({ status, headers, text }));
      });
      request.on('error', reject).end();
    });
  }

  /** The newest events of the whole log, in its order. */
  async latest(): Promise<ResolvedEvent[]> {
    const options = { direction: BACKWARDS, fromPosition: END, maxCount: LATEST_EVENTS } as const;
    return (await all(this.client.readAll(options))).reverse();
  }

  stream(): string {
    return `incident_09-${randomUUID()}`;
  }

  event(n: number, type = 'CallReceived', id: string = randomUUID()): EventData {
    return this.library.jsonEvent({ id, type, data: { n }, metadata: { by: 'test' } });
  }

  events(...numbers: readonly number[]): EventData[] {
    return numbers.map((n) => this.event(n));
  }

  /** Through BatchAppend, or through the classic Append when the call has credentials. */
  append(name: string, expected: AppendExpectedRevision, events: EventData[], classic = false) {
    return this.client.appendToStream(name, events, {
      expectedRevision: expected,
      ...{ streamState: expected },
      ...(classic && { credentials: this.credentials }),
    });
  }
}

const USERS = [ADMIN, CLERK, ODD, CONFINED].map((user) => ({
  login: user.username,
  groups: [],
  passwordHash: hashPassword(user.password),
  ...(user === CONFINED && {
    confined: { appends: ['dispatch_*', 'public_*-dispatch'], limits: ['public_*-dispatch'] },
  }),
}));

export function numbers(events: readonly ResolvedEvent[]): number[] {
  return events.map(({ event }) => (event!.data as { n: number }).n);
}
