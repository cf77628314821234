import { startEmbeddedStore } from '@proximidad/embedded-eventstore';

export interface TemporaryStore {
  readonly url: string;
  close(): Promise<void>;
}

/** A real event store in this process, on any free port, in a temporary folder. */
export function temporaryStore(): Promise<TemporaryStore> {
  return startEmbeddedStore({ data: ':memory:', port: 0 });
}
