import { context, type Context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { eventNumbered } from '@proximidad/testing';
import fc from 'fast-check';
import { seal, type SealedEvent, verifyChain } from './envelope.ts';

const STREAM = 'beat_09-6f1c1f3e-5a0b-4c6e-9d7a-2b4c8e0f1a35';
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

/** Events as the store returns them: through JSON. */
function recorded(events: readonly SealedEvent[]): RecordedEvent[] {
  return events.map((event, revision) => {
    const stored = JSON.parse(JSON.stringify(event)) as SealedEvent;
    return { ...stored, stream: STREAM, revision, position: revision + 1, recordedAt: 0 };
  });
}

test('whatever JSON an event holds, its hash is the same after it was stored', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), (values) => {
      const events = values.map((value, n) => ({ ...eventNumbered(n), data: { value, nothing: undefined } }));
      expect(verifyChain(recorded(seal(STREAM, 0, events, null)))).toBeUndefined();
    }),
  );
});

test('the hash is the published one, so that anybody can prove an event', () => {
  const event = {
    id: '6f1c1f3e-5a0b-4c6e-9d7a-2b4c8e0f1a35',
    type: 'BeatClosed',
    data: { reason: 'REDRAWN', b: 1, a: [true, null] },
    metadata: {
      version: 1,
      commandId: '6f1c1f3e-5a0b-4c6e-9d7a-2b4c8e0f1a36',
      occurredAt: { ms: 1_790_000_000_000, offsetMin: -360 },
      actor: { kind: 'SYSTEM' as const, id: 'tester', role: 'system' },
      jurisdiction: { entity: '09' },
      correlationId: '6f1c1f3e-5a0b-4c6e-9d7a-2b4c8e0f1a37',
    },
  };
  const [sealed] = seal(STREAM, 0, [event], null);
  expect(sealed!.metadata.prevHash).toBeNull();
  expect(sealed!.metadata.hash).toBe('K6cLWtdSz2VHDLsmyZv7/sqjC8zW2R1UFRMUrViL6/U=');
});

test.each<[string, (events: RecordedEvent[]) => RecordedEvent[], ReturnType<typeof verifyChain>]>([
  ['its data', changed(1, { data: { n: 9 } }), { revision: 1, problem: 'hash' }],
  ['its type', changed(1, { type: 'BeatRedrawn' }), { revision: 1, problem: 'hash' }],
  ['its id', changed(1, { id: '6f1c1f3e-5a0b-4c6e-9d7a-2b4c8e0f1a35' }), { revision: 1, problem: 'hash' }],
  ['its stream', changed(1, { stream: `${STREAM}x` }), { revision: 1, problem: 'hash' }],
  [
    'an event left out',
    (events) => events.filter(({ revision }) => revision !== 1),
    { revision: 1, problem: 'gap' },
  ],
  [
    'two events swapped',
    ([a, b, c]) => [a!, { ...c!, revision: 1 }, { ...b!, revision: 2 }],
    { revision: 1, problem: 'prevHash' },
  ],
])('a changed event betrays itself by %s', (_what, change, finding) => {
  const events = recorded(seal(STREAM, 0, [eventNumbered(0), eventNumbered(1), eventNumbered(2)], null));
  expect(verifyChain(change(events))).toEqual(finding);
});

function changed(revision: number, change: Partial<RecordedEvent>) {
  return (events: RecordedEvent[]) =>
    events.map((event) => (event.revision === revision ? { ...event, ...change } : event));
}

describe('the trace context', () => {
  let active: Context = ROOT_CONTEXT;
  const manager: ContextManager = {
    active: () => active,
    with: (next, run, that, ...args) => {
      const before = active;
      active = next;
      try {
        return run.apply(that, args);
      } finally {
        active = before;
      }
    },
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  beforeAll(() => void context.setGlobalContextManager(manager));
  afterAll(() => context.disable());
  const inSpan = <Result>(run: () => Result) => {
    const span = trace.wrapSpanContext({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });
    return context.with(trace.setSpan(ROOT_CONTEXT, span), run);
  };

  test('of the active span is kept with what it recorded', () => {
    const [sealed] = inSpan(() => seal(STREAM, 0, [eventNumbered(1)], null));
    expect(sealed!.metadata.traceparent).toBe(`00-${TRACE_ID}-${SPAN_ID}-01`);
    expect(verifyChain(recorded([sealed!]))).toBeUndefined();
  });

  test('that the command brought along goes before', () => {
    const event = eventNumbered(1);
    const traceparent = '00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00';
    const told = { ...event, metadata: { ...event.metadata, traceparent } };
    expect(inSpan(() => seal(STREAM, 0, [told], null))[0]!.metadata.traceparent).toBe(traceparent);
  });

  test('is left out where nobody traces', () => {
    expect(seal(STREAM, 0, [eventNumbered(1)], null)[0]!.metadata).not.toHaveProperty('traceparent');
  });
});
