import { idFor, uuidv5 } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { type Message, topicOf, Unreadable } from '../message.ts';
import { messageOf, recordOf } from './wire.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    kind: fc.constantFrom('public' as const, 'restricted' as const),
    version: fc.integer({ min: 1, max: 9 }),
    data: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
    revision: fc.nat(),
    position: fc.nat(),
    ms: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    offsetMin: fc.constantFrom(-360, -300, 0, 60),
    municipality: fc.option(fc.constantFrom('09007', '14039'), { nil: undefined }),
    traceparent: fc.option(fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'), {
      nil: undefined,
    }),
    n: fc.nat(),
  })
  .map(({ kind, version, data, revision, position, ms, offsetMin, municipality, traceparent, n }) => ({
    ...{ id: uuidv5('message', n), context: 'incidents', kind, type: 'IncidentReported', version },
    data: JSON.parse(JSON.stringify(data)) as unknown,
    source: {
      ...{
        eventId: uuidv5('event', n),
        stream: `incident_${idFor('09', 'incident', n)}`,
        revision,
        position,
      },
      ...{ entity: '09', occurredAt: { ms, offsetMin }, recordedAt: ms },
      ...(municipality === undefined ? {} : { municipality }),
    },
    correlationId: uuidv5('correlation', n),
    ...(traceparent === undefined ? {} : { traceparent }),
  }));

/** The record as a broker returns it: everything is bytes. */
function stored(message: Message) {
  const { key, value, headers } = recordOf(message);
  const bytes = Object.entries(headers!).map(([name, one]) => [name, Buffer.from(String(one))] as const);
  return {
    ...{
      key: Buffer.from(String(key)),
      value: Buffer.from(String(value)),
      headers: Object.fromEntries(bytes),
    },
    ...{ offset: '0', timestamp: '0', attributes: 0 },
  };
}

test('H7, R10: whatever goes onto a topic comes back from it, but for where in the log something public lay', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const { position, ...told } = message.source;
      const source = message.kind === 'public' ? told : message.source;
      expect(messageOf(topicOf(message), stored(message))).toEqual({ ...message, source });
      const before = stored(message);
      before.headers['position'] = Buffer.from(String(position));
      expect(messageOf(topicOf(message), before)).toEqual(message);
      expect(String(recordOf(message).key)).toBe(message.source.stream);
    }),
  );
});

test('a message is of the context and the entity of its topic, and so is its stream', () => {
  const kinds = fc.sample(anyMessage, 100).map((message) => [message.kind, message] as const);
  const { restricted, public: ofNation } = Object.fromEntries(kinds) as Record<Message['kind'], Message>;
  const told = (message: Message | undefined, change: Readonly<Record<string, string>>) => {
    const { headers, ...record } = stored(message!);
    const changed = Object.entries(change).map(([name, text]) => [name, Buffer.from(text)] as const);
    const read = { ...record, headers: { ...headers, ...Object.fromEntries(changed) } };
    return () => messageOf(topicOf(message!), read);
  };
  const foreign = [
    told(restricted, { ce_type: 'training.OfficerRegistered' }),
    told(ofNation, { ce_type: 'training.CertificateIssued' }),
    told(restricted, { entity: '14', stream: `incident_${idFor('14', 'incident', 1)}` }),
    told(restricted, { stream: `incident_${idFor('14', 'incident', 1)}` }),
    told(ofNation, { entity: '14' }),
    told(ofNation, { stream: 'none' }),
  ];
  for (const read of foreign) expect(read).toThrow(Unreadable);
  for (const message of [restricted, ofNation]) expect(told(message, {})).not.toThrow();
});

test('what holds no message says which headers are wrong, and shows none of them', () => {
  const [message] = fc.sample(anyMessage, 1) as [Message];
  const sound = stored(message);
  const wrong = [
    [{ ...sound, headers: {} }, /headers are missing or wrong: ce_id, ce_type/],
    [{ ...sound, headers: { ...sound.headers, revision: Buffer.from('many') } }, /wrong: revision$/],
    [{ ...sound, value: Buffer.from('{"a":') }, /not JSON/],
    [{ ...sound, value: null }, /not JSON/],
  ] as const;
  for (const [record, told] of wrong) {
    const read = () => messageOf('sp.pub.incidents.v1', record as never);
    expect(read).toThrow(Unreadable);
    expect(read).toThrow(told);
  }
});
