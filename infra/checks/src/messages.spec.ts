import { FORMS_IN_SPANISH } from '@proximidad/refusals';
import { z } from 'zod';
import { messagesIn, messagesOfInputs, refuseUntranslated } from './messages.ts';
import { slicedServices } from './services.ts';

test('whatever a schema of an input says of a value it says in Spanish, too', async () => {
  const said = messagesOfInputs(await slicedServices());
  expect(new Set(said).size).toBeGreaterThan(20);
  expect(() => refuseUntranslated(said, FORMS_IN_SPANISH)).not.toThrow();
});

test('a message is found wherever its schema lies, and one without Spanish is named', () => {
  const word = z.string().regex(/^a/, 'begins with a');
  const schema = z.object({
    list: z.array(word.nullable()).optional(),
    either: z.union([z.int(), z.record(z.string(), z.string('is a text'))]),
    both: z
      .string()
      .refine((text) => text !== 'x', 'is no x')
      .pipe(z.string().min(2, { error: 'has two letters' })),
  });
  expect(() => refuseUntranslated(messagesIn(schema), { 'is no x': 'no es x' })).toThrow(
    /: begins with a; has two letters; is a text$/,
  );
});
