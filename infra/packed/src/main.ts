import { runMain } from '@proximidad/program';
import { pack } from './pack.ts';

/** Run by `packedPackages`, in a process that ends with all that it has loaded. */
await runMain(() => pack(process.argv[2]!));
// Node may hang for good in process.exit() while it still compiles (nodejs/node#54918).
process.kill(process.pid, 'SIGKILL');
