import type { SlicedDefinition } from '@proximidad/edge';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './workspace.ts';

/** A service with its slices, and the folder of its sources relative to the root. */
export interface SlicedService {
  readonly name: string;
  readonly folder: string;
  readonly definition: SlicedDefinition<never>;
}

/** Every service of the project, found in `services/`. */
export async function slicedServices(base = root): Promise<readonly SlicedService[]> {
  const folders = readdirSync(join(base, 'services')).map((name) => `services/${name}/src`);
  const found: SlicedService[] = [];
  for (const folder of folders.filter((each) => existsSync(join(base, each, 'service.ts')))) {
    const module = (await import(pathToFileURL(join(base, folder, 'service.ts')).href)) as {
      readonly definition: SlicedDefinition<never>;
    };
    const { definition } = module;
    found.push({ name: definition.name, folder, definition });
  }
  return found;
}
