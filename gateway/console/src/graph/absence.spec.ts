import { es } from '../words/es.ts';
import { absenceOf, isPassing, saysNothing } from './absence.ts';

const ZONE = 'America/Mexico_City';
const silent = (service: string) => ({
  ...{ message: `El servicio ${service} no respondió.`, code: 'SERVICE_UNAVAILABLE', service },
});
const forbidden = { message: 'El filtro pide registros de otra entidad.', code: 'FORBIDDEN' };

test('a part that a silent service leaves out is not known, which is not that there is none', () => {
  const answer = { troubles: [silent('contacts')] };
  expect(absenceOf(answer, null, es, ZONE)).toEqual({
    ...{ kind: 'failed', text: 'No se sabe qué hay. No responde: contactos' },
  });
  expect(absenceOf(answer, { edges: [] }, es, ZONE)).toBeUndefined();
  const both = { troubles: [silent('contacts'), silent('beats')] };
  expect(absenceOf(both, null, es, ZONE)?.text).toBe(
    'No se sabe qué hay. No responden: contactos, cuadrantes',
  );
});

test('what nobody told for now is asked again, what is refused is not', () => {
  expect(isPassing({ troubles: [silent('contacts')] })).toBe(true);
  const unread = { message: 'La bitácora todavía se está leyendo.', code: 'NOT_READY' };
  expect(isPassing({ troubles: [unread] })).toBe(true);
  const crowd = { message: 'Demasiadas personas preguntan desde esta dirección.', code: 'LIMIT_EXCEEDED' };
  expect(isPassing({ troubles: [{ ...crowd, isForNow: true }] })).toBe(true);
  expect(isPassing({ troubles: [crowd] })).toBe(false);
  expect(isPassing({ troubles: [forbidden] })).toBe(false);
  expect(isPassing({ troubles: [] })).toBe(false);
});

test('nothing is said for now where nothing came, and only what passes was in the way', () => {
  const troubles = [silent('nation')];
  expect(saysNothing({ data: undefined, troubles })).toBe(true);
  expect(saysNothing({ data: { incident: null }, troubles })).toBe(false);
  expect(saysNothing({ data: undefined, troubles: [...troubles, forbidden] })).toBe(false);
  expect(saysNothing({ data: undefined, troubles: [] })).toBe(false);
});

test('without a trouble nothing is missing', () => {
  expect(absenceOf({ troubles: [] }, null, es, ZONE)).toBeUndefined();
  expect(absenceOf(undefined, undefined, es, ZONE)).toMatchObject({ kind: 'loading' });
});

test('whoever may not see it is told so', () => {
  expect(absenceOf({ troubles: [forbidden] }, null, es, ZONE)).toEqual({
    kind: 'denied',
    text: `${es.live.denied} ${forbidden.message}`,
  });
});

test('the moment that a question lies beyond is told by the clock of the place', () => {
  const bound = '2026-11-29T04:07:30.000Z';
  const trouble = { message: `La bitácora se abrió el ${bound}.`, code: 'BAD_USER_INPUT', bound };
  expect(absenceOf({ troubles: [trouble] }, undefined, es, ZONE)?.text).toBe(
    'No se pudo mostrar: La bitácora se abrió el 28 nov 2026, 22:07:30 UTC−6.',
  );
});
