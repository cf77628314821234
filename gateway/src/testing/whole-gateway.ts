import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassportKeys } from '@proximidad/passport';
import { temporaryStore, within } from '@proximidad/testing';
import { WebSocket } from 'ws';
import { type RunningGateway, startGateway } from '../gateway.ts';
import { addressesOf, figureServices } from './figure-services.ts';
import { TRIAL_PSEUDONYM_KEY, type TrialIssuer, trialIssuer } from './issuer.ts';

export type Transport = 'json' | 'sse' | 'ws';

/** The first answer to an operation, over whichever transport. */
export interface FirstAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

type Headers = Readonly<Record<string, string>>;

export type Claims = Parameters<TrialIssuer['token']>[0];

/** The gateway as it is started, over a real store, with a provider and four small services. */
export interface WholeGateway extends RunningGateway {
  readonly issuer: TrialIssuer;
  readonly services: Awaited<ReturnType<typeof figureServices>>;
  /** `headers` are those of the request, or come with `connection_init`. */
  first(
    transport: Transport,
    claims: Claims,
    query: string,
    variables?: object,
    headers?: Headers,
  ): Promise<FirstAnswer>;
  /** A WebSocket connection that has been admitted. */
  enter(claims: Claims, headers?: Headers): Promise<WebSocket>;
}

/** `slow` makes services slow, or return garbage. */
export async function wholeGateway(slow?: Parameters<typeof figureServices>[0]): Promise<WholeGateway> {
  const store = await temporaryStore();
  const issuer = await trialIssuer();
  const services = await figureServices(slow);
  const data = await mkdtemp(join(tmpdir(), 'gateway-'));
  const { privateKey, jwks } = await generatePassportKeys();
  const gateway = await startGateway({
    ...{ host: '127.0.0.1', port: 0, production: false, logLevel: 'silent', data },
    ...{
      esdbUrl: store.url,
      issuer: issuer.issuer,
      passportKey: privateKey,
      passportJwks: jwks,
      pseudonymKey: TRIAL_PSEUDONYM_KEY,
    },
    subgraphs: addressesOf(services),
  });
  const enter = async (claims: Claims, headers: Headers = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/graphql`, 'graphql-transport-ws');
    await within(once(socket, 'open'), 'a connection');
    const authorization = `Bearer ${await issuer.token(claims)}`;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { ...headers, authorization } }));
    await messageOf(socket, 'connection_ack');
    return socket;
  };
  const asked = async (claims: Claims, accept: string, body: object, headers: Headers) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept, ...headers },
        authorization: `Bearer ${await issuer.token(claims)}`,
      },
      body: JSON.stringify(body),
    });
  return {
    ...{ ...gateway, issuer, services, enter },
    async first(transport, claims, query, variables = {}, headers = {}) {
      switch (transport) {
        case 'json':
          return (await (
            await asked(claims, 'application/json', { query, variables }, headers)
          ).json()) as FirstAnswer;
        case 'sse':
          return firstEvent(await asked(claims, 'text/event-stream', { query, variables }, headers));
        case 'ws': {
          const socket = await enter(claims, headers);
          try {
            socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
            const { type, payload } = await messageOf(socket, `the first answer to ${query}`);
            return (type === 'error' ? { errors: payload } : payload) as FirstAnswer;
          } finally {
            socket.terminate();
          }
        }
      }
    },
    async close() {
      await gateway.close();
      await Promise.all(Object.values(services).map((service) => service.close()));
      await Promise.all([issuer.close(), store.close()]);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** @throws {Error} once the connection has ended, or the patience is over. */
async function messageOf(
  socket: WebSocket,
  what: string,
): Promise<{ readonly type: string; readonly payload?: unknown }> {
  const over = new AbortController();
  const ended = once(socket, 'close', over).then(([code, reason]: unknown[]) => {
    throw new Error(`ended with ${String(code)} ${String(reason)} before ${what}`);
  });
  try {
    const [text] = (await within(Promise.race([once(socket, 'message', over), ended]), what)) as [Buffer];
    return JSON.parse(text.toString('utf8')) as { type: string; payload?: unknown };
  } finally {
    over.abort();
  }
}

async function firstEvent(response: Response): Promise<FirstAnswer> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return (await response.json()) as FirstAnswer;
  }
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const found = /^event: next\ndata: (.*)$/m.exec(text);
    if (found && text.includes(`${found[0]}\n`)) return JSON.parse(found[1]!) as FirstAnswer;
  }
  throw new Error(`the stream ended: ${text}`);
}
