import { Fault, whyNotBuilt } from '@proximidad/program';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const CONSOLE = join(ROOT, 'gateway/console');
/** Where the gateway finds it. */
export const BUILT = join(CONSOLE, 'dist');
/** Which sources the build was made from. */
const MARK = 'built-from';
/** The page of the console, and what the explorer's page loads (`gateway/src/explorer/page.ts`). */
const ENTRIES = ['index.html', 'src/explorer/main.tsx'];
/** Where GraphiQL carries its fonts as data, 360 KB that the page's policy refuses; the system's fonts are used. */
const FONTS = { of: /graphiql\/dist\/style\.css$/, rule: /@font-face\s*\{[^}]*\}/g };
/** What GraphiQL shows on the tab of an unnamed query; it has no setting for it. */
const UNNAMED = { of: /@graphiql\/react\/dist\/editor\/tabs\.js$/, said: '"<untitled>"', is: '"Consulta"' };
const COMPRESSED = /\.(html|js|css|json|svg|webmanifest)$/;

/** Whether the built files come from the current sources. */
export function isFresh(): boolean {
  const mark = join(BUILT, MARK);
  return existsSync(mark) && readFileSync(mark, 'utf8') === sourcesHash();
}

/** Whole or not at all: the new folder is built beside the old one and replaces it when complete. @throws {Fault} */
export async function buildConsole(): Promise<void> {
  const sources = sourcesHash();
  const { build } = await import('vite');
  let laid: string | undefined;
  try {
    laid = mkdtempSync(join(CONSOLE, '.dist-'));
    await build({
      root: CONSOLE,
      ...{ configFile: false, logLevel: 'error', mode: 'production' },
      // Whatever the caller's environment says, the build is for production.
      ...{ define: { 'process.env.NODE_ENV': '"production"' }, oxc: { jsx: { development: false } } },
      plugins: [withoutFonts, withWordForTabs],
      build: {
        rolldownOptions: { input: ENTRIES.map((entry) => join(CONSOLE, entry)) },
        outDir: laid,
        emptyOutDir: false,
        manifest: true,
        target: 'es2022',
        reportCompressedSize: false,
      },
    });
    compress(laid);
    writeFileSync(join(laid, MARK), sources);
    rmSync(BUILT, { recursive: true, force: true });
    renameSync(laid, BUILT);
  } catch (cause) {
    if (laid !== undefined) rmSync(laid, { recursive: true, force: true });
    // Another start built the same sources first.
    if (isFresh()) return;
    throw new Fault(`The console could not be built: ${whyNotBuilt(cause)}`, { cause });
  }
}

const withoutFonts = {
  name: 'without-fonts',
  enforce: 'pre',
  transform: (code: string, id: string) =>
    FONTS.of.test(id) ? { code: code.replaceAll(FONTS.rule, ''), map: null } : undefined,
} as const;

const withWordForTabs = {
  name: 'with-word-for-tabs',
  enforce: 'pre',
  transform(code: string, id: string) {
    if (!UNNAMED.of.test(id)) return undefined;
    if (!code.includes(UNNAMED.said)) throw new Error(`GraphiQL says something else than ${UNNAMED.said}`);
    return { code: code.replace(UNNAMED.said, UNNAMED.is), map: null };
  },
} as const;

function compress(folder: string): void {
  for (const path of filesIn(folder).filter((file) => COMPRESSED.test(file))) {
    const whole = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(whole, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
    writeFileSync(`${path}.br`, brotliCompressSync(whole, { params }));
  }
}

/** A hash over everything that the browser's part is built from, packages included. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const own = ['src', 'public'].flatMap((part) => filesIn(join(CONSOLE, part)));
  for (const path of [...own, join(CONSOLE, 'index.html'), join(ROOT, 'package-lock.json')].toSorted()) {
    if (!existsSync(path)) continue;
    hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
