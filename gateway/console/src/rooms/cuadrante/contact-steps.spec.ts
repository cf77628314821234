import { parametersOf, stepIn } from './contact-steps.ts';

test('a step is the same after it stood in the address', () => {
  for (const step of [undefined, {}, { kind: 'CALLE' }, { kind: 'CALLE', outcome: 'ATENDIDO' }])
    expect(stepIn(new URLSearchParams(parametersOf(step)))).toEqual(step);
});

test('how many they were and how long it took stand in the address, too', () => {
  const step = { kind: 'CALLE', outcome: 'ATENDIDO', adults: 1200, minors: 3, minutes: 20 };
  expect(stepIn(new URLSearchParams(parametersOf(step)))).toEqual(step);
  const wrong = new URLSearchParams('contacto=CALLE&resultado=ATENDIDO&adultos=-1&minutos=mucho');
  expect(stepIn(wrong)).toEqual({ kind: 'CALLE', outcome: 'ATENDIDO' });
});

test('an address that says nothing of a contact opens none', () => {
  expect(stepIn(new URLSearchParams('resultado=ATENDIDO'))).toBeUndefined();
});
