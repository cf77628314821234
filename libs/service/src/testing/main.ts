import { KAFKA_TEST_TIMES } from '@proximidad/testing/kafka';
import { readServiceConfig } from '../config.ts';
import { runService } from '../run-service.ts';
import { calls, contacts } from './two-services.ts';

/** One of the two small services as a process of its own; the first argument says which. */
const definition = process.argv[2] === 'calls' ? calls : contacts();
await runService(definition, () => {
  const config = readServiceConfig(process.env, { name: definition.name, port: 0 });
  const { bus } = config;
  return bus === 'eventstore' ? config : { ...config, bus: { ...bus, times: KAFKA_TEST_TIMES } };
});
