import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

// For `node --import`, before anything else: packed modules are loaded from the pack, whatever imports them, and Node is not
// asked where a module is that can only be in one place.
const map = new URL(import.meta.url).searchParams.get('map')!;
const files = JSON.parse(readFileSync(map, 'utf8')) as Readonly<Record<string, string>>;
const pack = pathToFileURL(`${dirname(map)}/`).href;
const packed = new Map(
  Object.entries(files).map(([url, file]) => [url, pathToFileURL(join(dirname(map), file)).href]),
);
const OWN = '@proximidad/';
const HTTP = new Set(['node:http', 'http']);

interface Found {
  readonly url: string;
  readonly format: string;
  readonly shortCircuit: true;
}

const source = (url: string): Found => ({ url, format: 'module-typescript', shortCircuit: true });
const inPack = (url: string): Found => ({ url, format: 'module', shortCircuit: true });
const http = source(new URL('http.ts', import.meta.url).href);
/** Our packages, which are the same for all who import them. */
const own = new Map<string, Found>();

/** What an import leads to without being looked for: a name that is a place, as all of ours have their extension and are no links. */
function atOnce(specifier: string, parent: string): Found | undefined {
  if (!specifier.startsWith('.')) return HTTP.has(specifier) ? http : own.get(specifier);
  if (parent.startsWith(pack)) return inPack(new URL(specifier, parent).href);
  const isOwn = specifier.endsWith('.ts') && !parent.includes('/node_modules/');
  return isOwn ? source(new URL(specifier, parent).href) : undefined;
}

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL: parent } = context;
    const isImport = parent !== undefined && context.conditions.includes('import');
    const known = isImport ? atOnce(specifier, parent) : undefined;
    if (known) return known;
    const found = next(specifier, context);
    const url = packed.get(found.url);
    if (url !== undefined) return inPack(url);
    if (isImport && specifier.startsWith(OWN) && found.url.endsWith('.ts'))
      own.set(specifier, source(found.url));
    return found;
  },
});
