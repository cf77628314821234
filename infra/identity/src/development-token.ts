import { Fault, isOfTheSystem, unseen } from '@proximidad/program';
import { z } from 'zod';
import { isLoopback } from './config.ts';
import { secretOf } from './keys.ts';
import { developmentUsers, USER_FORMS } from './users.ts';

/** As long as a busy machine may take. */
const REQUEST_TIMEOUT_MS = 20_000;
const RENEWAL_LEAD_MS = 5 * 60_000;
const RENEWAL_PAUSE_MS = 10_000;

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export type TokenFault =
  | 'UnknownUser'
  | 'NotLoopback'
  | 'Unseen'
  | 'NeverStarted'
  | 'NotRunning'
  | 'NoAnswer'
  | 'Refused';

/** No token could be had; the message says what to do. */
export class TokenUnavailable extends Fault {
  override readonly name = 'TokenUnavailable';
  readonly code: TokenFault;
  override readonly isLasting: boolean;

  constructor(code: TokenFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.isLasting = code === 'UnknownUser' || code === 'NotLoopback';
  }
}

export interface Where {
  /** The data folder of the platform, which holds the users' secrets. */
  readonly data: string;
  /** The provider's address, on this machine. */
  readonly issuer: string;
  /** How long it is waited for, 20 s by default. */
  readonly timeoutMs?: number;
}

/**
 * An access token for a development user, fresh from the running provider.
 *
 * @throws {TokenUnavailable}
 */
export async function developmentToken(user: string, where: Where): Promise<string> {
  return (await grant(user, where)).access_token;
}

/**
 * Tokens of one development user for as long as they are needed: the same one until it nears its end, then a new one.
 * Calls at the same time share a request; a renewal that fails is tried again while the held token lasts.
 */
export function tokenSource(
  user: string,
  where: Where,
  { now = Date.now }: { now?: () => number } = {},
): () => Promise<string> {
  let held:
    | { readonly token: string; readonly from: number; readonly end: number; renewAt: number }
    | undefined;
  let underWay: Promise<string> | undefined;

  async function renew(): Promise<string> {
    try {
      const { access_token: token, expires_in: seconds } = await grant(user, where);
      const life = seconds * 1000;
      const from = now();
      held = { token, from, end: from + life, renewAt: from + Math.max(life - RENEWAL_LEAD_MS, life / 2) };
      return token;
    } catch (error) {
      if (held === undefined || now() >= held.end) throw error;
      held.renewAt = now() + RENEWAL_PAUSE_MS;
      return held.token;
    }
  }

  return () => {
    // Nobody accepts one of the future, as it is after the clock was set back.
    if (held !== undefined && held.from <= now() && now() < held.renewAt) return Promise.resolve(held.token);
    underWay ??= renew().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

async function grant(
  user: string,
  { data, issuer, timeoutMs = REQUEST_TIMEOUT_MS }: Where,
): Promise<z.infer<typeof Answer>> {
  const secret = await knownSecret(user, { data, issuer });
  const credentials = Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(secret)}`).toString(
    'base64',
  );
  let response: Response;
  try {
    response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError')
      throw new TokenUnavailable(
        'NoAnswer',
        `The identity provider at ${issuer} has not answered within ${timeoutMs / 1_000} s: the machine is busy, or it is halted. ` +
          'npm run status says which; then ask again.',
        { cause },
      );
    throw new TokenUnavailable(
      'NotRunning',
      `No identity provider answers at ${issuer}. Start the platform (npm start), or name the port of the one that runs ` +
        'with PROXIMIDAD_PORT.',
      { cause },
    );
  }
  const answer = Answer.safeParse(await response.json().catch(() => undefined));
  if (response.ok && answer.success) return answer.data;
  throw new TokenUnavailable(
    'Refused',
    `The provider at ${issuer} gave no token for ${user} (HTTP ${response.status}). ` +
      'Does it run with the same data folder (PROXIMIDAD_DATA)?',
  );
}

async function knownSecret(user: string, { data, issuer }: Where): Promise<string> {
  if (!developmentUsers.some(({ name }) => name === user)) {
    throw new TokenUnavailable(
      'UnknownUser',
      `There is no development user "${user}". There are:\n${USER_FORMS}`,
    );
  }
  if (!isLoopback(new URL(issuer).hostname)) {
    throw new TokenUnavailable(
      'NotLoopback',
      `Development users exist on this machine alone; the provider at ${issuer} gives its own tokens.`,
    );
  }
  const secret = await secretOf(user, data).catch((cause: unknown) => {
    if (!isOfTheSystem(cause)) throw cause;
    throw new TokenUnavailable('Unseen', unseen(data, cause), { cause });
  });
  if (secret === undefined) {
    throw new TokenUnavailable(
      'NeverStarted',
      `No identity provider has run with ${data} yet. Start the platform (npm start), or name its folder with PROXIMIDAD_DATA.`,
    );
  }
  return secret;
}
