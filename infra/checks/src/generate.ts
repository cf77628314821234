import { optionsOf } from './options.ts';

const HELP = `npm run generate

Writes all generated files that are committed: schemas and their types, the supergraph, docker-compose.yml, lists and tables
of the documentation. Names the files that were not fresh.
`;

if (optionsOf({ options: { help: { type: 'boolean' } } }).values.help) process.stdout.write(HELP);
else {
  const { staleFiles, writeGeneratedFiles } = await import('./generated.ts');
  const stale = await staleFiles();
  await writeGeneratedFiles();
  process.stdout.write(stale.length === 0 ? 'Every generated file was fresh.\n' : `${stale.join('\n')}\n`);
}
