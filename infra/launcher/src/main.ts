import { freshConsole } from '@proximidad/console-build';
import { packedPackages } from '@proximidad/packed';
import { isOfTheSystem, runMain } from '@proximidad/program';
import { collectAtRest } from '@proximidad/service/rest';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claim, writeLaunched } from './claim.ts';
import { inheritedEnvironment, readConfig, root } from './config.ts';
import { type Demo, playDemo } from './demo.ts';
import { playHeartbeats } from './heartbeats.ts';
import { ensureKeys } from './keys.ts';
import {
  CannotStart,
  closeToOthers,
  hasRoom,
  leftoversMustEnd,
  mustBeFree,
  mustBeWhole,
  mustBeWritable,
  mustHaveDescriptors,
} from './preconditions.ts';
import { openRunning, type Running } from './running.ts';
import { renewStoreAccess } from './store-access.ts';
import { ensureVaultKeys } from './vault-keys.ts';
import { brokersOf, type Bus, BUSES, topology, type ProcessSpec } from './topology.ts';
import { welcome } from './welcome.ts';

const HELP = `npm start [-- --empty] [--still] [--bus kafka]

Starts the event store, the identity provider, the services and the gateway of one machine, keeps them running, and
stays in the foreground. Ctrl-C, or npm stop elsewhere, stops everything; the data stays. npm run status shows what is
running. A process that keeps ending by itself is no longer restarted, and is reported with the last line of its log.

  --empty       without the demo nation
  --still       the demo nation without ongoing activity: nothing happens after the seeding
  --bus kafka   the bus on Kafka: KAFKA_BROKERS, or else a broker of its own (needs Java 17 and Maven); its brokers are
                listed in <data>/run/kafka.brokers
  --help        this text

Settings (environment): PROXIMIDAD_PORT (4000; the other ports follow), PROXIMIDAD_DATA (.data), ESDB_URL (a store
elsewhere), KAFKA_BROKERS, OIDC_ISSUER (an identity provider elsewhere), OTEL_EXPORTER_OTLP_ENDPOINT.
`;

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
  mustHaveDescriptors();
  mustBeWritable(data);
  const bus = busIn(options.bus);
  const specs = topology(config, data, bus);
  const claimed = await prepared(data, specs);
  const traces = config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
  // Traces look for the files of packages, not for their pack.
  const [packages] = await Promise.all([traces ? undefined : packedPackages(say), freshConsole(say)]);

  const env = inheritedEnvironment();
  const around = {
    root,
    data,
    node: process.execPath,
    traces,
    packages,
    env,
    say,
    hasRoom: () => hasRoom(data),
  };
  const running = openRunning(around, claimed);
  collectAtRest();
  writeLaunched(data, {
    ...{ pid: process.pid, port: config.PROXIMIDAD_PORT, since: new Date().toISOString() },
    processes: specs.map(({ name, port, ready }) => ({ name, port, ready })),
  });
  await startAll(running, specs, () => writeBrokers(data, brokersOf(config, bus)));

  const gateway = `http://127.0.0.1:${config.PROXIMIDAD_PORT}/graphql`;
  const issuer = specs.find(({ name }) => name === 'identity')?.ready.url.replace(/\/\.well-known.*/, '');
  let demo: Demo | undefined;
  if (issuer !== undefined) {
    const heartbeats = playHeartbeats({ gateway, data, issuer, say });
    running.beforeStop(heartbeats.stop);
    await heartbeats.first;
    if (!options.empty) demo = await playDemo({ ...around, gateway, issuer, still: options.still === true });
    if (demo) running.beforeStop(demo.stop);
    if (demo?.lives) heartbeats.fallSilentAtTimes();
  }
  const port = config.PROXIMIDAD_PORT;
  say(welcome(specs, { gateway, data, port, demo: demo?.state ?? 'not asked for' }));
}

/**
 * Claims the data folder for this process and puts in it what must be there before anything is started.
 *
 * @throws {CannotStart}
 */
async function prepared(data: string, specs: readonly ProcessSpec[]) {
  try {
    const claimed = claim(data);
    await leftoversMustEnd(data, say);
    const storePort = specs.find(({ name }) => name === 'store')?.port;
    mustBeWhole(data, storePort !== undefined);
    await mustBeFree(specs, data);
    closeToOthers(data);
    await ensureKeys(data);
    await ensureVaultKeys(join(data, 'keys'));
    if (storePort !== undefined) await renewStoreAccess(data, storePort);
    return claimed;
  } catch (cause) {
    if (!isOfTheSystem(cause)) throw cause;
    throw new CannotStart(
      `The data folder ${data} cannot be used: ${cause.message}. Repair what is in it, or free space on its disk.`,
      { cause },
    );
  }
}

/** The store, the broker and the identity provider first: the others would only wait for them. */
async function startAll(
  running: Running,
  specs: readonly ProcessSpec[],
  onBroker: () => void,
): Promise<void> {
  const isFirst = ({ stopOrder }: ProcessSpec) => stopOrder < 2;
  try {
    await Promise.all(running.start(specs.filter(isFirst)));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    await running.stop(1);
  }
  onBroker();
  // A late service does not keep the others from working; it is started again until it comes.
  const others = running.start(specs.filter((spec) => !isFirst(spec)));
  for (const late of await Promise.allSettled(others)) {
    if (late.status === 'rejected') say((late.reason as Error).message);
  }
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        empty: { type: 'boolean' },
        still: { type: 'boolean' },
        bus: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}. See npm start -- --help.`);
  }
}

function busIn(asked: string | undefined): Bus {
  const bus = BUSES.find((one) => one === (asked ?? 'eventstore'));
  if (!bus) throw new CannotStart(`--bus must be one of ${BUSES.join(', ')}. See npm start -- --help.`);
  return bus;
}

/** `<data>/run/kafka.brokers`, for clients that read or write the bus from outside. */
function writeBrokers(data: string, brokers: string | undefined): void {
  const file = join(data, 'run/kafka.brokers');
  if (brokers === undefined) rmSync(file, { force: true });
  else writeFileSync(file, `${brokers}\n`);
}
