import { Fault, runMain } from '@proximidad/program';
import { once } from 'node:events';
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { classArchive } from './archive.ts';
import { startCluster } from './cluster.ts';
import { readConfig } from './config.ts';
import { jars, KAFKA_VERSION, mustHaveJava } from './jars.ts';

const PORT = 9092;
const PORT_MAX = 65_520;
const NODES = [1, 3];
const WATCH_EVERY_MS = 500;
/** By then a node has loaded the classes for its first clients, too. */
const USED_AFTER_MS = 3_000;
const HELP = `npm run kafka [-- --nodes 3]

Apache Kafka ${KAFKA_VERSION} (KRaft) in the foreground, on loopback; prints its brokers when every node is ready. Ctrl-C stops
it; its data stays in <data>/kafka. Needs Java 17 and, the first time, Maven.

  --nodes <1|3>       how many nodes (1)
  --port <n>          of the first node (${PORT}); each node takes two in a row; 0 picks free ones
  --data <folder>     instead of PROXIMIDAD_DATA
  --health-port <n>   answers /health/ready there
  --until <pid>       ends when that process has ended
  --ephemeral         deletes what Kafka wrote there when it ends, and nothing else
  --help              this text

Settings (environment): PROXIMIDAD_DATA (.data), PROXIMIDAD_CACHE (.data/cache), where Kafka itself is stored.
`;

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (line: string) => process.stdout.write(`${line}\n`);

await runMain(main);

async function main(): Promise<void> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const { data, cache } = readConfig(dirname(dirname(here)));
  const over = new AbortController();
  const ending = endAsked(options.until).then(() => over.abort());
  const java = await mustHaveJava(cache);
  const folder = await jars(cache, join(here, 'pom.xml'), say);
  const around = {
    data: resolve(options.data ?? data),
    jars: folder,
    classes: classArchive(folder, java),
    log4j: join(here, 'log4j2.xml'),
    over: over.signal,
    say,
  };
  // Asked to end during the download: nothing is started.
  if (over.signal.aborted) process.exit(0);
  const health = { isReady: () => false };
  if (options.healthPort !== undefined) await answerHealth(options.healthPort, health);
  // Asked to end while it starts: what was started is ended all the same.
  const cluster = await startCluster(options.nodes, options.port, around);
  health.isReady = () => cluster.alive();
  if (!over.signal.aborted) say(`Apache Kafka ${KAFKA_VERSION} is ready, brokers ${cluster.brokers}`);
  const archiving = setTimeout(() => void around.classes.make(), USED_AFTER_MS);
  await ending;
  clearTimeout(archiving);
  around.classes.close();
  await cluster.stop();
  if (options.ephemeral) removeOwn(around.data);
  say('Kafka has stopped.');
  process.exit(0);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '1' },
      port: { type: 'string', default: String(PORT) },
      data: { type: 'string' },
      'health-port': { type: 'string' },
      until: { type: 'string' },
      ephemeral: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const number = (name: string, text: string, max: number) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= max) return value;
    throw new Fault(`--${name} must be a whole number up to ${max}. See --help.`);
  };
  const optional = (name: string, text: string | undefined, max: number) =>
    text === undefined ? undefined : number(name, text, max);
  const nodes = Number(values.nodes);
  if (!NODES.includes(nodes)) throw new Fault('--nodes must be 1 or 3. See --help.');
  return {
    nodes,
    port: number('port', values.port, PORT_MAX),
    data: values.data,
    healthPort: optional('health-port', values['health-port'], PORT_MAX),
    until: optional('until', values.until, Number.MAX_SAFE_INTEGER),
    ephemeral: values.ephemeral,
    help: values.help,
  };
}

/** Resolves at SIGINT or SIGTERM, when the launcher ends, or when the named process is gone. */
function endAsked(until: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, () => resolve());
    if (until === undefined) return;
    const watching = setInterval(() => {
      try {
        process.kill(until, 0);
      } catch {
        clearInterval(watching);
        resolve();
      }
    }, WATCH_EVERY_MS);
  });
}

async function answerHealth(port: number, health: { isReady: () => boolean }): Promise<void> {
  const server = createServer((_request, response) => {
    response.writeHead(health.isReady() ? 200 : 503).end();
  }).listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause) => {
    throw new Fault(`--health-port ${port} cannot be listened on (${(cause as Error).message})`, { cause });
  });
}

/** The folder may be a platform's, whose store and keys lie there, too. */
function removeOwn(data: string): void {
  rmSync(join(data, 'kafka'), { recursive: true, force: true });
  for (const folder of [join(data, 'log'), join(data, 'run')]) {
    for (const name of readdirSync(folder)) if (name.startsWith('kafka-')) rmSync(join(folder, name));
    removeEmpty(folder);
  }
  removeEmpty(data);
}

function removeEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
