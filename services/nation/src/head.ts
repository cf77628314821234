import type { Dependencies } from '@proximidad/edge';
import { StoreUnavailable } from '@proximidad/eventsourcing';

/** The head of the log; if the store is down, how far it has been read, so that there is still a picture. */
export async function headOf({ log, readModels }: Pick<Dependencies, 'log' | 'readModels'>): Promise<number> {
  try {
    return await log.head();
  } catch (error) {
    if (error instanceof StoreUnavailable) return readModels.position;
    throw error;
  }
}
