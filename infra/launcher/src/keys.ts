import { generatePassportKeys } from '@proximidad/passport';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeOwnerOnly } from './owner-only.ts';

const PSEUDONYM_KEY_LENGTH_BYTES = 32;

/**
 * Made at the first start, and kept: the pair with which the gateway signs passports and every service verifies them, and
 * the key of the pseudonyms that the log knows people by.
 */
export async function ensureKeys(data: string): Promise<void> {
  const folder = join(data, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  ensurePseudonymKey(join(folder, 'pseudonym.key'));
  const files = { secret: join(folder, 'passport.private.json'), open: join(folder, 'passport.public.json') };
  if (existsSync(files.secret) && existsSync(files.open)) return;
  const { privateKey, jwks } = await generatePassportKeys();
  writeOwnerOnly(files.secret, JSON.stringify(privateKey));
  writeOwnerOnly(files.open, JSON.stringify(jwks));
}

function ensurePseudonymKey(file: string): void {
  if (existsSync(file)) return;
  writeOwnerOnly(file, `${randomBytes(PSEUDONYM_KEY_LENGTH_BYTES).toString('base64url')}\n`);
}
