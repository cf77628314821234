import { Fault, whyNotBuilt } from '@proximidad/program';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { importedPackages, isPacked, mapIn, ROOT } from './imported.ts';

/** A module as it is imported: its address, and the file of the pack that replaces it. */
interface Entry {
  readonly url: string;
  readonly name: string;
  readonly exported: readonly string[];
}

/** Names that Node gives the namespace of a CommonJS module, but that no import uses. */
const NOT_ASKED_FOR = new Set(['module.exports', '__esModule']);
/** A module that refers to its own place means the file it was written in. */
const OWN_PLACE = /\bimport\.meta\.(?:url|dirname|filename)\b|\b__(?:dirname|filename)\b/;

/** Whole or not at all, as several may pack at once. @throws {Fault} */
export async function pack(folder: string): Promise<void> {
  let laid: string | undefined;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    laid = mkdtempSync(join(dirname(folder), '.laid-'));
    const entries = await entriesOf();
    await write(laid, entries);
    const map = Object.fromEntries(entries.map(({ url, name }) => [url, `${name}.mjs`]));
    writeFileSync(mapIn(laid), JSON.stringify(map));
    renameSync(laid, folder);
  } catch (cause) {
    if (laid !== undefined) rmSync(laid, { recursive: true, force: true });
    if (isPacked(folder)) return;
    throw new Fault(`The packages could not be packed: ${whyNotBuilt(cause)}`, { cause });
  }
}

/** As Node resolves them, with the names that Node finds in them. */
async function entriesOf(): Promise<Entry[]> {
  const urls = new Set<string>();
  for (const [project, specifiers] of importedPackages()) {
    const from = pathToFileURL(join(ROOT, project, 'src/'));
    for (const specifier of specifiers) urls.add(import.meta.resolve(specifier, from));
  }
  return Promise.all(
    [...urls].map(async (url) => {
      const exported = Object.keys((await import(url)) as object).filter((name) => !NOT_ASKED_FOR.has(name));
      const name = url.slice(url.lastIndexOf('/node_modules/') + '/node_modules/'.length);
      return { url, name: `${name.replaceAll(/\W+/g, '-')}-${[...urls].indexOf(url)}`, exported };
    }),
  );
}

async function write(dir: string, entries: readonly Entry[]): Promise<void> {
  const asked = new Map(entries.map((entry) => [join(ROOT, `${entry.name}.asked.mjs`), entry]));
  const bundle = await rolldown({
    input: Object.fromEntries([...asked].map(([id, { name }]) => [name, id])),
    platform: 'node',
    // As Node does: no field or condition that Node does not know.
    resolve: { conditionNames: ['node', 'module-sync', 'default'], mainFields: ['main'] },
    plugins: [
      {
        name: 'asked',
        resolveId: (id) => (asked.has(id) ? id : undefined),
        load(id) {
          const entry = asked.get(id);
          return (
            entry &&
            `export { ${entry.exported.join(', ')} } from ${JSON.stringify(fileURLToPath(entry.url))};`
          );
        },
      },
      {
        name: 'own-place',
        transform: {
          filter: { code: OWN_PLACE },
          handler: (code, id) => ({ code: placed(code, id), map: null }),
        },
      },
    ],
    // Warnings about packages that are not installed, and about eval in those that are, are expected.
    logLevel: 'silent',
  });
  await bundle.write({
    ...{ dir, format: 'esm', keepNames: true, strictExecutionOrder: true },
    ...{ entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
  });
  await bundle.close();
}

function placed(code: string, id: string): string {
  const places: Readonly<Record<string, string>> = {
    'import.meta.url': pathToFileURL(id).href,
    ...{ 'import.meta.dirname': dirname(id), __dirname: dirname(id) },
    ...{ 'import.meta.filename': id, __filename: id },
  };
  return code.replaceAll(new RegExp(OWN_PLACE, 'g'), (place) => JSON.stringify(places[place]));
}
