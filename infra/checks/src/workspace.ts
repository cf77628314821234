import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export const LAYERS = [
  'kernel',
  'adapter',
  'feed',
  'edge',
  'host',
  'service',
  'gateway',
  'console',
  'testing',
  'tool',
] as const;
export type Layer = (typeof LAYERS)[number];

export interface Project {
  readonly name: string;
  /** Relative to the root, with forward slashes. */
  readonly folder: string;
  readonly layer: Layer;
  /** Names of the packages that its package.json lists. */
  readonly dependencies: readonly string[];
}

/** Lies within another project's folder. */
const CONSOLE_FOLDER = 'gateway/console';

/** Every project of the workspace, with the layer that its package.json names. */
export function projects(base = root): Project[] {
  const folders = ['libs', 'services', 'infra']
    .flatMap((group) => readdirSync(join(base, group)).map((name) => `${group}/${name}`))
    // A project within another comes before it: a file belongs to the first project that holds it.
    .concat(CONSOLE_FOLDER, 'gateway', 'e2e')
    .filter((folder) => existsSync(join(base, folder, 'package.json')));
  return folders.map((folder) => {
    const { name, nx, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(base, folder, 'package.json'), 'utf8'),
    ) as {
      name: string;
      nx?: { tags?: string[] };
      dependencies?: Record<string, string>;
      devDependencies?: Record<string, string>;
    };
    const tag = nx?.tags?.find((one) => one.startsWith('layer:'))?.slice('layer:'.length);
    const layer = LAYERS.find((one) => one === tag);
    if (!layer) throw new Error(`${folder}/package.json names no known layer in nx.tags`);
    return { name, folder, layer, dependencies: Object.keys({ ...dependencies, ...devDependencies }) };
  });
}

/** TypeScript files of a project, relative to the root. */
export function sourcesOf({ folder }: Project, base = root): string[] {
  return readdirSync(join(base, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => relative(base, join(entry.parentPath, entry.name)))
    .filter((file) => folder === CONSOLE_FOLDER || !file.startsWith(`${CONSOLE_FOLDER}/`));
}

/** Files that git tracks and new ones, relative to the root, sorted by name. */
export function trackedFiles(base = root): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: base, encoding: 'utf8' }).split('\n');
  return listed.filter((file) => file !== '' && existsSync(join(base, file))).toSorted();
}
