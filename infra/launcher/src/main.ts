import { runMain } from '@proximidad/program';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inheritedEnvironment, readConfig } from './config.ts';
import { seedDemo, type Demo } from './demo.ts';
import { playHeartbeats } from './heartbeats.ts';
import { ensurePassportKeys } from './passport-keys.ts';
import { CannotStart, closeToOthers, mustBeFree, mustBeWritable } from './preconditions.ts';
import { renewStoreAccess } from './store-access.ts';
import { supervise, type Supervised } from './supervisor.ts';
import { brokersOf, type Bus, BUSES, topology, type ProcessSpec } from './topology.ts';
import { welcome } from './welcome.ts';

const READY_TIMEOUT_MS = 60_000;
const HELP = `npm start [-- --empty] [--bus kafka]

Starts the event store, the identity provider, the services and the gateway of one machine, keeps them running, and
stays in the foreground. Ctrl-C stops everything; the data stays.

  --empty       without the demo nation
  --bus kafka   the bus on Kafka: KAFKA_BROKERS, else a broker of its own (needs Java 17 and Maven); its brokers stand in
                <data>/run/kafka.brokers
  --help        this text

Settings (environment): PROXIMIDAD_PORT (4000; the other ports follow), PROXIMIDAD_DATA (.data), ESDB_URL (a store
elsewhere), KAFKA_BROKERS, OIDC_ISSUER (an identity provider elsewhere), OTEL_EXPORTER_OTLP_ENDPOINT.
`;

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const say = (line: string) => process.stdout.write(`${line}\n`);

await runMain(main);

async function main(): Promise<void> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const config = readConfig();
  if (config.PROXIMIDAD_MODE === 'production' && !config.OIDC_ISSUER) {
    throw new CannotStart(
      'In production mode the development identity provider is refused: set OIDC_ISSUER.',
    );
  }
  const data = resolve(root, config.PROXIMIDAD_DATA);
  mustBeWritable(data);
  const bus = busIn(options.bus);
  const specs = topology(config, data, bus);
  await mustBeFree(specs);
  closeToOthers(data);
  await ensurePassportKeys(data);
  const storePort = specs.find(({ name }) => name === 'store')?.port;
  if (storePort !== undefined) await renewStoreAccess(data, storePort, { root, node: process.execPath });

  const running: Supervised[] = [];
  const stops: (() => Promise<void> | void)[] = [];
  stopOnSignal(running, stops);
  const env = inheritedEnvironment();
  const traces = config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
  const around = { root, data, node: process.execPath, traces, env, say };
  const start = (some: readonly ProcessSpec[]) => {
    const started = some.map((spec) => supervise(spec, around));
    running.push(...started);
    return started.map((one) => one.ready(READY_TIMEOUT_MS));
  };
  // The store, the broker and the identity provider first: the others would only wait for them.
  await Promise.all(start(specs.filter(({ stopOrder }) => stopOrder < 2)));
  tellBrokers(data, brokersOf(config, bus));
  // A service that is late does not keep the others from working; it is started again until it comes.
  for (const late of await Promise.allSettled(start(specs.filter(({ stopOrder }) => stopOrder >= 2)))) {
    if (late.status === 'rejected') say((late.reason as Error).message);
  }

  const gateway = `http://127.0.0.1:${config.PROXIMIDAD_PORT}/graphql`;
  const issuer =
    config.OIDC_ISSUER ??
    specs.find(({ name }) => name === 'identity')!.ready.url.replace(/\/\.well-known.*/, '');
  let demo: Demo | undefined;
  if (!config.OIDC_ISSUER) {
    const heartbeats = playHeartbeats({ gateway, data, issuer, say });
    stops.push(heartbeats.stop);
    await heartbeats.first;
    if (!options.empty) demo = await seedDemo({ ...around, gateway, issuer });
    if (demo) stops.unshift(demo.stop);
  }
  say(welcome(specs, { gateway, data, demo: demo?.state ?? 'not asked for' }));
}

function readArguments() {
  try {
    return parseArgs({
      options: { empty: { type: 'boolean' }, bus: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message} See npm start -- --help.`);
  }
}

function busIn(asked: string | undefined): Bus {
  const bus = BUSES.find((one) => one === (asked ?? 'eventstore'));
  if (!bus) throw new CannotStart(`--bus must be one of ${BUSES.join(', ')}. See npm start -- --help.`);
  return bus;
}

/** `<data>/run/kafka.brokers`, for whoever wants to read or write the bus from outside. */
function tellBrokers(data: string, brokers: string | undefined): void {
  const file = join(data, 'run/kafka.brokers');
  if (brokers === undefined) rmSync(file, { force: true });
  else writeFileSync(file, `${brokers}\n`);
}

/** SIGINT, SIGTERM, or the end of the process that started this one: stop all in order, exit 0. */
function stopOnSignal(running: readonly Supervised[], stops: readonly (() => Promise<void> | void)[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say('Stopping …');
    for (const one of stops) await one();
    for (const order of [3, 2, 1, 0]) {
      await Promise.all(running.filter(({ spec }) => spec.stopOrder === order).map((one) => one.stop()));
    }
    say('Stopped. The data is kept; npm start goes on with it.');
    process.exit(0);
  };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, () => void stop());
}
