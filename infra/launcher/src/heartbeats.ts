import { entities } from '@proximidad/catalogues';
import { uuidv5 } from '@proximidad/eventsourcing';
import { tokenSource } from '@proximidad/identity';
import { gatewayClient } from '@proximidad/program';

const HEARTBEAT_MS = 60_000;
const MUTATION = `mutation Alive($input: SourceAliveInput!) { sourceAlive(input: $input) { __typename } }`;

export interface Heartbeats {
  /** Resolves when every state has been heard once. */
  readonly first: Promise<void>;
  /** From now on, now and then, a state falls silent for some minutes and comes back. */
  fallSilentAtTimes(): void;
  stop(): void;
}

/**
 * Plays the machine clients of the 32 states, each reporting once a minute that it is alive (ADR 114). A failed
 * heartbeat is mentioned once and tried again at the next minute.
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
  let allAreHeard = true;

  const beat = async () => {
    const minute = Math.floor(Date.now() / HEARTBEAT_MS);
    const results = await Promise.allSettled(
      states.map(async ({ code, send }) => {
        if (!allAreHeard && isSilent(code, minute)) return;
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
  return {
    first,
    fallSilentAtTimes() {
      allAreHeard = false;
    },
    stop: () => clearInterval(timer),
  };
}

/** How often a silence of one state begins, and how long it lasts: long enough to count as stale (ADR 42). */
const SILENCE_EACH_MINUTES = 20;
const SILENCE_FROM_MINUTE = 8;
const SILENCE_MINUTES = 9;

/** Which state is not heard in this minute since 1970: it depends on the time alone. */
export function isSilent(code: string, minute: number): boolean {
  const within = minute % SILENCE_EACH_MINUTES;
  if (within < SILENCE_FROM_MINUTE || within >= SILENCE_FROM_MINUTE + SILENCE_MINUTES) return false;
  const turn = Math.floor(minute / SILENCE_EACH_MINUTES);
  // 13 and 32 have no common divisor: every state has its turn before one has it again.
  return entities[(turn * 13) % entities.length]!.code === code;
}
