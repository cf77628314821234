import { runJest } from './jest.ts';

const { passed, failed, skipped } = await runJest(process.argv.slice(2));
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
