import { Fault, runMain } from '@proximidad/program';
import { keepProductionModules } from './production-modules.ts';

await runMain(async () => {
  const [folder, ...workspaces] = process.argv.slice(2);
  if (folder === undefined || workspaces.length === 0) throw new Fault('prune.ts <folder> <workspace>...');
  keepProductionModules(folder, workspaces);
});
