import { staleFiles, writeGeneratedFiles } from './generated.ts';

const stale = await staleFiles();
await writeGeneratedFiles();
process.stdout.write(stale.length === 0 ? 'Every generated file was fresh.\n' : `${stale.join('\n')}\n`);
