import { generatePassportKeys, mintPassport } from '@proximidad/passport';
import type { Subject } from '@proximidad/policy';

const keys = await generatePassportKeys();

/** The public half of the key that `passportFor` signs with; made anew in every process. */
export const testPassportJwks = keys.jwks;

/** A passport for `subject` as the gateway would give it to the service `audience`. */
export function passportFor(subject: Subject, audience: string, now = Date.now): Promise<string> {
  return mintPassport(keys.privateKey, subject, audience, { now });
}
