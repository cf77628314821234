import { saidOf } from './said.ts';

test('an input that is not valid is told with what is wrong in it', () => {
  const fields = [{ message: 'está muy fuera de la entidad 09' }, { message: 'falta.' }];
  expect(saidOf('La entrada no es válida.', fields)).toBe(
    'La entrada no es válida: está muy fuera de la entidad 09; falta.',
  );
  expect(saidOf('No existe esa entidad.')).toBe('No existe esa entidad.');
  const same = [{ message: 'no existe esa entidad' }];
  expect(saidOf('entity: no existe esa entidad', same)).toBe('entity: no existe esa entidad');
});
