import { ensureSecrets, OWNER } from '@proximidad/docker/secrets';
import { imagesOfProfile, root } from '@proximidad/docker/compose-file';
import { Fault, freePorts } from '@proximidad/program';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const COMMAND_TIMEOUT_MS = 180_000;
const LOOK_EVERY_MS = 250;
/** Development mode, with the identity provider that comes with the platform. */
const TRIAL = 'infra/docker/trial.env';
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const run = promisify(execFile);

const Container = z.object({
  Id: z.string(),
  State: z.object({
    Pid: z.number(),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).optional(),
  }),
  Config: z.object({ Labels: z.record(z.string(), z.string()) }),
});
type Container = z.infer<typeof Container>;

/** The profile `single`, as a project of its own: own names, volumes, ports, certificates and passwords. */
export interface ComposeProject {
  /** The published port of the gateway. */
  readonly port: number;
  readonly services: readonly string[];
  /** `docker-compose <args>`; resolves to its output. @throws {Fault} with its output, when it fails. */
  compose(...args: readonly string[]): Promise<string>;
  /** Stops the container and starts it again, or ends its process at once and leaves the rest to its restart policy. */
  restart(service: string, how: 'restart' | 'kill'): Promise<void>;
  /** Resolves to the milliseconds until every container was healthy. @throws {Fault} naming those that are not. */
  healthy(timeoutMs: number): Promise<number>;
}

/** @throws {Fault} that names what to install, start or make. */
export function mustHaveContainers(): void {
  if (spawnSync('docker', ['--version']).error) {
    throw new Fault('Docker is not here. On Debian: apt-get install docker.io iptables docker-compose');
  }
  if (spawnSync('docker', ['version']).status !== 0) {
    throw new Fault('No Docker Engine answers. Start it: systemctl start docker, or as root: dockerd &');
  }
  if (composeCommand() === undefined) {
    throw new Fault('docker-compose is not here. On Debian: apt-get install docker-compose');
  }
  const missing = imagesOfProfile('single').filter(
    (image) => spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length > 0)
    throw new Fault(`Make the images first, with infra/docker/images.sh: ${missing.join(', ')}`);
}

function composeCommand(): readonly [string, ...string[]] | undefined {
  const forms = [['docker-compose'], ['docker', 'compose']] as const;
  return forms.find(([program, ...args]) => spawnSync(program, [...args, 'version']).status === 0);
}

/** Starts the profile; everything of it is removed with the scope. */
export async function startProject(scope: AsyncDisposableStack): Promise<ComposeProject> {
  const name = `proximidad-drill-${process.pid}`;
  const secrets = mkdtempSync(join(tmpdir(), `${name}-`));
  scope.defer(() => rmSync(secrets, { recursive: true, force: true }));
  await ensureSecrets(secrets, OWNER);
  const port = await freePorts(2);
  const env = {
    ...{ PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: secrets },
    ...{
      PROXIMIDAD_PORT: String(port),
      PROXIMIDAD_IDENTITY_PORT: String(port + 1),
      PROXIMIDAD_SECRETS: secrets,
    },
  };
  const [program, ...first] = composeCommand()!;
  const compose = async (...args: readonly string[]) => {
    const all = [
      ...first,
      '--env-file',
      TRIAL,
      '-p',
      name,
      '--profile',
      'single',
      '--profile',
      'trial',
      ...args,
    ];
    try {
      const limits = { timeout: COMMAND_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX };
      return (await run(program, all, { cwd: root, env, ...limits })).stdout;
    } catch (error) {
      const said = (error as { stderr?: string }).stderr ?? String(error);
      throw new Fault(`${program} ${args.join(' ')}: ${said.trim().split('\n').slice(-5).join(' ')}`);
    }
  };
  scope.defer(async () => void (await compose('down', '--volumes', '--timeout', '20')));
  await compose('up', '--detach');
  const services = (await containersOf(name)).map(serviceOf).toSorted();
  return {
    ...{ port, services, compose },
    async restart(service, how) {
      const before = (await containersOf(name)).find((one) => serviceOf(one) === service)!;
      if (how === 'restart') await compose('restart', '--timeout', '20', service);
      else process.kill(before.State.Pid, 'SIGKILL');
      await until(`${service} has started again`, COMMAND_TIMEOUT_MS, async () => {
        const now = (await containersOf(name)).find((one) => serviceOf(one) === service);
        return now && now.State.Pid > 0 && now.State.StartedAt !== before.State.StartedAt ? [] : [service];
      });
    },
    async healthy(timeoutMs) {
      const begun = performance.now();
      await until('healthy', timeoutMs, async () => {
        const found = await containersOf(name);
        const ill = found.filter(({ State }) => State.Health?.Status !== 'healthy').map(serviceOf);
        return [...ill, ...services.filter((service) => !found.some((one) => serviceOf(one) === service))];
      });
      return Math.round(performance.now() - begun);
    },
  };
}

const serviceOf = ({ Config }: Container) => Config.Labels['com.docker.compose.service'] ?? '';

async function containersOf(project: string): Promise<Container[]> {
  const filter = `label=com.docker.compose.project=${project}`;
  const { stdout: ids } = await run('docker', ['ps', '--all', '--quiet', '--no-trunc', '--filter', filter]);
  if (ids.trim() === '') return [];
  const { stdout } = await run('docker', ['inspect', ...ids.trim().split('\n')], {
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return z.array(Container).parse(JSON.parse(stdout));
}

async function until(what: string, timeoutMs: number, lacking: () => Promise<string[]>): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const names = await lacking();
    if (names.length === 0) return;
    if (Date.now() > end)
      throw new Fault(`not within ${timeoutMs} ms: ${what}; still not so: ${names.join(', ')}`);
    await sleep(LOOK_EVERY_MS);
  }
}
