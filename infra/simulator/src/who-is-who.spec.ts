import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelOf } from './model-of.ts';
import { adoptions, legislation } from './models.ts';
import { nation } from './nation.ts';
import { agreements, federation, institutions, liaisons, successor } from './who-is-who.ts';

const until = Date.parse('2026-11-14T18:00:00Z');
const states = nation(1);
const span = { seed: 1, until };
const registry = [...federation(span), ...states.flatMap((state) => institutions(span, state))];
const agreed = agreements(span, states);
const posts = liaisons(span, states);

/** The values of an enum of the published schema. */
function valuesOf(name: string): string[] {
  const schema = readFileSync(join(import.meta.dirname, '../../../gateway/schema.graphql'), 'utf8');
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(schema)!;
  return [...body!.replaceAll(/"[^"]*"/g, '').matchAll(/[A-Z_0-9]{2,}/g)].map(([value]) => value).toSorted();
}
const kinds = (actions: typeof registry) =>
  [...new Set(actions.map(({ input }) => String(input['kind'])))].toSorted((a, b) => (a < b ? -1 : 1));

test('the demo has institutions of every kind and agreements of every form, between institutions that there are', () => {
  const registered = registry.filter(({ mutation }) => mutation === 'registerAuthority');
  expect(kinds(registered)).toEqual(valuesOf('AuthorityKind'));
  const signed = agreed.filter(({ mutation }) => mutation === 'signAgreement');
  expect(kinds(signed)).toEqual(valuesOf('AgreementKind'));
  const codes = registered.map(({ input }) => input['code']);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toEqual(expect.arrayContaining(signed.flatMap(({ input }) => input['parties'])));
});

test('what the federal police kept passes with its functions, on one day and with an inventory', () => {
  const [functions, data] = ['succeedAuthority', 'transferCustody'].map(
    (mutation) => registry.find((action) => action.mutation === mutation)!.input,
  );
  expect(data).toMatchObject({ to: functions!['by'], from: functions!['from'] });
  expect(data!['inventoryHash']).toMatch(/^[0-9a-f]{64}$/);
});

test('every entity has its federal liaison; one leaves, so that the gap is told after the seeding, and is filled', () => {
  const appointed = posts.filter(({ mutation }) => mutation === 'appointLiaison');
  expect(appointed.map(({ input }) => input['entity'])).toEqual(states.map(({ entity }) => entity.code));
  const [left] = posts.filter(({ mutation }) => mutation === 'vacateLiaison');
  const filled = successor(span, states)!;
  expect(filled.input['entity']).toBe(left!.input['entity']);
  const gapToldAt = left!.at + 24 * 3_600_000;
  expect([until < gapToldAt, gapToldAt < filled.at]).toEqual([true, true]);
});

test('three models are in force in different states, each by acts of a body, and adopted by its own commander', () => {
  const acts = legislation(span);
  expect(acts.map(({ mutation }) => mutation)).toEqual(
    ['mx', 'es', 'co'].flatMap(() => ['proposeProfile', 'consultProfile', 'ratifyProfile', 'enactProfile']),
  );
  const adopted = states.flatMap((state) => adoptions(span, state));
  expect(adopted.map(({ user, input }) => [user, input['profileId'], input['certificationGate']])).toEqual([
    ['commander-12', 'mx-mnpjc-proximidad', 'RESTRICTED_ROLE'],
    ['commander-20', 'mx-mnpjc-proximidad', 'RESTRICTED_ROLE'],
    ['commander-29', 'es-proximidad', undefined],
    ['commander-32', 'co-mnvcc-cuadrantes', undefined],
  ]);
  expect(new Set(states.map(({ entity }) => modelOf(entity.code).profileId)).size).toBe(3);
});

test('nothing is told twice, and the same again for the same seed', () => {
  const models = [...legislation(span), ...states.flatMap((state) => adoptions(span, state))];
  const all = [...registry, ...models, ...agreed, ...posts, successor(span, states)!];
  const ids = all.map(({ input }) => input['commandId']);
  expect(new Set(ids).size).toBe(ids.length);
  expect(liaisons(span, nation(1))).toEqual(posts);
});
