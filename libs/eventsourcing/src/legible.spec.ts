import { z } from 'zod';
import { isLegible } from './legible.ts';
import { personal } from './personal.ts';

test.each(['Ana', 'Calle 5, núm. 12\n2.º piso', '李', '«¿?»', '🙂', '55'])('%j is legible', (text) =>
  expect(isLegible(text)).toBe(true),
);

test.each([
  '   ',
  '\n\t',
  '\u200B\u200B',
  'Ana\u202EB',
  'Ana\u2066',
  'A\u0000',
  'A\u0007B',
  'A\u0085',
  'A\uD800',
])('%j is not', (text) => expect(isLegible(text)).toBe(false));

test('what is told of a person is legible; what was sealed before is opened as it is', () => {
  const field = personal({ of: 'Told.text', class: 'PERSONAL', subject: 'person', plain: z.string().min(1) });
  expect(field.told.safeParse('Ana').success).toBe(true);
  expect(field.told.safeParse('   ').error?.issues).toMatchObject([{ params: { code: 'ILLEGIBLE' } }]);
  expect(field.plain.safeParse('   ').success).toBe(true);
});
