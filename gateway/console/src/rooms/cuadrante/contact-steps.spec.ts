import { parametersOf, stepIn } from './contact-steps.ts';

test('a step is the same after it stood in the address', () => {
  for (const step of [undefined, {}, { kind: 'CALLE' }, { kind: 'CALLE', outcome: 'ATENDIDO' }])
    expect(stepIn(new URLSearchParams(parametersOf(step)))).toEqual(step);
});

test('an address that says nothing of a contact opens none', () => {
  expect(stepIn(new URLSearchParams('resultado=ATENDIDO'))).toBeUndefined();
});
