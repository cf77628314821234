import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
/** Everything that runs as a process of a platform, or is loaded by one. */
const RUNS = ['libs/*/src', 'services/*/src', 'gateway/src', 'infra/{identity,kafka,program}/src'];
/** Suites, what they use, and instrumentation, which needs packages as files. */
const RUNS_ELSEWHERE = /\.(spec|bench)\.ts$|\/testing\/|\/telemetry\//;
const IMPORTED = /^(?:import (?!type\b)|export [{*])[^;']*?'([^'.][^']*)';|\bimport\('([^'.][^']*)'\)/gm;
const OWN = /^(@proximidad\/|node:)/;

/** The packages that processes of a platform import: what each project names, by the project. */
export function importedPackages(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const file of RUNS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT }))) {
    if (RUNS_ELSEWHERE.test(file)) continue;
    const project = file.slice(0, file.indexOf('/src/'));
    for (const [, named, loaded] of readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORTED)) {
      const specifier = named ?? loaded!;
      if (OWN.test(specifier)) continue;
      found.set(project, (found.get(project) ?? new Set()).add(specifier));
    }
  }
  return new Map([...found].map(([project, names]) => [project, [...names].toSorted()]));
}

/** Where the pack is kept: its name changes with what is installed and imported, how this packs it, and where the checkout lies, as the pack contains absolute addresses. */
export function folderFor(imported: ReadonlyMap<string, readonly string[]>, checkout = ROOT): string {
  const asked = [...imported].map(([project, specifiers]) => `${project}: ${specifiers.join(' ')}`);
  const hash = createHash('sha256').update(JSON.stringify([checkout, ...asked.toSorted()]));
  for (const file of ['package-lock.json', 'infra/packed/src/pack.ts'])
    hash.update(readFileSync(join(ROOT, file)));
  return join(ROOT, 'node_modules/.cache/packed', hash.digest('hex').slice(0, 16));
}

/** Maps the address of each module to the file that replaces it; written last. */
export const mapIn = (folder: string): string => join(folder, 'map.json');
export const isPacked = (folder: string): boolean => existsSync(mapIn(folder));
