import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Removes from an installation what these workspaces do not need in production, and returns the names of what it
 * removed. npm keeps a workspace's own development dependencies where another workspace needs them in production.
 */
export function keepProductionModules(folder: string, workspaces: readonly string[]): string[] {
  const needed = neededBy(folder, workspaces);
  const removed: string[] = [];
  for (const modules of [
    join(folder, 'node_modules'),
    ...[...needed].map((one) => join(one, 'node_modules')),
  ]) {
    for (const name of packagesIn(modules)) {
      const path = join(modules, name);
      if (needed.has(realpathSync(path))) continue;
      rmSync(path, { recursive: true });
      removed.push(name);
    }
  }
  return removed.toSorted();
}

/** Real paths of all packages reached from the workspaces, including themselves. */
function neededBy(folder: string, workspaces: readonly string[]): Set<string> {
  const root = realpathSync(folder);
  const needed = new Set(workspaces.map((workspace) => join(root, workspace)));
  // A set is walked in order of insertion, including what is added on the way.
  for (const path of needed) {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')));
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = resolve(name, path, root);
      if (found !== undefined) needed.add(found);
    }
  }
  return needed;
}

/** As Node resolves it; undefined for a peer or optional dependency that was not installed. */
function resolve(name: string, from: string, root: string): string | undefined {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return realpathSync(candidate);
  }
  return undefined;
}

function packagesIn(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
}
