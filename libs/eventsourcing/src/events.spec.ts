import { z } from 'zod';
import {
  decode,
  encode,
  entityOf,
  eventFamily,
  EventFromTheFuture,
  idFor,
  parseStream,
  PublicId,
  streamOf,
  uuidv5,
} from './index.ts';

const family = eventFamily({
  IncidentReported: {
    version: 3,
    schema: z.object({ code: z.string(), priority: z.enum(['ALTA', 'BAJA']), exercise: z.boolean() }),
    upcast: {
      1: (v1: { code: number }) => ({ ...v1, code: String(v1.code), priority: 'BAJA' }),
      2: (v2: { code: string; priority: string }) => ({ ...v2, exercise: false }),
    },
  },
});

test('an event of the first version is lifted step by step', () => {
  expect(decode(family, { type: 'IncidentReported', version: 1, data: { code: 30421 } })).toEqual({
    type: 'IncidentReported',
    code: '30421',
    priority: 'BAJA',
    exercise: false,
  });
});

test('what is written reads back, and what is malformed is never written', () => {
  const event = {
    type: 'IncidentReported' as const,
    code: '30421',
    priority: 'ALTA' as const,
    exercise: true,
  };
  expect(decode(family, encode(family, event))).toEqual(event);
  expect(() => encode(family, { ...event, priority: 'HIGH' as never })).toThrow(z.ZodError);
});

test('an event from newer code is refused by name, never skipped', () => {
  expect(() => decode(family, { type: 'IncidentReported', version: 4, data: {} })).toThrow(
    EventFromTheFuture,
  );
  expect(() => decode(family, { type: 'IncidentForgotten', version: 1, data: {} })).toThrow(
    'unknown event type IncidentForgotten',
  );
});

test('a version without its upcast does not load', () => {
  const schema = z.object({});
  expect(() => eventFamily({ Moved: { version: 3, schema, upcast: { 1: (old) => old } } })).toThrow(
    'Moved: version 3 needs upcast[2]',
  );
});

test('an id is a function of its parts, in their order and their bounds', () => {
  expect(uuidv5('a', 'b')).toBe(uuidv5('a', 'b'));
  expect(new Set([uuidv5('a', 'b'), uuidv5('b', 'a'), uuidv5('ab'), uuidv5('a', 'b', '')]).size).toBe(4);
  expect(PublicId.safeParse(idFor('09', 'incident', 1)).success).toBe(true);
  expect(uuidv5('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the entity is in the id, and the id in the stream', () => {
  const id = idFor('15', 'beatshift');
  expect(entityOf(id)).toBe('15');
  expect(parseStream(streamOf('beatshift', id))).toEqual({ category: 'beatshift', id, entity: '15' });
  expect(() => entityOf('33-nothing')).toThrow(z.ZodError);
  expect(parseStream('$all')).toBeUndefined();
});
