import fc from 'fast-check';
import { type HeldCompetence, withGrant } from './held-competences.ts';

const moment = (ms: number) => ({ ms, offsetMin: -360 });
const span = (from: number, until: number | null, code = 'USO_FUERZA'): HeldCompetence => ({
  ...{ code, from: moment(from), until: until === null ? null : moment(until) },
});

test('what is renewed in time is one span', () => {
  expect(withGrant([span(0, 10)], span(5, 20))).toEqual([span(0, 20)]);
  expect(withGrant([span(0, 10)], span(10, null))).toEqual([span(0, null)]);
  expect(withGrant([span(5, 20)], span(0, 10))).toEqual([span(0, 20)]);
});

test('what begins later takes nothing of what is held now', () => {
  expect(withGrant([span(0, 10)], span(20, 30))).toEqual([span(0, 10), span(20, 30)]);
  expect(withGrant([span(0, 10), span(20, 30)], span(8, 25))).toEqual([span(0, 30)]);
});

test('nothing new is the same object', () => {
  const held = [span(0, 10), span(0, null, 'IPH')];
  expect(withGrant(held, span(2, 9))).toBe(held);
  expect(withGrant(held, span(5, null, 'IPH'))).toBe(held);
});

test('whatever is granted in whatever order, it is held at a moment when one of the grants holds then', () => {
  const grant = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom('IPH', 'RND'))
    .map(([from, length, code]) => span(from, from + length, code));
  const holdsAt = (spans: readonly HeldCompetence[], code: string, ms: number) =>
    spans.some((each) => each.code === code && each.from.ms <= ms && each.until!.ms > ms);
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 12 }), fc.integer({ min: 0, max: 70 }), (grants, ms) => {
      const held = grants.reduce<readonly HeldCompetence[]>(withGrant, []);
      for (const code of ['IPH', 'RND']) expect(holdsAt(held, code, ms)).toBe(holdsAt(grants, code, ms));
    }),
  );
});
