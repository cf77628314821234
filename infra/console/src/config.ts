import { platformPort, readSettings } from '@proximidad/program';
import { z } from 'zod';

const Settings = z.object({ PROXIMIDAD_PORT: platformPort });

/** The port of the platform whose gateway answers. @throws {Fault} */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): { readonly port: number } {
  return { port: readSettings(Settings, environment).PROXIMIDAD_PORT };
}
