import { parseDateTime, parseStream } from '@proximidad/eventsourcing';
import type { IHeaders, KafkaMessage, Message as KafkaRecord } from 'kafkajs';
import { z } from 'zod';
import { headersOf, type Message, topicOf, Unreadable } from '../message.ts';

/** The record of a message: keyed by its source stream, so that order is kept per aggregate. */
export function recordOf(message: Message): KafkaRecord {
  return {
    key: message.source.stream,
    value: JSON.stringify(message.data),
    headers: headersOf(message),
  };
}

const Headers = z.object({
  ce_id: z.string(),
  ce_type: z.string().regex(/^[a-z]+\.[A-Za-z]+$/),
  ce_time: z.string().transform(parseDateTime),
  ce_causationid: z.string(),
  ce_correlationid: z.string(),
  ce_recordedtime: z.iso.datetime().transform(Date.parse),
  version: z.coerce.number().int(),
  stream: z.string(),
  revision: z.coerce.number().int(),
  /** Carried by restricted messages, and by public ones that were published before it was left out. */
  position: z.coerce.number().int().optional(),
  entity: z.string(),
  municipality: z.string().optional(),
  traceparent: z.string().optional(),
});

/**
 * The message in a record. Who may write is decided by topic, so that a message is of the context and the entity of its
 * topic, whatever its headers say.
 *
 * @throws {Unreadable} when it contains none, or one of another topic.
 */
export function messageOf(topic: string, { headers = {}, value }: KafkaMessage): Message {
  const read = Headers.safeParse(textsOf(headers));
  if (!read.success) {
    const fields = read.error.issues.map(({ path }) => path.join('.'));
    throw new Unreadable(`headers are missing or wrong: ${fields.join(', ')}`);
  }
  const { ce_id: id, ce_type: name, version, traceparent, municipality, ...rest } = read.data;
  const [context, type] = name.split('.') as [string, string];
  const { stream, revision, position, entity } = rest;
  const kind = topic.includes('.pub.') ? 'public' : 'restricted';
  if (!topic.endsWith(topicOf({ context, kind, source: { entity } }, '')))
    throw new Unreadable('the context or the entity is another than that of the topic');
  if (parseStream(stream)?.entity !== entity)
    throw new Unreadable('the stream is of another entity than the message');
  return {
    ...{ id, context, kind, type, version, data: dataIn(value) },
    source: {
      ...{ eventId: rest.ce_causationid, stream, revision, entity },
      ...(position === undefined ? {} : { position }),
      ...{ occurredAt: rest.ce_time, recordedAt: rest.ce_recordedtime },
      ...(municipality === undefined ? {} : { municipality }),
    },
    correlationId: rest.ce_correlationid,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function dataIn(value: Buffer | null): unknown {
  try {
    return JSON.parse((value ?? Buffer.alloc(0)).toString('utf8'));
  } catch (cause) {
    throw new Unreadable('the value is not JSON', { cause });
  }
}

function textsOf(headers: IHeaders): Record<string, string> {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(texts);
}
