import { compose, subgraphSchemas } from '@proximidad/gateway/compose';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  for (const { name, sdl } of subgraphs) {
    const folder = name === 'nation' ? 'gateway/src/nation/graphql' : `services/${name}/src/graphql`;
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
