import { incidentIn } from './incident-in.ts';

const ID = '09-c882ed29-b00a-5ab2-b989-b220cdda11c8';

test('an incident is named by its id or by an address that holds it, and by nothing shorter or longer', () => {
  expect(incidentIn(` ${ID.toUpperCase()} `)).toBe(ID);
  expect(incidentIn(`https://consola.example/auditoria/incidente/${ID}?paso=2`)).toBe(ID);
  expect(incidentIn('09-c882ed29')).toBeUndefined();
  expect(incidentIn(`1${ID}`)).toBeUndefined();
  expect(incidentIn(`${ID}0`)).toBeUndefined();
  expect(incidentIn('')).toBeUndefined();
});
