import { compose, subgraphSchemas } from '@proximidad/gateway/compose';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_PARTS, withPart } from './document-parts.ts';
import { eventsDocument } from './events-document.ts';
import { schemaTypes } from './schema-types.ts';
import { root } from './workspace.ts';

/** Every generated file of the project with what the sources give, by path relative to the root. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const subgraphs = subgraphSchemas();
  const { supergraph, api } = compose(subgraphs);
  const files = new Map([
    ['gateway/supergraph.graphql', supergraph],
    ['gateway/schema.graphql', api],
    ['docs/events.md', eventsDocument()],
  ]);
  for (const { file, part, text } of DOCUMENT_PARTS)
    files.set(file, withPart(files.get(file) ?? readFileSync(join(root, file), 'utf8'), part, text()));
  for (const { folder, sdl } of subgraphs) {
    files.set(`${folder}/schema.gen.ts`, await schemaTypes(sdl, `${folder}/schema.gen.ts`));
  }
  return files;
}

/** Those whose committed text is not what the sources give. */
export async function staleFiles(): Promise<string[]> {
  const committed = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
  return [...(await generatedFiles())]
    .filter(([path, text]) => committed(path) !== text)
    .map(([path]) => path);
}

export async function writeGeneratedFiles(): Promise<void> {
  for (const [path, text] of await generatedFiles()) writeFileSync(join(root, path), text);
}
