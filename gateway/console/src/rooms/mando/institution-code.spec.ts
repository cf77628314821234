import { codeFrom } from './institution-code.ts';

test('an institution gets a code that the platform takes from what it is called', () => {
  expect(codeFrom('Policía Auxiliar', '09')).toBe('policia-auxiliar-09');
  expect(codeFrom(' 2.a Fiscalía (Ñ) – Sur. ', '20')).toBe('a-fiscalia-n-sur-20');
  expect(codeFrom('123', '09')).toBe('');
  expect(codeFrom('Secretaría '.repeat(20), '09')).toMatch(/^[a-z][a-z0-9-]{1,63}$/);
});
