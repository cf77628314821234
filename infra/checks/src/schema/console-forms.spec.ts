import { z } from 'zod';
import { formOf } from './console-forms.ts';

const input = z.object({
  folio: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9/_.-]{0,3}$/)
    .nullable(),
  caller: z.object({ name: z.string().min(1).max(120) }).nullable(),
  victims: z.int().min(0).max(10),
  exercise: z.boolean(),
});

test('a form asks for what the command takes, and for nothing else', () => {
  const { pattern } = formOf(input, 'folio');
  // As a browser matches it.
  const asked = new RegExp(`^(?:${pattern})$`, 'v');
  for (const folio of ['A', 'A-1', 'B/2.']) expect(`${folio} ${asked.test(folio)}`).toBe(`${folio} true`);
  for (const folio of ['-A', 'a', 'A 1', 'ABCDE'])
    expect(`${folio} ${asked.test(folio)}`).toBe(`${folio} false`);
  expect(formOf(input, 'caller.name')).toEqual({ maxLength: 120 });
  expect(formOf(input, 'victims')).toEqual({ min: 0, max: 10 });
});

test('a field that is not there, or of which nothing can be asked, is named', () => {
  expect(() => formOf(input, 'caller.age')).toThrow('caller.age');
  expect(() => formOf(input, 'exercise')).toThrow('exercise');
});
