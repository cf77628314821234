import type { EventLog } from '@proximidad/eventstore';

/** Whether a service can do its work, and which of its parts can. */
export interface Health {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'ready' | 'starting' | 'unreachable'>>;
}

/** How long an answer from the store stays valid. */
const STORE_CHECK_AGE_MAX_MS = 1_000;
/** How long the store may take to answer before the service is not ready. */
const STORE_ANSWER_MAX_MS = 1_500;

/** Asks the store at most once a second, however often health is asked for, and takes silence as an answer. */
export function storeCheck(log: EventLog): () => Promise<boolean> {
  let checkedAt = -Infinity;
  let checking: Promise<boolean> = Promise.resolve(true);
  return () => {
    if (performance.now() - checkedAt > STORE_CHECK_AGE_MAX_MS) {
      checkedAt = performance.now();
      checking = answersInTime(log);
    }
    return checking;
  };
}

async function answersInTime(log: EventLog): Promise<boolean> {
  const { promise: silence, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), STORE_ANSWER_MAX_MS);
  const answer = log.head().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
