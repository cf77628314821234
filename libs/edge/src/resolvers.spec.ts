import type { ResolversOver } from './resolvers.ts';

/** Code that must not compile. If any of it does, the type check fails: an expected error that does not occur is an error. */

interface BeatRow {
  readonly code: string;
  readonly population: number | null;
  readonly areaKm2: string;
}
type Resolve<Result> = (parent: BeatRow, args: object, context: object, info: object) => Result;
interface Resolvers {
  readonly Beat?: {
    readonly code?: Resolve<string>;
    readonly population?: Resolve<number | null>;
    readonly areaKm2?: Resolve<number>;
    readonly boundary?: Resolve<object>;
  };
}
type Beats = ResolversOver<Resolvers, 'Beat'>;

const areaKm2 = ({ areaKm2: text }: BeatRow) => Number(text);
const boundary = () => ({});

test('a field that the row gives as the graph wants it needs no resolver, every other one does', () => {
  const whole = { Beat: { areaKm2, boundary } } satisfies Beats;
  // @ts-expect-error -- the row has no field of this name, and nothing resolves it
  const bare = { Beat: { areaKm2 } } satisfies Beats;
  // @ts-expect-error -- the row gives a text where the graph wants a number
  const wrong = { Beat: { boundary } } satisfies Beats;
  expect([whole, bare, wrong].map(({ Beat }) => Object.keys(Beat).length)).toEqual([2, 1, 1]);
});

test('a resolver answers what the graph wants for a field that the row has', () => {
  // @ts-expect-error -- the graph wants a number
  const text = { Beat: { boundary, areaKm2: ({ code }) => code } } satisfies Beats;
  // @ts-expect-error -- the row has no field of this name
  const gone = { Beat: { boundary, areaKm2: ({ area }) => area } } satisfies Beats;
  expect([text, gone]).toHaveLength(2);
});
