import { byOf, eventFamily, type Recorded } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { headersOf, messagesOf, topicOf } from './message.ts';
import { reaction } from './reaction.ts';
import { messageIn, streamsOf } from './store-inbound.ts';

const CallReceived = { version: 1, schema: z.object({ line: z.string() }) };
const contracts = {
  calls: { public: eventFamily({ CallReceived }), restricted: eventFamily({ CallReceived }) },
};
const told: Omit<Recorded, 'by'> & { eventId: string } = {
  eventId: 'b7f6d0c4-9b1a-4a51-9c1e-6f2b3a4c5d6e',
  stream: 'call_09-0a1b2c3d-0000-4000-8000-000000000001',
  revision: 3,
  position: 42,
  recordedAt: 1_764_000_000_000,
  category: 'call',
  id: '09-0a1b2c3d-0000-4000-8000-000000000001',
  entity: '09',
  metadata: {
    version: 1,
    commandId: 'c',
    occurredAt: { ms: 1_764_000_000_000, offsetMin: -360 },
    actor: { kind: 'SYSTEM', id: 's', role: 'SYSTEM' },
    jurisdiction: { entity: '09', municipality: '09015' },
    correlationId: 'r',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    prevHash: null,
    hash: 'h',
  },
};
const recorded = { ...told, by: byOf(told.metadata) };
const said = { type: 'CallReceived', line: 'a' } as never;

test('an event is published at most once of each kind, under ids that never change', () => {
  const both = messagesOf('calls', contracts, { public: said, restricted: said }, recorded);
  expect(both.map(({ kind, id }) => [kind, id])).toEqual([
    ['public', '4a7c361e-0123-542f-ad8d-a277706c3084'],
    ['restricted', '57e9f97e-6391-5f4c-b9ca-77e97291db5c'],
  ]);
  expect(messagesOf('calls', contracts, {}, recorded)).toEqual([]);
});

test('what does not fulfil its contract is not published', () => {
  const wrong = { type: 'CallReceived', line: 7 } as never;
  expect(() => messagesOf('calls', contracts, { public: wrong }, recorded)).toThrow(z.ZodError);
  expect(() => messagesOf('nobody', contracts, { public: said }, recorded)).toThrow(
    'nobody has no public contract',
  );
});

test('the headers of a message outside are those that integrators were told', () => {
  const [open, closed] = messagesOf('calls', contracts, { public: said, restricted: said }, recorded);
  expect(headersOf(open!)).toEqual({
    ce_specversion: '1.0',
    ce_id: open!.id,
    ce_type: 'calls.CallReceived',
    ce_source: '/calls/09',
    ce_time: '2025-11-24T10:00:00.000-06:00',
    ce_causationid: recorded.eventId,
    ce_correlationid: 'r',
    ce_recordedtime: '2025-11-24T16:00:00.000Z',
    'content-type': 'application/json',
    version: '1',
    stream: recorded.stream,
    revision: '3',
    entity: '09',
    municipality: '09015',
    traceparent: recorded.metadata.traceparent,
  });
  expect(headersOf(closed!)).toMatchObject({ position: '42', stream: recorded.stream });
  const beatId = '09-0a1b2c3d-0000-4000-8000-00000000beef';
  expect(headersOf({ ...open!, data: { beatId } })).toMatchObject({ beat: beatId });
  expect(headersOf({ ...open!, data: { beatId: null } })).not.toHaveProperty('beat');
  expect([topicOf(open!), topicOf(closed!)]).toEqual(['sp.pub.calls.v1', 'sp.calls.09.v1']);
});

test('the streams of the wanted topics are found, and no others', () => {
  const wanted = new RegExp(
    streamsOf([
      { context: 'calls', kind: 'public' },
      { context: 'beats', kind: 'restricted' },
      { context: 'calls', kind: 'public' },
    ]),
  );
  const streams = [
    'public_09-calls',
    'restricted_31-beats',
    'restricted_09-calls',
    'public_09-callsx',
    'call_09-x',
  ];
  expect(streams.filter((stream) => wanted.test(stream))).toEqual(['public_09-calls', 'restricted_31-beats']);
});

test('an event that no relay published is no message', () => {
  const { eventId: id, ...rest } = recorded;
  expect(
    messageIn({ ...rest, id, type: 'CallReceived', data: {}, stream: 'public_09-calls' }),
  ).toBeUndefined();
});

test('a reaction names its event by context, kind and type', () => {
  const declared = reaction({
    name: 'n',
    context: 'incidents',
    kind: 'public',
    type: 'IncidentClosed',
    react: ({ incidentId }) => (incidentId ? undefined : undefined),
  });
  expect(declared).toMatchObject({ context: 'incidents', kind: 'public', type: 'IncidentClosed' });
});
