import { saidOf } from './said.ts';

const names = { 'people.adults': 'Personas', startedAt: 'Ocurrido', code: 'Código CNIE' };

test('an input that is not valid is told with what is wrong in it, by the words of the form', () => {
  const fields = [
    { path: 'people.adults', message: 'demasiado grande' },
    { path: 'code', message: 'cinco dígitos.' },
  ];
  expect(saidOf('La entrada no es válida.', fields, names)).toBe(
    'La entrada no es válida: Personas: demasiado grande; Código CNIE: cinco dígitos.',
  );
});

test('what programs call a field stands on no screen, also where no form has a word for it', () => {
  const later = [{ path: 'startedAt', message: 'está en el futuro' }];
  expect(saidOf('startedAt: está en el futuro', later, names)).toBe('Ocurrido: está en el futuro.');
  const nowhere = [{ path: 'territory', message: 'no existe ese territorio' }];
  expect(saidOf('territory: no existe ese territorio', nowhere, names)).toBe('No existe ese territorio.');
});

test('what is wrong with no field is told as it is', () => {
  expect(saidOf('No existe esa entidad.')).toBe('No existe esa entidad.');
});
