import { readConfig } from '@proximidad/kafka/config';
import { mustHaveJava } from '@proximidad/kafka/jars';
import { type Bus, root } from './platform.ts';

/** The carriers that this machine can run, and, if Kafka is missing, why. */
export async function busesHere(): Promise<{ readonly buses: readonly Bus[]; readonly missing?: string }> {
  if (process.env['KAFKA_BROKERS']) return { buses: ['eventstore', 'kafka'] };
  try {
    await mustHaveJava(readConfig(root).cache);
    return { buses: ['eventstore', 'kafka'] };
  } catch (error) {
    return { buses: ['eventstore'], missing: (error as Error).message };
  }
}
