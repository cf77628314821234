import type { Dependencies } from '@proximidad/edge';
import { StoreUnavailable } from '@proximidad/eventsourcing';

/** The head of the log; a store that is away does not take the picture with it: it is then of what has been read. */
export async function headOf({ log, readModels }: Pick<Dependencies, 'log' | 'readModels'>): Promise<number> {
  try {
    return await log.head();
  } catch (error) {
    if (error instanceof StoreUnavailable) return readModels.position;
    throw error;
  }
}
