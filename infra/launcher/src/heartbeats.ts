import { entities } from '@proximidad/catalogues';
import { uuidv5 } from '@proximidad/eventsourcing';
import { tokenSource } from '@proximidad/identity';

const HEARTBEAT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 5_000;
const MUTATION = `mutation Alive($input: SourceAliveInput!) { sourceAlive(input: $input) { __typename } }`;

export interface Heartbeats {
  /** Resolves when every state has been heard once. */
  readonly first: Promise<void>;
  stop(): void;
}

/**
 * Plays the machine clients of the 32 states, each saying once a minute that it is alive (architecture, decision 14).
 * A beat that fails is told once and tried again at the next minute.
 */
export function playHeartbeats(options: {
  readonly gateway: string;
  readonly data: string;
  readonly issuer: string;
  readonly say: (line: string) => void;
}): Heartbeats {
  const { gateway, data, issuer, say } = options;
  const states = entities.map(({ code }) => ({
    code,
    token: tokenSource(`machine-${code}`, { data, issuer }),
  }));
  let failing = false;

  const beat = async () => {
    const minute = Math.floor(Date.now() / HEARTBEAT_MS);
    const results = await Promise.allSettled(
      states.map(async ({ code, token }) => {
        const response = await fetch(gateway, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
          body: JSON.stringify({
            query: MUTATION,
            variables: { input: { commandId: uuidv5('alive', code, minute), entity: code } },
          }),
          signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        });
        const answer = (await response.json()) as { errors?: { message: string }[] };
        if (answer.errors?.[0]) throw new Error(answer.errors[0].message);
      }),
    );
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length > 0 && !failing) {
      say(
        `${failed.length} of ${states.length} heartbeats failed (${String(failed[0]!.reason)}); trying again each minute.`,
      );
    }
    failing = failed.length > 0;
  };

  const first = beat();
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  return { first, stop: () => clearInterval(timer) };
}
