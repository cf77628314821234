import { generatePassportKeys, mintPassport } from '@proximidad/passport';
import type { Subject } from '@proximidad/policy';

const keys = await generatePassportKeys();

/** The public half of the key that `passportFor` signs with; generated in every process. */
export const testPassportJwks = keys.jwks;
/** For a gateway in a process of its own. */
export const testPassportKey = keys.privateKey;

/** Like the gateway, but for a shorter time. */
const REUSE_MS = 20_000;
const KEPT_MAX = 500;
const kept = new Map<string, { readonly passport: Promise<string>; readonly until: number }>();

/**
 * A passport for `subject` as the gateway would give it to the service `audience`: reused for a while, since signing and
 * verifying it costs more than most of what it is for; not reused when a test has its own clock.
 */
export function passportFor(subject: Subject, audience: string, now?: () => number): Promise<string> {
  if (now) return mintPassport(keys.privateKey, subject, audience, { now });
  const name = `${audience} ${JSON.stringify(subject)}`;
  const known = kept.get(name);
  if (known && Date.now() < known.until) return known.passport;
  const passport = mintPassport(keys.privateKey, subject, audience);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(name, { passport, until: Date.now() + REUSE_MS });
  return passport;
}
