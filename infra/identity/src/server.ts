import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { insideServer } from '@proximidad/inside-server';
import { isLoopback, issuerOf, type Config } from './config.ts';
import { openKeys } from './keys.ts';
import { developmentProvider } from './provider.ts';
import { signInPage } from './sign-in.ts';

const CONNECTIONS_MAX = 512;
/** How long an unused connection is kept. */
const KEPT_CONNECTION_MS = 5_000;
const DRAIN_TIMEOUT_MS = 2_000;

/** Why the provider does not start here, in one line. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';
}

export interface Identity {
  readonly issuer: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the development identity provider. `onError` receives internal errors while it runs.
 *
 * @throws {ProviderRefused} in production mode, or where other machines could reach it.
 * @throws {KeysDamaged}
 */
export async function startIdentity(config: Config, onError: (error: Error) => void): Promise<Identity> {
  refuseOutside(config);
  let issued = 0;
  let answer: RequestListener = (_, response) => void response.writeHead(503).end();
  const kept = { keepAliveTimeout: KEPT_CONNECTION_MS, connectionsMax: CONNECTIONS_MAX };
  const server = insideServer((request, response) => answer(request, response), kept);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  try {
    const { address, port } = server.address() as AddressInfo;
    if (!isLoopback(address) && !config.sharesNamespace) {
      throw new ProviderRefused(`HOST ${config.host} is ${address}, which others can reach`);
    }
    const issuer = issuerOf({ ...config, port });
    // Only the process that holds the port makes keys: of two simultaneous first starts, one must not replace the
    // other's.
    const provider = developmentProvider(issuer, await openKeys(config.data));
    provider.on('client_credentials.issued', () => issued++);
    provider.on('server_error', (_, error) => onError(error));
    const handle = provider.callback();
    provider.on('access_token.issued', () => issued++);
    const signIn = signInPage(provider, config.console, onError);
    answer = (request, response) => {
      if (!answerOperations(request, response, issued) && !signIn(request, response))
        void handle(request, response);
    };
    return { issuer, port, close: () => drain(server) };
  } catch (error) {
    await drain(server);
    throw error;
  }
}

/** In-flight requests get DRAIN_TIMEOUT_MS to end. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS);
  await closed;
  clearTimeout(late);
}

function refuseOutside({ isProduction, host, issuer, sharesNamespace }: Config): void {
  if (isProduction) {
    throw new ProviderRefused(
      'production mode: the development identity provider does not run there; set OIDC_ISSUER to a real one',
    );
  }
  if (!isLoopback(host) && !sharesNamespace)
    throw new ProviderRefused(`HOST ${host}: it listens on a loopback address alone`);
  if (issuer !== undefined && !isLoopback(new URL(issuer).hostname)) {
    throw new ProviderRefused('OIDC_ISSUER names a provider elsewhere: this one is not needed');
  }
}

/** Health and metrics, as every process of the platform has them. */
function answerOperations(request: IncomingMessage, response: ServerResponse, issued: number): boolean {
  const text = (body: string) => {
    response
      .writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
      .end(body);
    return true;
  };
  if (request.method !== 'GET') return false;
  if (request.url === '/health/live' || request.url === '/health/ready') return text('ok\n');
  if (request.url !== '/metrics') return false;
  return text(
    `# HELP proximidad_tokens_issued_total Access tokens issued since the start.\n` +
      `# TYPE proximidad_tokens_issued_total counter\nproximidad_tokens_issued_total ${issued}\n`,
  );
}
