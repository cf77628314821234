import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import {
  bytesField,
  int64Field,
  MalformedMessage,
  MessageReader,
  textField,
  uintField,
  varintSize,
} from './protobuf.ts';
import { decodeAppend, decodeBatch, decodeDelete, decodeRead } from './requests.ts';
import { eventFrame, recordedEvent } from './event-message.ts';
import { readResolved } from './responses.ts';
import { TOMBSTONE_REVISION } from '../store/events.ts';
import { uuidBytes, uuidField, uuidText, readUuid } from './uuid.ts';

test('numbers up to the largest safe integer come back as they went', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (uint, int64) => {
      const encoded = uintField(1, uint);
      expect(encoded).toHaveLength(1 + varintSize(uint));
      const message = new MessageReader(Buffer.concat([encoded, int64Field(2, int64)]));
      expect([message.next(), message.uint(), message.next(), message.int64()]).toEqual([1, uint, 2, int64]);
      expect(message.next()).toBe(0);
    }),
  );
});

test('fields that nobody knows are skipped', () => {
  const fixed = Buffer.from([0x39, 1, 2, 3, 4, 5, 6, 7, 8, 0x3d, 1, 2, 3, 4]);
  const message = new MessageReader(
    Buffer.concat([fixed, textField(5, 'x'), uintField(4, 300), textField(1, 'here')]),
  );
  for (let field = message.next(); field !== 1; field = message.next()) message.skip();
  expect(message.text()).toBe('here');
});

test('an id comes back whether the client sends it as text or as two numbers', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.boolean(), (id, structured) => {
      const message = new MessageReader(uuidField(1, uuidBytes(id), structured));
      expect(message.next()).toBe(1);
      expect(uuidText(readUuid(message.message()))).toBe(id);
    }),
  );
});

test('no bytes whatever do more than be refused', () => {
  const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
  const nested = fc
    .tuple(fc.integer({ min: 1, max: 10 }), anyBytes)
    .map(([field, bytes]) => bytesField(field, bytes));
  const twice = fc
    .tuple(fc.integer({ min: 1, max: 3 }), nested)
    .map(([field, bytes]) => bytesField(field, bytes));
  fc.assert(
    fc.property(fc.oneof(anyBytes, nested, twice), (bytes) => {
      for (const decode of [decodeAppend, decodeBatch, decodeDelete, decodeRead]) {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      }
    }),
    runs(1_000),
  );
});

test('the hand-written event message is the same as the one put together field by field', () => {
  fc.assert(
    fc.property(
      fc.record({
        position: fc.maxSafeNat(),
        stream: fc.nat(),
        revision: fc.oneof(fc.maxSafeNat(), fc.constant(TOMBSTONE_REVISION)),
        id: fc.uint8Array({ minLength: 16, maxLength: 16 }),
        type: fc.string({ minLength: 1, maxLength: 200 }),
        created: fc.integer({ min: 0, max: 4e12 }),
        json: fc.constantFrom(0, 1),
        crc: fc.nat(),
        metadata: fc.uint8Array({ minLength: 1, maxLength: 300 }),
        data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
      }),
      fc.string({ minLength: 1, maxLength: 150 }),
      (event, streamName) => {
        const message = readResolved(recordedEvent(event, streamName, false), undefined, event.position);
        const frame = eventFrame(event, streamName);
        expect(frame.readUInt32BE(1)).toBe(frame.length - 5);
        expect(frame.subarray(5).equals(message)).toBe(true);
      },
    ),
  );
});
