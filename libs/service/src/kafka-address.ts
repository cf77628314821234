import type { KafkaOptions } from '@proximidad/bus';
import { z } from 'zod';
import { inFile } from './in-file.ts';

const Brokers = z.string().regex(/^[^,\s]+:\d+(,[^,\s]+:\d+)*$/, 'must be host:port, several with commas');
const Namespace = z.string().regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and dashes');
const Certificate = z
  .string()
  .includes('-----BEGIN CERTIFICATE-----', { error: 'must hold a certificate in PEM form' });
const Credentials = z
  .string()
  .regex(/^[^:\s]+:.+$/, 'must hold name:password')
  .transform((text) => {
    const [username, ...password] = text.split(':') as [string, ...string[]];
    return { username, password: password.join(':') };
  });

/** Where Kafka is, and how to connect to it. */
export const kafkaAddress = {
  KAFKA_BROKERS: Brokers.optional(),
  KAFKA_NAMESPACE: Namespace.optional(),
  /** The authority that signed the brokers' certificates: if it is set, the connection is TLS. */
  KAFKA_TLS_CA: inFile(Certificate).optional(),
  /** `name:password`, sent as SCRAM-SHA-512 and over TLS only. */
  KAFKA_CREDENTIALS_FILE: inFile(Credentials).optional(),
};

type KafkaAddress = z.infer<z.ZodObject<typeof kafkaAddress>>;

/** @throws {Error} naming the setting that the others need. */
export function kafkaOf(settings: KafkaAddress): KafkaOptions {
  const { KAFKA_BROKERS, KAFKA_NAMESPACE, KAFKA_TLS_CA, KAFKA_CREDENTIALS_FILE } = settings;
  if (!KAFKA_BROKERS) throw new Error('KAFKA_BROKERS: is needed for BUS=kafka');
  if (KAFKA_CREDENTIALS_FILE && !KAFKA_TLS_CA)
    throw new Error('KAFKA_TLS_CA: is needed with KAFKA_CREDENTIALS_FILE, a password is told over TLS only');
  return {
    brokers: KAFKA_BROKERS.split(','),
    ...(KAFKA_NAMESPACE === undefined ? {} : { namespace: KAFKA_NAMESPACE }),
    ...(KAFKA_TLS_CA === undefined ? {} : { tlsCa: KAFKA_TLS_CA }),
    ...(KAFKA_CREDENTIALS_FILE === undefined ? {} : { credentials: KAFKA_CREDENTIALS_FILE }),
  };
}
