import { Fault, runMain } from '@proximidad/program';
import { resolve } from 'node:path';
import { root } from './compose-file.ts';
import { readConfig } from './config.ts';
import { ensureSecrets, OWNER } from './site-secrets.ts';

await runMain(async () => {
  const folder = resolve(root, readConfig().PROXIMIDAD_SECRETS);
  if (process.getuid?.() !== 0) {
    throw new Fault(
      'The secrets are owned by root and read by the group of the containers: run this as root.',
    );
  }
  const made = await ensureSecrets(folder, OWNER);
  process.stderr.write(
    made.length === 0 ? `${folder} is complete.\n` : `Made in ${folder}: ${made.join(', ')}.\n`,
  );
});
