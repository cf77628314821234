import { compose, type SubgraphSchema } from '@proximidad/gateway/compose';
import type { Slice } from '@proximidad/edge';
import { FORMS_IN_SPANISH } from '@proximidad/refusals';
import { buildSchema } from 'graphql';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SUBGRAPHS } from '@proximidad/topology';
import { DOCUMENT_SECTIONS, withSection } from './document-sections.ts';
import { CONSOLE_DOCUMENTS, consoleDocuments } from './schema/console-documents.ts';
import { CONSOLE_FORMS, consoleForms } from './schema/console-forms.ts';
import { eventsDocument } from './events-document.ts';
import { guideDocument } from './guide-document.ts';
import { modelProfileSchema } from './model-parameters.ts';
import { ownedFile } from './owned-file.ts';
import { fullSdl, rowsOf } from './schema/expand.ts';
import { schemaTypes } from './schema/types.ts';
import { watchedFile } from './schema/watched.ts';
import { slicedServices } from './services.ts';
import { messagesOfInputs, refuseUntranslated } from './messages.ts';
import { policyDocument } from './policy-document.ts';
import { refusalsDocument } from './refusals-document.ts';
import { root } from './workspace.ts';

/**
 * Every generated file of the project as the sources give it, by path relative to the root; citation indexes only on
 * request.
 */
async function generatedFiles({
  indexes,
}: {
  readonly indexes: boolean;
}): Promise<ReadonlyMap<string, string>> {
  const files = new Map([
    ['docs/events.md', eventsDocument()],
    ['docs/policy.md', await policyDocument()],
    ['docs/guide.md', guideDocument(readFileSync(join(root, 'docs/rules.md'), 'utf8'))],
    ['docs/schema/model-profile.schema.json', `${JSON.stringify(modelProfileSchema(), null, 2)}\n`],
  ]);
  const all = await slicedServices();
  refuseUntranslated(messagesOfInputs(all), FORMS_IN_SPANISH);
  files.set(CONSOLE_FORMS, consoleForms(all));
  const services = new Map(all.map((service) => [service.name, service]));
  const subgraphs: SubgraphSchema[] = [];
  for (const { name, graphql: folder } of SUBGRAPHS) {
    const { sdl, rows } = schemaOf(folder, services.get(name)!.definition.slices);
    subgraphs.push({ name, folder, sdl });
    files.set(`${folder}/schema.graphql`, sdl);
    files.set(`${folder}/schema.gen.ts`, await schemaTypes(sdl, `${folder}/schema.gen.ts`, rows));
  }
  const { supergraph, api } = compose(subgraphs);
  files.set('gateway/supergraph.graphql', supergraph);
  files.set('gateway/schema.graphql', api);
  const apiSchema = buildSchema(api);
  files.set(
    'docs/refusals.md',
    refusalsDocument(apiSchema, readFileSync(join(root, 'docs/rules.md'), 'utf8')),
  );
  files.set(CONSOLE_DOCUMENTS, await consoleDocuments(apiSchema));
  const feeds = [...services.values()].map(({ name: service, definition }) => ({
    service,
    feeds: definition.feeds ?? {},
  }));
  files.set('gateway/src/planning/watched.gen.ts', watchedFile(apiSchema, feeds));
  const owners = [...services.values()].map(({ definition }) => definition);
  files.set('infra/launcher/src/owned.gen.ts', ownedFile(owners));
  for (const { file, part, text } of DOCUMENT_SECTIONS.filter(({ isIndex }) => indexes || !isIndex))
    files.set(
      file,
      withSection(files.get(file) ?? readFileSync(join(root, file), 'utf8'), part, await text()),
    );
  return files;
}

function schemaOf(folder: string, slices: readonly Slice<never>[]) {
  const short = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graphql') && file !== 'schema.graphql')
    .toSorted()
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
  const rows = new Map([...rowsOf(short)].map(([type, row]) => [type, `./${row}`]));
  return { sdl: fullSdl(short, slices), rows };
}

/** The files whose committed text is not what the sources give. */
export async function staleFiles(): Promise<string[]> {
  const committed = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
  return [...(await generatedFiles({ indexes: false }))]
    .filter(([path, text]) => committed(path) !== text)
    .map(([path]) => path);
}

export async function writeGeneratedFiles(): Promise<void> {
  for (const [path, text] of await generatedFiles({ indexes: true })) writeFileSync(join(root, path), text);
}
