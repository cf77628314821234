import { runJest } from '@proximidad/checks/jest';
import { runMain } from '@proximidad/program';
import { parseArgs } from 'node:util';
import { imagesOfProfile, KURRENTDB } from './compose-file.ts';
import { type Config, readConfig, withoutReaper } from './config.ts';
import { hasEngine, hasImage, pull } from './engine.ts';

const HELP = `npm run test:containers

Tests that need a container engine or a store elsewhere, and are not part of npm test:

  images      the images of the platform, each started by testcontainers (infra/docker/images.sh makes them)
  kurrentdb   the store's contract on ESDB_URL, or else on KurrentDB in a container if its image is available

A suite that cannot run is skipped and says why; PROXIMIDAD_TEST=full makes that a failure.
`;

interface Suite {
  readonly name: string;
  /** Why it cannot run here; undefined when it can. */
  readonly lacking: (config: Config) => Promise<string | undefined>;
}

const NO_ENGINE = 'no container engine answers: is Docker installed, does it run, may this user use it?';
const suites: readonly Suite[] = [
  {
    name: 'images',
    async lacking() {
      if (!(await hasEngine())) return NO_ENGINE;
      const images = imagesOfProfile('single').filter((image) => !image.includes('/kafka:'));
      const here = await Promise.all(images.map(hasImage));
      const missing = images.filter((_, index) => !here[index]);
      return missing.length === 0 ? undefined : `infra/docker/images.sh has not made ${missing.join(', ')}`;
    },
  },
  {
    name: 'kurrentdb',
    async lacking({ ESDB_URL }) {
      if (ESDB_URL !== undefined) return undefined;
      if (!(await hasEngine())) return `ESDB_URL is not set, and ${NO_ENGINE}`;
      const reason = await pull(KURRENTDB);
      return reason === undefined
        ? undefined
        : `ESDB_URL is not set, and ${KURRENTDB} cannot be had: ${reason}`;
    },
  },
];
const say = (line: string) => process.stdout.write(`${line}\n`);

await runMain(async () => {
  if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) process.stdout.write(HELP);
  else await main(readConfig());
});

async function main(config: Config): Promise<void> {
  const full = config.PROXIMIDAD_TEST === 'full';
  let [passed, failed, skipped] = [0, 0, 0];
  withoutReaper();
  for (const { name, lacking } of suites) {
    const reason = await lacking(config);
    if (reason !== undefined) {
      say(`SKIP ${name}: ${reason}`);
      skipped++;
      continue;
    }
    const counts = await runJest([`--testMatch=<rootDir>/infra/docker/src/${name}.containers.ts`]);
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
  }
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 || (full && skipped > 0) ? 1 : 0;
}
