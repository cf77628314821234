import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitsIn, limitsOfAll, modulesIn } from './limits.ts';
import { root } from './workspace.ts';

/** Where limits on requests are named. */
const LIMITED = ['gateway/src', 'libs/edge/src', 'libs/service/src', 'services'];

test('a limit is found with what it bounds, whether its docstring has one line, several or none', () => {
  const text = `/** Of one page. */
export const FIRST_MAX = 100;
/**
 * Of a body,
 * in bytes.
 */
const BODY_SIZE_MAX_BYTES = 256 * 1024;
const BARE_MAX: number = 3;
const FIRST = 1;
  const WITHIN_MAX = 2;
`;
  expect(limitsIn('a.ts', text)).toEqual([
    { file: 'a.ts', name: 'FIRST_MAX', value: '100', bounds: 'Of one page.' },
    { file: 'a.ts', name: 'BODY_SIZE_MAX_BYTES', value: '256 * 1024', bounds: 'Of a body, in bytes.' },
    { file: 'a.ts', name: 'BARE_MAX', value: '3', bounds: '' },
  ]);
});

test('every limit that an operator may meet stands in docs/limits.md, and says what it bounds unless a record names it', () => {
  const document = readFileSync(join(root, 'docs/limits.md'), 'utf8');
  const told = [...limitsOfAll()].flatMap(([part, limits]) => limits.map((limit) => ({ part, ...limit })));
  expect(told.length).toBeGreaterThan(200);
  const missing = told.filter(({ file, name }) => !document.includes(`[\`${name}\`](../${file})`));
  expect(missing).toEqual([]);
  const silent = told.filter(({ part, bounds }) => part !== 'Of a record' && bounds === '');
  expect(silent.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
});

test('a name that LIMIT_EXCEEDED gives is explained to an operator', () => {
  const security = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const names = LIMITED.flatMap((folder) =>
    modulesIn(folder).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/limitExceeded\(\s*'(\w+)'/g)].map(
        ([, name]) => name!,
      ),
    ),
  );
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((name) => !security.includes(`\`${name}\``))).toEqual([]);
});
