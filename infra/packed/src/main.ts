import { runMain } from '@proximidad/program';
import { pack } from './pack.ts';

/** Run by `packedPackages`, in a process that ends with all that it has loaded. */
await runMain(() => pack(process.argv[2]!));
process.exit();
