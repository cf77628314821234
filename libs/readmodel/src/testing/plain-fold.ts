import { byOf, decode, type ReadModelOf, type RecordedEvent } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import type { Fed } from '../projection.ts';
import { callEvents, models, openCalls, recorded, type CallEvent, type OpenCall } from './wall-board.ts';

/** Row by key, for each model, and figures: everything that a naive fold knows at one position. */
export interface State {
  readonly position: number;
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, object>>;
  readonly figures: ReadonlyMap<string, number>;
}

export const ids = ['09-a', '09-b', '14-a', '14-b', '14-c', '19-a'];
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('CallTaken' as const),
      priority: fc.constantFrom('HIGH', 'LOW'),
      beat: fc.constantFrom(null, 'b1', 'b2'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('PriorityChanged' as const),
      to: fc.constantFrom('HIGH', 'LOW', 'MEDIUM'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('UnitArrived' as const), afterSeconds: fc.nat(9) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('CallClosed' as const), outcome: fc.constant('DONE') }),
  },
);
const step = fc.record({
  gap: fc.integer({ min: 1, max: 40 }),
  id: fc.constantFrom(...ids),
  event,
  foreign: fc.boolean(),
});
export const history = fc.array(step, { minLength: 1, maxLength: 60 }).map((steps): Fed[] => {
  let position = 0;
  return steps.map(({ gap, id, event, foreign }) => {
    position += gap;
    return foreign && gap > 30 ? { checkpoint: position } : recorded(position, id, event);
  });
});

function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function positionOf(item: Fed): number {
  return 'checkpoint' in item ? item.checkpoint : item.position;
}

/** One state after each item, the empty one first. */
export function statesOf(items: readonly Fed[]): State[] {
  const states: State[] = [
    { position: 0, rows: new Map(models.map(({ name }) => [name, new Map()])), figures: new Map() },
  ];
  for (const item of items) {
    const last = states.at(-1)!;
    const rows = 'checkpoint' in item ? last.rows : foldEvent(last.rows, item);
    states.push({ position: positionOf(item), rows, figures: figuresOf(rows) });
  }
  return states;
}

function foldEvent(rows: State['rows'], stored: RecordedEvent): State['rows'] {
  const event = decode(callEvents, {
    type: stored.type,
    version: stored.metadata.version,
    data: stored.data,
  });
  const id = stored.stream.slice('call_'.length);
  const by = byOf(stored.metadata);
  const about = { ...stored, by, category: 'call', id, entity: id.slice(0, 2) };
  return new Map(
    models.map((model: ReadModelOf) => {
      const next = new Map(rows.get(model.name));
      if (!model.folds(about.category, event.type)) return [model.name, next];
      for (const key of model.keys(event, about)) {
        const row: object | undefined = model.project(next.get(key), event, about, key);
        if (row) next.set(key, plain(row));
        else next.delete(key);
      }
      return [model.name, next];
    }),
  );
}

function figuresOf(rows: State['rows']): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows.get(openCalls.name)!.values()) {
    for (const { key, add } of openCalls.figure!(row as OpenCall))
      totals.set(key, (totals.get(key) ?? 0) + add);
  }
  return new Map([...totals].filter(([, total]) => total !== 0));
}

export function calls(state: State): OpenCall[] {
  return [...state.rows.get(openCalls.name)!.values()] as OpenCall[];
}

/** The state that holds at each position, including those between two events. */
export function everyCut(states: readonly State[]): { at: number; state: State }[] {
  return states.flatMap((state, n) => {
    const before = (states[n + 1]?.position ?? state.position + 1) - 1;
    return [...new Set([state.position, before])].map((at) => ({ at, state }));
  });
}
