import { generatePassportKeys } from '@proximidad/passport';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pair with which the gateway signs passports and every service verifies them; made at the first start. */
export async function ensurePassportKeys(data: string): Promise<void> {
  const folder = join(data, 'keys');
  const files = { secret: join(folder, 'passport.private.json'), open: join(folder, 'passport.public.json') };
  if (existsSync(files.secret) && existsSync(files.open)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, jwks } = await generatePassportKeys();
  writeFileSync(files.secret, JSON.stringify(privateKey), { mode: 0o600 });
  writeFileSync(files.open, JSON.stringify(jwks), { mode: 0o600 });
}
