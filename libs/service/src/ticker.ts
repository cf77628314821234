import { pause } from '@proximidad/bus';
import { RevisionConflict, StoreDamaged, StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import { type Due, type SystemExecute, executeFor, type Logger } from '@proximidad/edge';

const TICK_MS = 1_000;
/** Executions in one tick; the rest waits for the next. */
const DUE_PER_TICK_MAX = 100;
/** How long an executed item is left alone, projected or not. */
const REST_MS = 60_000;
/** Executions that are remembered as done. */
const REMEMBERED_MAX = 10_000;

export interface Ticking {
  readonly due: (now: number) => Iterable<Due>;
  readonly execute: SystemExecute;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What happens because time passes: each second, what has become due is executed, in order, until the signal. */
export async function tick({ due, execute, now, logger }: Ticking, signal: AbortSignal): Promise<void> {
  const executed = new Map<string, number>();
  while (!signal.aborted) {
    try {
      let count = 0;
      for (const item of due(now())) {
        const commandId = uuidv5(item.subject, item.dueAt);
        if (now() - (executed.get(commandId) ?? -Infinity) < REST_MS) continue;
        if (signal.aborted || ++count > DUE_PER_TICK_MAX) break;
        if (!(await executeDue(item, commandId, execute, logger))) continue;
        executed.delete(commandId);
        executed.set(commandId, now());
        if (executed.size > REMEMBERED_MAX) executed.delete(executed.keys().next().value!);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      logger.warn({ part: 'ticker', error }, 'the store cannot be reached; what is due waits');
    }
    await pause(TICK_MS, signal);
  }
}

/**
 * False when others recorded something first, again and again: it is tried again at the next look. What fails otherwise is left
 * alone for as long as what was executed, and nothing else waits for it.
 */
async function executeDue(
  item: Due,
  commandId: string,
  execute: SystemExecute,
  logger: Logger,
): Promise<boolean> {
  const { execution, dueAt } = item;
  const fields = { part: 'ticker', command: execution.command.type };
  try {
    const outcome = await executeFor(execute, execution, { commandId, occurredAt: dueAt });
    if (!outcome.ok)
      logger.debug({ ...fields, outcome: outcome.rejection.rejected }, 'what was due was refused');
  } catch (error) {
    if (error instanceof RevisionConflict) return false;
    if (error instanceof StoreUnavailable && !(error instanceof StoreDamaged)) throw error;
    logger.error({ ...fields, error }, 'what was due could not be executed; everything else goes on');
  }
  return true;
}
