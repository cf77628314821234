import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/**
 * How often the provider is asked again for its keys; for an unknown key it is asked at once, but not more often than
 * the cooldown allows.
 */
const KEYS_AGE_MAX_MS = 10 * 60_000;
const COOLDOWN_MS = 10_000;
/** How long keys are honoured after they were fetched, while the provider is away: one of them may have been withdrawn. */
const KEYS_HONOURED_MAX_MS = 60 * 60_000;
const FETCH_TIMEOUT_MS = 3_000;
/** Bytes of the provider's document of keys. */
const DOCUMENT_SIZE_MAX_BYTES = 256 * 1024;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const Keys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(32),
});

/** The provider's keys cannot be fetched, and there is no earlier copy. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

export interface ProviderKeys {
  /** For `jwtVerify`. @throws {ProviderUnavailable} */
  readonly keys: JWTVerifyGetKey;
  /** Fetches the keys when there are none yet. @throws {ProviderUnavailable} */
  warm(): Promise<void>;
  /** True once there is a copy: it stays true while the provider is away. */
  loaded(): boolean;
}

/** When the clocks differ by more than this, the provider's fresh tokens are refused as expired or not yet valid. */
const CLOCKS_DIFFER_MIN_S = 30;

/**
 * An OpenID provider's signing keys, found by discovery. While the provider is away, its last good copy stays valid for an
 * hour. Whenever keys are fetched, `onClocksDiffer` receives how far the clock here is ahead of the provider's, if that
 * matters: a caller who is refused because of it learns no more than anybody whose token has expired.
 */
export function providerKeys(
  issuer: string,
  now: () => number = Date.now,
  onClocksDiffer: (aheadS: number) => void = () => undefined,
): ProviderKeys {
  let copy: { readonly find: ReturnType<typeof createLocalJWKSet>; readonly fetchedAt: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  /** A step back of the clock counts as time, too. */
  const msSince = (at: number) => Math.abs(now() - at);

  const refresh = (): Promise<void> => {
    underWay ??= fetchKeys(issuer)
      .then(({ keys, clock }) => {
        copy = { find: createLocalJWKSet(keys), fetchedAt: now() };
        const aheadS = Math.round((now() - clock) / 1_000);
        if (Math.abs(aheadS) > CLOCKS_DIFFER_MIN_S) onClocksDiffer(aheadS);
      })
      .finally(() => {
        underWay = undefined;
        triedAt = now();
      });
    return underWay;
  };
  const warm = async () => {
    if (copy) return;
    if (!underWay && msSince(triedAt) < FIRST_COOLDOWN_MS)
      throw new ProviderUnavailable('asked a moment ago');
    await refresh();
  };
  return {
    warm,
    loaded: () => copy !== undefined,
    async keys(header, token) {
      await warm();
      const age = msSince(copy!.fetchedAt);
      const mayAsk = msSince(triedAt) >= COOLDOWN_MS;
      if (age > KEYS_HONOURED_MAX_MS) {
        if (!underWay && !mayAsk) throw new ProviderUnavailable('its keys are too old');
        await refresh();
      } else if (age > KEYS_AGE_MAX_MS && mayAsk) void refresh().catch(keepLastGood);
      try {
        return await copy!.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAsk) throw error;
        await refresh().catch(keepLastGood);
        return copy!.find(header, token);
      }
    },
  };
}

/** While there is no copy at all, a provider that is starting is asked again sooner. */
const FIRST_COOLDOWN_MS = 500;

function keepLastGood(): void {}

interface Fetched {
  readonly keys: JSONWebKeySet;
  /**
   * The provider's time according to its answer, Unix milliseconds; NaN where it does not say, or where the answer comes
   * from a cache.
   */
  readonly clock: number;
}

async function fetchKeys(issuer: string): Promise<Fetched> {
  try {
    const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
    const { document, clock } = await fetchJson(`${base}/.well-known/openid-configuration`);
    const discovery = Discovery.parse(document);
    if (discovery.issuer !== issuer) throw new TypeError('the provider names another issuer');
    return { keys: Keys.parse((await fetchJson(discovery.jwks_uri)).document), clock };
  } catch (cause) {
    throw new ProviderUnavailable('no keys from the identity provider', { cause });
  }
}

async function fetchJson(url: string): Promise<{ document: unknown; clock: number }> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    redirect: 'error',
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new TypeError(`status ${response.status}`);
  const text = await response.text();
  if (text.length > DOCUMENT_SIZE_MAX_BYTES) throw new RangeError('the document is too large');
  const isKept = response.headers.has('age');
  const clock = isKept ? Number.NaN : Date.parse(response.headers.get('date') ?? '');
  return { document: JSON.parse(text), clock };
}
