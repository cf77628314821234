import { readServiceConfig } from '../config.ts';
import { runService } from '../run-service.ts';
import { calls, contacts } from './two-services.ts';

/** One of the two small services as a process of its own; which one is the first argument. */
const definition = process.argv[2] === 'calls' ? calls : contacts();
await runService(definition, () => readServiceConfig(process.env, { name: definition.name, port: 0 }));
