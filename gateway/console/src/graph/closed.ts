import type { Client } from 'graphql-ws';

/** Ends a client's connection; one that was being opened and cannot be is over as well, and that is nobody's error. */
export async function closed(client: Client): Promise<void> {
  try {
    await client.dispose();
  } catch {
    // There is nothing left to close.
  }
}
