import { fieldTold, type Telling, valueTold } from './told.ts';

const telling: Telling = {
  fields: { finalCode: 'Código final', code: '', dispatches: 'Envíos', status: 'estado' },
  values: { status: { CLOSED: 'Cerrado' }, 'dispatches status': { CLEARED: 'Terminó' } },
  ...{ own: 'Código', yes: 'sí', no: 'no', language: 'es-MX', timeZone: 'America/Mexico_City' },
};
const told = (path: string, value: string | undefined) => valueTold(path, value, telling);

test('a field is told by words, and by its place in a list', () => {
  const paths = ['finalCode code', 'dispatches 2 status', 'code', 'finalCode unheardOf'];
  expect(paths.map((path) => fieldTold(path, telling))).toEqual([
    ...['Código final', 'Envíos 2 · estado', 'Código', 'Código final · unheardOf'],
  ]);
});

test('a code is told by what it stands for in its field, and as it is where nothing is known of it', () => {
  expect(told('status', 'CLOSED')).toBe('Cerrado');
  expect(told('dispatches 1 status', 'CLEARED')).toBe('Terminó');
  expect(told('dispatches 1 status', 'CLOSED')).toBe('CLOSED');
  expect(told('finalCode code', '30421')).toBe('30421');
  expect(told('finalCode code', undefined)).toBeUndefined();
  expect([told('exercise', 'false'), told('overdue', 'true')]).toEqual(['no', 'sí']);
});

test('a moment is told by the clock of the place, with its zone; a day is that day everywhere', () => {
  expect(told('closedAt', '2026-11-14T20:05:09-06:00')).toMatch(/14 nov 2026.*20:05:09.*UTC−6/);
  expect(told('closedAt', '2026-11-15T00:05:09-06:00')).toMatch(/15 nov 2026.*00:05:09/);
  expect(told('validFrom', '2026-11-14')).toMatch(/14 nov 2026$/);
});
