import { setScene } from '@proximidad/e2e/scene';
import { type ComposeProject, mustHaveContainers, startProject } from './compose-project.ts';
import type { Drill } from './drill.ts';
import { isWhole, lostCalls, receiveCalls, recordIncident, type Users, usersOf } from './incident-story.ts';
import { mustBeRoot } from './needs.ts';

const HEALTHY_TIMEOUT_MS = 180_000;
const TOKEN_KEPT_MS = 10 * 60_000;

/**
 * The profile `single` of docker-compose.yml: an incident goes from the call to the follow-up, then each container is
 * restarted (odd rounds) or killed (even ones) while calls come in, and the next incident still goes all the way.
 */
export const compose: Drill = {
  what: 'the platform in containers: each is restarted, then killed, under load; nothing acknowledged may be lost',
  needs: 'root; a Docker Engine; the images of infra/docker/images.sh',
  rounds: 2,
  check() {
    mustBeRoot('ends processes of containers and makes files that belong to them');
    mustHaveContainers();
  },
  async run({ rounds, scope, signal, trial }) {
    const begun = performance.now();
    const project = await startProject(scope);
    await project.healthy(HEALTHY_TIMEOUT_MS);
    const users = usersOf(`http://127.0.0.1:${project.port}/graphql`, tokensFrom(project));
    const scene = await setScene(users);
    const incidents = [await recordIncident(users, scene, 'U-200')];
    trial({ round: 0, container: 'all', how: 'up', ms: Math.round(performance.now() - begun) });

    const acknowledged = new Map<string, string>();
    const totals = { restarts: 0, acknowledged: 0, lost: 0, incidents: 1, broken: 0, slowestMs: 0 };
    for (let round = 1; round <= rounds; round++) {
      for (const container of project.services) {
        if (signal.aborted) break;
        const how = round % 2 === 1 ? 'restart' : 'kill';
        const before = acknowledged.size;
        const ms = await restartUnderLoad(project, users, container, how, acknowledged);
        incidents.push(await recordIncident(users, scene, `U-${200 + incidents.length}`));
        trial({ round, container, how, ms, acknowledged: acknowledged.size - before });
        totals.restarts++;
        totals.slowestMs = Math.max(totals.slowestMs, ms);
      }
    }
    const lost = await lostCalls(users, acknowledged);
    const whole = await Promise.all(incidents.map((id) => isWhole(users, id)));
    totals.acknowledged = acknowledged.size;
    totals.lost = lost.length;
    totals.incidents = incidents.length;
    totals.broken = whole.filter((one) => !one).length;
    const log = await verifyLog(project);
    return {
      passed: totals.restarts === rounds * project.services.length && totals.lost + totals.broken === 0,
      proven: totals.acknowledged,
      figures: { ...totals, containers: project.services.length, log },
    };
  },
};

/** Resolves to the milliseconds from the fault until every container was healthy. */
async function restartUnderLoad(
  project: ComposeProject,
  users: Users,
  container: string,
  how: 'restart' | 'kill',
  acknowledged: Map<string, string>,
): Promise<number> {
  const stop = new AbortController();
  const receiving = receiveCalls(users, acknowledged, stop.signal);
  receiving.catch(() => undefined);
  const begun = performance.now();
  try {
    await project.restart(container, how);
    await project.healthy(HEALTHY_TIMEOUT_MS);
    return Math.round(performance.now() - begun);
  } finally {
    stop.abort();
    await receiving;
  }
}

/** From within the provider's container: its users' secrets never leave it. */
function tokensFrom(project: ComposeProject): (user: string) => Promise<string> {
  const held = new Map<string, { readonly token: string; readonly until: number }>();
  return async (user) => {
    const known = held.get(user);
    if (known && known.until > Date.now()) return known.token;
    const said = await project.compose('exec', '-T', 'identity', 'node', 'infra/identity/src/token.ts', user);
    const token = said.trim();
    held.set(user, { token, until: Date.now() + TOKEN_KEPT_MS });
    return token;
  };
}

/**
 * The checksum chain of all events, verified by the store's own tool when the store has stopped.
 *
 * @throws {Fault} with its findings.
 */
async function verifyLog(project: ComposeProject): Promise<string> {
  await project.compose('stop', '--timeout', '20');
  const said = await project.compose(
    'run',
    '--rm',
    '--no-deps',
    '-T',
    'store',
    'verify',
    '--data=/data/store',
  );
  return said.trim().split('\n').at(-1) ?? '';
}
