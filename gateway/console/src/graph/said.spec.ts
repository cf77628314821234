import { isRevocation, saidOf } from './said.ts';

test('an input that is not valid is told with what is wrong in it', () => {
  const fields = [{ message: 'está muy fuera de la entidad 09' }, { message: 'falta.' }];
  expect(saidOf('La entrada no es válida.', fields)).toBe(
    'La entrada no es válida: está muy fuera de la entidad 09; falta.',
  );
  expect(saidOf('No existe esa entidad.')).toBe('No existe esa entidad.');
});

test('who has no access any more is told so in their language', () => {
  expect(['This access was revoked.', 'Este acceso fue revocado.'].map(isRevocation)).toEqual([true, true]);
  expect(isRevocation('El filtro pide registros de otra entidad.')).toBe(false);
});
