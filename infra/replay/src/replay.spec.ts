import { commandToGoOn, readArguments, type ReplayOptions } from './arguments.ts';
import type { Frame } from './frames.ts';
import { shown } from './show.ts';

const NOW = Date.parse('2026-11-14T21:00:00-06:00');
const read = (text: string) => readArguments(text.split(' ').filter(Boolean), NOW) as ReplayOptions;

describe('the command line', () => {
  test('means a day on the clock of the entity, today when nothing is said', () => {
    expect(read('--entity 09')).toEqual({
      ...{ entity: '09', municipality: null, beat: null, user: 'commander-09', json: false, resume: null },
      ...{ from: '2026-11-14T00:00:00.000-06:00', to: null, wholeDay: true, speed: 60, step: 30 },
    });
    expect(read('--entity 25 --day 2026-11-13 --speed max')).toMatchObject({
      ...{ from: '2026-11-13T00:00:00.000-07:00', to: '2026-11-14T00:00:00.000-07:00' },
      ...{ speed: Infinity, step: 60 },
    });
  });

  test('takes moments on the clock of the entity, of RFC 3339, and positions', () => {
    expect(read('--entity 09 --from 2026-11-13T07:00 --to 2026-11-13T15:00:00Z')).toMatchObject({
      ...{ from: '2026-11-13T07:00:00.000-06:00', to: '2026-11-13T15:00:00Z', wholeDay: false },
    });
    expect(read('--entity 09 --from p1.abc --speed 0.5')).toMatchObject({
      from: 'p1.abc',
      to: null,
      step: 1,
    });
  });

  test.each([
    ['', /--entity/],
    ['--entity 33', /--entity/],
    ['--entity 09 --municipality 14039', /no está en la entidad 09/],
    ['--entity 09 --speed fast', /--speed/],
    ['--entity 09 --speed 0', /--speed/],
    ['--entity 09 --step 1.5', /--step/],
    ['--entity 09 --from ayer', /--from: ayer no es un momento/],
    [
      '--entity 09 --from 2026-11-13',
      /2026-11-13 no es un momento \(AAAA-MM-DDTHH:MM\); un día completo: --day/,
    ],
    ['--entity 09 --to 2026-11-13T07:00', /hace falta --from/],
    ['--entity 09 --day 2026-11-13 --from 2026-11-13T07:00', /sin --from/],
    ['--entity 09 --day 2026-11-15', /todavía no llega/],
    ['--entity 09 --day 2026-02-30', /--day: 2026-02-30 no es una fecha \(AAAA-MM-DD\)/],
    ['--entity 09 --backwards', /--help/],
  ])('%p says what is wrong', (text, message) => expect(() => read(text)).toThrow(message));

  test('that goes on means the same replay', () => {
    const options = read('--entity 09 --municipality 09007 --from 2026-11-13T07:00 --speed max --json');
    const there = { port: 4000, data: '.data' };
    const again = commandToGoOn(options, 'p1.here', there).replace('npm run replay -- ', '');
    expect(read(again)).toEqual({ ...options, resume: 'p1.here' });
  });

  test('F10: that goes on names the platform that is meant', () => {
    const options = read('--entity 09');
    const elsewhere = { port: 5000, data: "/srv/the room's data" };
    expect(commandToGoOn(options, 'p1.here', elsewhere)).toMatch(
      /^PROXIMIDAD_PORT=5000 PROXIMIDAD_DATA='\/srv\/the room'\\''s data' npm run replay -- --entity 09 /,
    );
  });
});

test('a frame is shown in words, with what changed since the last one', () => {
  const incident = {
    id: '09-019a1b2c-3d',
    code: '30421',
    label: 'Robo',
    priority: 'ALTA',
    status: 'REPORTED',
  };
  const before: Frame = {
    ...{
      asOf: '2026-11-14T21:37:05.000-06:00',
      position: 'p1.a',
      stateHash: 'abcdefghijklm',
      servicesDown: [],
    },
    ...{ truncated: false, reporting: true, openIncidents: [incident] },
    units: [{ id: '09-u', code: 'U-101', status: 'AVAILABLE' }],
  };
  expect(shown(before, undefined)).toBe(
    '2026-11-14 21:37:05-06:00 · abiertos 1 (1 ALTA) · unidades: 1 disponibles · huella abcdefghij',
  );
  const after: Frame = {
    ...before,
    ...{ openIncidents: null, units: [{ id: '09-u', code: 'U-101', status: 'EN_ROUTE' }] },
    ...{ stateHash: null, servicesDown: ['incidents'], reporting: false },
  };
  expect(shown(after, before).split('\n')).toEqual([
    '2026-11-14 21:37:05-06:00 · incidentes: sin respuesta · unidades: 1 en camino · ENTIDAD SIN REPORTAR · ' +
      'sin respuesta: incidents · huella —',
    '  ~ U-101: en camino',
  ]);
  const many = Array.from({ length: 9 }, (_, n) => ({ ...incident, id: `09-${n}` }));
  expect(shown({ ...before, openIncidents: many }, before)).toContain('… y 4 cambios más');
});
