import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

// For `node --import`, before anything else: packed modules are loaded from the pack, whatever imports them.
const map = new URL(import.meta.url).searchParams.get('map')!;
const files = JSON.parse(readFileSync(map, 'utf8')) as Readonly<Record<string, string>>;
const packed = new Map(
  Object.entries(files).map(([url, file]) => [url, pathToFileURL(join(dirname(map), file)).href]),
);

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const url = packed.get(found.url);
    return url === undefined ? found : { url, format: 'module', shortCircuit: true };
  },
});
