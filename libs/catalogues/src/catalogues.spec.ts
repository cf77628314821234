import { instantAt, localDate } from '@proximidad/eventsourcing';
import {
  boxOf,
  cnie,
  cnieVersionAt,
  entities,
  entity,
  isSensitive,
  municipalities,
  municipality,
  seatOf,
  searched,
  DEFAULT_PROFILE,
  zoneOf,
} from './index.ts';

test('there are 32 entities, in the order of their INEGI keys, and their population sums to the census', () => {
  expect(entities.map(({ code }) => code)).toEqual(
    Array.from({ length: 32 }, (_, i) => String(i + 1).padStart(2, '0')),
  );
  expect(entities.reduce((sum, { population2020 }) => sum + population2020, 0)).toBe(126_014_024);
});

test('keys keep their leading zeros and convert through the table, not through the alphabet', () => {
  expect(entity('09')?.iso3166).toBe('MX-CMX');
  expect(entity('05')?.name).toBe('Coahuila de Zaragoza');
  expect(entity('00')).toBeUndefined();
  expect(entity('99')).toBeUndefined();
});

test('all 2,478 municipalities and boroughs have a name, as many in each entity as its row says', () => {
  expect(municipalities).toHaveLength(2_478);
  const counted = Map.groupBy(municipalities, ({ entity: code }) => code);
  for (const { code, municipalities: expected } of entities)
    expect([code, counted.get(code)?.length]).toEqual([code, expected]);
});

test('a name is found without its accents', () => {
  expect(searched('Álvaro  Obregón')).toBe('alvaro obregon');
  expect(searched('MÉRIDA ')).toBe('merida');
});

test('a municipality has a seat, which may have another name, and its population of the census', () => {
  expect(seatOf('01010')).toMatchObject({ name: 'Palo Alto', population: 20_853 });
  const seats = municipalities.map(({ cvegeo }) => seatOf(cvegeo)!);
  expect(seats.filter(({ point }) => !point)).toHaveLength(2);
  expect(seats.reduce((sum, { population = 0 }) => sum + population, 0)).toBe(126_014_024);
  expect(seatOf('09999')).toBeUndefined();
});

test('a municipality belongs to the entity that its key begins with', () => {
  expect(municipality('09007')).toEqual({ cvegeo: '09007', entity: '09', name: 'Iztapalapa' });
  expect(municipality('33001')).toBeUndefined();
  expect(municipality('09777')).toBeUndefined();
  expect(municipality('09999')).toEqual({ cvegeo: '09999', entity: '09', name: undefined });
  expect(municipality('99123')).toEqual({ cvegeo: '99123', entity: '99', name: undefined });
  expect(municipality('9007')).toBeUndefined();
  for (const { cvegeo, entity: code } of municipalities) expect(cvegeo.startsWith(code)).toBe(true);
});

test('the catalogue holds 350 codes of which 215 are high, 95 middle and 40 low priority', () => {
  const codes = Array.from({ length: 100_000 }, (_, i) => cnie(String(i).padStart(5, '0'))).filter(Boolean);
  const of = (priority: string) => codes.filter((entry) => entry?.priority === priority).length;
  expect([codes.length, of('ALTA'), of('MEDIA'), of('BAJA')]).toEqual([350, 215, 95, 40]);
});

test('what must not carry a point is known by its code', () => {
  expect(['30503', '30701', '30903', '30413', '30414'].every(isSensitive)).toBe(true);
  expect(['30421', '31112', '30904', '30309'].some(isSensitive)).toBe(false);
});

test('no catalogue version exists before November 2015', () => {
  expect(cnieVersionAt('2015-10-31')).toBeUndefined();
  expect(cnieVersionAt('2016-01-01')).toBe('1.0');
  expect(cnieVersionAt('2026-11-14')).toBe('3.0');
});

test('a day is local to the municipality: at one instant it is the 14th in Mexico City and the 13th in Tijuana', () => {
  const ms = Date.parse('2026-11-14T06:30:00Z');
  expect(localDate(instantAt(ms, zoneOf('09007')))).toBe('2026-11-14');
  expect(localDate(instantAt(ms, zoneOf('02004')))).toBe('2026-11-13');
  expect(zoneOf('18020')).not.toBe(zoneOf('18'));
});

test.each([
  ['05', 'Acuña Allende Guerrero Hidalgo Jiménez Morelos Nava Ocampo Piedras-Negras Villa-Unión Zaragoza'],
  ['08', 'Ascensión Coyame-del-Sotol Guadalupe Janos Juárez Manuel-Benavides Ojinaga Praxedis-G.-Guerrero'],
  ['19', 'Anáhuac'],
  [
    '28',
    'Camargo Guerrero Gustavo-Díaz-Ordaz Matamoros Mier Miguel-Alemán Nuevo-Laredo Reynosa Río-Bravo Valle-Hermoso',
  ],
])(
  'in entity %s there is summer time in the municipalities that the law names, and in no other',
  (of, names) => {
    const offsetIn = (cvegeo: string, day: string) => instantAt(Date.parse(day), zoneOf(cvegeo)).offsetMin;
    const summery = municipalities.filter(
      ({ entity: code, cvegeo }) =>
        code === of && offsetIn(cvegeo, '2027-07-01') === offsetIn(cvegeo, '2027-01-01') + 60,
    );
    expect(summery.map(({ name }) => name!.replaceAll(' ', '-')).join(' ')).toBe(names);
  },
);

test('along the border of Chihuahua the west has mountain time and the east central time', () => {
  const winter = (cvegeo: string) => instantAt(Date.parse('2027-01-01'), zoneOf(cvegeo)).offsetMin;
  expect(['08005', '08028', '08035', '08037', '08053'].map(winter)).toEqual(Array(5).fill(-420));
  expect(['08015', '08042', '08052'].map(winter)).toEqual(Array(3).fill(-360));
});

test('where no profile governs, the certification gate blocks', () => {
  expect(DEFAULT_PROFILE.enforcement.certificationGate).toBe('BLOCK');
});

test('each entity has as many municipalities as the framework says', () => {
  for (const { code, municipalities: count } of entities)
    expect([code, municipalities.filter(({ entity: of }) => of === code).length]).toEqual([code, count]);
});

test('an entity lies in a box with some room around it, the nation and the sandbox anywhere', () => {
  const { west, south, east, north } = boxOf('09')!;
  // Mexico City as it is drawn: from -99.365 to -98.940, from 19.048 to 19.593.
  expect(west < -99.365 && south < 19.048 && east > -98.94 && north > 19.593).toBe(true);
  expect(east - west).toBeLessThan(2.5);
  expect([boxOf('00'), boxOf('99')]).toEqual([undefined, undefined]);
});
