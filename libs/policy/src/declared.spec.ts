import {
  aggregate,
  eventFamily,
  type EventOf,
  guarded,
  looksUp,
  type LookingUp,
  only,
  readModel,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { commandsOf } from './commands.ts';

/** Code that must not compile. If any of it does, the type check fails: an expected error that does not occur is an error. */

const events = eventFamily({
  Raised: { version: 1, schema: z.object({ by: z.number() }) },
  Lowered: { version: 1, schema: z.object({ by: z.number() }) },
});
type Event = EventOf<typeof events>;
interface State {
  readonly height: number;
}
interface Row {
  readonly height: number;
}
const { command, internal } = commandsOf<State>();
const initialState: State = { height: 0 };
const counter = { category: 'counter', events };
const raise = command({
  doc: 'Raises it.',
  mayExecute: ['machine'],
  input: { by: z.number() },
  decide: (_state, { by }) => [{ type: 'Raised' as const, by }],
});
const evolve = (state: State, { type, by }: Event): State => ({
  height: state.height + (type === 'Raised' ? by : -by),
});
const named = { name: 'rows', version: 1, columns: {} } as const;

test('what is declared whole compiles', () => {
  const whole = aggregate({ ...counter, initialState, commands: { Raise: raise }, evolve });
  expect(whole.decide(initialState, { type: 'Raise', by: 2, at: { ms: 0, offsetMin: 0 } })).toEqual([
    { type: 'Raised', by: 2 },
  ]);
});

test('a command has a right, of a role that there is, and is asked for by its name', () => {
  const decide = () => [];
  // @ts-expect-error -- it does not say who may execute it
  const bare = () => command({ doc: 'Anybody?', input: {}, decide });
  // @ts-expect-error -- there is no such role
  const unknown = () => command({ doc: '', mayExecute: ['operador'], input: {}, decide });
  // @ts-expect-error -- a command of the platform alone has no rights
  const own = () => internal({ mayExecute: ['machine'], input: {}, decide });
  const whole = aggregate({ ...counter, initialState, commands: { Raise: raise }, evolve });
  // @ts-expect-error -- it is called Raise
  const misspelt = () => whole.decide(initialState, { type: 'Rise', by: 1, at: { ms: 0, offsetMin: 0 } });
  expect([bare, unknown, own].map((each) => each().input)).toEqual([{}, {}, {}]);
  expect(misspelt).toThrow('counter knows no Rise');
});

test('what is looked up is something that the decision needs; what only lets a command pass is a guard', () => {
  // @ts-expect-error -- it finds nothing
  const empty = () => looksUp<Record<never, never>>();
  // @ts-expect-error -- a decision that can do without it does not need it
  const marker = () => looksUp<{ readonly commanded?: true }>();
  expect([empty, marker].map((each) => each())).toEqual([{}, {}]);
  const lower = command({
    ...{ doc: 'Raises it.', mayExecute: ['machine'], input: {}, finds: guarded() },
    decide: () => [{ type: 'Raised' as const, by: 1 }],
  });
  const measured = command({
    ...{ doc: 'Raises it.', mayExecute: ['machine'], input: {} },
    finds: looksUp<{ readonly top: number }>(),
    decide: (_state, { top }) => [{ type: 'Raised' as const, by: top }],
  });
  type Needed = keyof LookingUp<{ Raise: typeof raise; Lower: typeof lower; Measure: typeof measured }>;
  const needed: Record<Needed, true> = { Lower: true, Measure: true };
  expect(Object.keys(needed)).toEqual(['Lower', 'Measure']);
});

test('a decision records events of its family only', () => {
  const misspelt = command({
    doc: 'Raises it.',
    mayExecute: ['machine'],
    input: {},
    decide: () => [{ type: 'Rised' as const, by: 1 }],
  });
  // @ts-expect-error -- the family has no event of this name
  expect(aggregate({ ...counter, initialState, commands: { Raise: misspelt }, evolve }).category).toBe(
    'counter',
  );
});

test('evolve knows every event of the family', () => {
  // @ts-expect-error -- it does not say what becomes of the state when it is lowered
  const forgetful = (state: State, event: Event): State => {
    // eslint-disable-next-line typescript/switch-exhaustiveness-check -- so it shall be
    switch (event.type) {
      case 'Raised':
        return { height: state.height + event.by };
    }
  };
  expect(forgetful(initialState, { type: 'Raised', by: 1 })).toEqual({ height: 1 });
});

test('a read model folds events that there are, and says something of each', () => {
  // @ts-expect-error -- the aggregate has no event of this name
  const misspelt = () => only(counter, 'Rised');
  expect(misspelt().category).toBe('counter');
  const forgetful = readModel<Row>()({
    ...named,
    of: [counter],
    // @ts-expect-error -- it does not say what becomes of the row when it is lowered
    project(row, event) {
      // eslint-disable-next-line typescript/switch-exhaustiveness-check -- so it shall be
      switch (event.type) {
        case 'Raised':
          return { height: (row?.height ?? 0) + event.by };
      }
    },
  });
  const strange = readModel<Row>()({
    ...named,
    of: [only(counter, 'Raised')],
    project(row, event) {
      switch (event.type) {
        case 'Raised':
          return row;
        // @ts-expect-error -- the model does not fold it
        case 'Lowered':
          return undefined;
      }
    },
  });
  expect([forgetful.name, strange.name]).toEqual(['rows', 'rows']);
});
