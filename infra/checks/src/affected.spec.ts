import { suitesTouched } from './affected.ts';
import { suitesImporting } from './jest.ts';
import { projects } from './workspace.ts';

const touched = (...changed: string[]) => suitesTouched(changed, { projects: projects(), suitesImporting });

test('nothing changed touches nothing', () => {
  expect(touched()).toEqual([]);
});

test('a changed source touches the suites that import it, through others too', () => {
  const suites = touched('libs/geography/src/planar-overlap.ts');
  expect(suites).toContain('libs/geography/src/planar-overlap.spec.ts');
  expect(suites).toContain('services/beats/src/beats.spec.ts');
  expect(suites).not.toContain('libs/passport/src/passport.spec.ts');
});

test('a changed schema touches the suites of its service, and that which composes', () => {
  const suites = touched('services/training/src/schema.graphql');
  expect(suites).toContain('services/training/src/training.spec.ts');
  expect(suites).toContain('gateway/src/compose.spec.ts');
  expect(suites).not.toContain('services/contacts/src/contacts.spec.ts');
});

test('a suite that starts a program is touched by what that program depends on', () => {
  const suites = touched('libs/policy/src/tables.ts');
  expect(suites).toContain('gateway/src/process.spec.ts');
  expect(suites.some((suite) => suite.startsWith('e2e/'))).toBe(true);
});

test('another lock file touches everything', () => {
  const all = touched('package-lock.json');
  expect(all.length).toBeGreaterThan(100);
});
