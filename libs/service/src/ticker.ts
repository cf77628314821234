import { pause } from '@proximidad/bus';
import { StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import type { Due, SystemTell } from './definition.ts';
import type { Logger } from './log.ts';

const TICK_MS = 1_000;
/** Told in one tick; the rest waits for the next. */
const DUE_PER_TICK_MAX = 100;
/** What was told is left alone for so long, projected or not. */
const TOLD_AGAIN_MS = 60_000;
const TOLD_REMEMBERED_MAX = 10_000;

export interface Ticking {
  readonly due: (now: number) => Iterable<Due>;
  readonly tell: SystemTell;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What happens because time passes: each second, what has become due is told, in order, until the signal. */
export async function tick({ due, tell, now, logger }: Ticking, signal: AbortSignal): Promise<void> {
  const told = new Map<string, number>();
  while (!signal.aborted) {
    try {
      let count = 0;
      for (const item of due(now())) {
        const commandId = uuidv5(item.subject, item.dueAt);
        if (now() - (told.get(commandId) ?? -Infinity) < TOLD_AGAIN_MS) continue;
        if (signal.aborted || ++count > DUE_PER_TICK_MAX) break;
        await tellDue(item, commandId, tell, logger);
        told.delete(commandId);
        told.set(commandId, now());
        if (told.size > TOLD_REMEMBERED_MAX) told.delete(told.keys().next().value!);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      logger.warn({ part: 'ticker', error }, 'the store cannot be reached; what is due waits');
    }
    await pause(TICK_MS, signal);
  }
}

async function tellDue(item: Due, commandId: string, tell: SystemTell, logger: Logger): Promise<void> {
  const { aggregate, id, command, dueAt, municipality } = item;
  const outcome = await tell(aggregate, id, command, { commandId, occurredAt: dueAt, municipality });
  if (outcome.ok) return;
  const { rejected } = outcome.rejection;
  logger.debug({ part: 'ticker', command: command.type, outcome: rejected }, 'what was due was refused');
}
