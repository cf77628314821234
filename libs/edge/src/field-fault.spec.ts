import { Uuid } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { faultOfIssue } from './field-fault.ts';

const faultOf = (schema: z.ZodType, value: unknown) =>
  faultOfIssue(schema.safeParse(value).error!.issues[0]!);

test('an id that is none is told in whole sentences of either language', () => {
  expect(faultOf(z.object({ commandId: Uuid }), { commandId: 'abc' })).toEqual({
    path: 'commandId',
    code: 'INVALID_FORMAT',
    message: { en: 'Invalid UUID', es: 'no es un UUID válido' },
  });
});
