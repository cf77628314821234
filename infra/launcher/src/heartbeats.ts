import { entities } from '@proximidad/catalogues';
import { uuidv5 } from '@proximidad/eventsourcing';
import { tokenSource } from '@proximidad/identity';
import { gatewayClient } from '@proximidad/program';

const HEARTBEAT_MS = 60_000;
const MUTATION = `mutation Alive($input: SourceAliveInput!) { sourceAlive(input: $input) { __typename } }`;

export interface Heartbeats {
  /** Resolves when every state has been heard once. */
  readonly first: Promise<void>;
  stop(): void;
}

/**
 * Plays the machine clients of the 32 states, each saying once a minute that it is alive (ADR 114).
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
    send: gatewayClient(gateway, tokenSource(`machine-${code}`, { data, issuer })),
  }));
  let failing = false;

  const beat = async () => {
    const minute = Math.floor(Date.now() / HEARTBEAT_MS);
    const results = await Promise.allSettled(
      states.map(async ({ code, send }) => {
        const input = { commandId: uuidv5('alive', code, minute), entity: code };
        await send(MUTATION, { input });
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
