import { mintPassport, type PassportPrivateKey } from '@proximidad/passport';
import type { Subject } from '@proximidad/policy';
import { LRUCache } from 'lru-cache';
import type { TokenHolder } from './access-token.ts';

/** A passport is used for this long and then replaced; it is valid for twice that. */
export const PASSPORT_REUSE_MS = 30_000;
/** Passports kept for the next request of the same subject. */
const PASSPORTS_MAX = 50_000;
/** An access token that ends sooner than this gets no passport, which would have expired before it arrives. */
const REMAINING_MIN_S = 1;

/** Passports per (access token, audience, purpose), minted once and reused for PASSPORT_REUSE_MS. */
export interface Passports {
  passportFor(holder: TokenHolder, purpose: Subject['purpose'], audience: string): Promise<string>;
  /** For a call that the gateway makes itself within an operation whose caller already has a passport. */
  passportOf(subject: Subject, audience: string): Promise<string>;
  /** How many were signed, for the metrics. */
  readonly minted: () => number;
}

export function passports(key: PassportPrivateKey, now: () => number = Date.now): Passports {
  const kept = new LRUCache<
    string,
    { readonly passport: Promise<string>; readonly from: number; readonly until: number }
  >({
    max: PASSPORTS_MAX,
  });
  let minted = 0;
  const reused = (name: string, subject: Subject, audience: string, exp = Infinity) => {
    const known = kept.get(name);
    const from = now();
    // A service refuses one of the future, as there is after the clock was set back.
    if (known && known.from <= from && from < known.until) return known.passport;
    minted++;
    const passport = mintPassport(key, subject, audience, { exp, now });
    const until = Math.min(from + PASSPORT_REUSE_MS, (exp - REMAINING_MIN_S) * 1000);
    kept.set(name, { passport, from, until });
    return passport;
  };
  return {
    passportFor: ({ token, subject, exp }, purpose, audience) =>
      reused(`${audience} ${purpose} ${token}`, { ...subject, purpose }, audience, exp),
    passportOf: (subject, audience) => reused(`${audience} ${JSON.stringify(subject)}`, subject, audience),
    minted: () => minted,
  };
}
