import { nationService } from '@proximidad/gateway/nation';
import { folderOf, SERVICES } from '@proximidad/topology';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** All that is asked of a service's definition here. */
interface Owner {
  readonly name: string;
  readonly families: Readonly<Record<string, unknown>>;
}

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Prints, as one JSON object, the categories of events that each service has for its own. A program of its own, so that
 * the launcher does not carry the services' code for as long as they run.
 */
const owners: Owner[] = await Promise.all(
  SERVICES.map(async (name) => {
    const definition = pathToFileURL(join(root, folderOf(name), 'src/service.ts')).href;
    return ((await import(definition)) as { definition: Owner }).definition;
  }),
);
// What it is told at work does not change what it owns.
owners.push(nationService({} as never) as Owner);
process.stdout.write(
  JSON.stringify(Object.fromEntries(owners.map(({ name, families }) => [name, Object.keys(families)]))),
);
