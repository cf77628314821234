import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Purpose } from '@proximidad/policy';
import { z } from 'zod';
import type { Reply } from '../http/server.ts';
import { examples } from './examples.ts';

/** Where the build puts what the page loads, and the names of those files (`npm start` builds it). */
const BUILT = fileURLToPath(new URL('../../console/dist/', import.meta.url));
const ENTRY = 'src/explorer/main.tsx';

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof Manifest>;

/** Nothing is loaded from elsewhere, no inline script runs, and the page may ask only this gateway. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for a browser: GraphiQL, with what it has to know about this gateway. */
export function explorerPage(folder = BUILT): () => Reply & { readonly body: string } {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    vary: 'accept',
  };
  const body = document(loaded(folder), { examples, purposes: Purpose.options });
  return () => ({ status: 200, headers, body });
}

const NOT_BUILT = '<p>El explorador no está construido aquí: <code>npm start</code> lo construye.</p>';

function document(links: string | undefined, facts: object): string {
  return `<!doctype html>
<html lang="es-MX">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Proximidad · Explorador</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script type="application/json" id="facts">${embedded(facts)}</script>
    ${links ?? ''}
  </head>
  <body>
    <div id="root">${links === undefined ? NOT_BUILT : ''}</div>
  </body>
</html>
`;
}

/** The elements that load the build, or nothing when there is no build. */
function loaded(folder: string): string | undefined {
  const manifest = manifestOf(folder);
  if (!manifest?.[ENTRY]) return undefined;
  const loaded = [...chunks(manifest, ENTRY)].map((name) => manifest[name]!);
  return [
    ...new Set(loaded.flatMap(({ css }) => css.map((file) => `<link rel="stylesheet" href="/${file}" />`))),
    ...loaded.slice(1).map(({ file }) => `<link rel="modulepreload" href="/${file}" />`),
    `<script type="module" src="/${manifest[ENTRY].file}"></script>`,
  ].join('\n    ');
}

/** The entry and its imports, each once. */
function chunks(manifest: Manifest, name: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const imported of manifest[name]?.imports ?? []) chunks(manifest, imported, found);
  return found;
}

function manifestOf(folder: string): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** JSON that cannot end the element it lies in. */
function embedded(facts: object): string {
  return JSON.stringify(facts).replaceAll('<', '\\u003c');
}
