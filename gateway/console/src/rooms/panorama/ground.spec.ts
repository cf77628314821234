import type { Beat } from '../sala/places.ts';
import { beatsOf, type GroundIncident, type GroundUnit, municipalitiesOf, openIn } from './ground.ts';

const beat = (id: string, municipality: string) =>
  ({ id, code: id.toUpperCase(), municipality, municipalityName: `M ${municipality}` }) as Beat;
const incident = (municipality: string, beatId: string | null, priority: 'ALTA' | 'BAJA' = 'BAJA') =>
  ({ id: `${municipality}${beatId}`, municipality, beat: beatId, priority }) as GroundIncident;
const unit = (municipality: string, beatId: string, status: GroundUnit['status']) =>
  ({ municipality, beat: beatId, status }) as GroundUnit;

const told = {
  beats: [beat('a', '01'), beat('b', '01'), beat('c', '02')],
  incidents: [incident('02', 'c', 'ALTA'), incident('02', null), incident('03', null)],
  units: [unit('01', 'a', 'AVAILABLE'), unit('01', 'b', 'OFFLINE')],
};

test('a municipality is told with its beats, what is open in it and who is out; where most is open stands first', () => {
  expect(municipalitiesOf(told, 'unnamed')).toEqual([
    { id: '02', name: 'M 02', beats: 1, open: 2, high: 1, working: 0, beatsWithoutUnit: 1 },
    { id: '03', name: '03', beats: 0, open: 1, high: 0, working: 0, beatsWithoutUnit: 0 },
    { id: '01', name: 'M 01', beats: 2, open: 0, high: 0, working: 1, beatsWithoutUnit: 1 },
  ]);
});

test('a beat is told alike, and what lies in none of them is not lost', () => {
  expect(beatsOf(told, '02', 'sin cuadrante').map(({ name, open }) => [name, open])).toEqual([
    ['C', 1],
    ['sin cuadrante', 1],
  ]);
});

test("a beat in which another town's unit is has one, told alike for its town and for itself", () => {
  const helped = { ...told, units: [...told.units, unit('01', 'c', 'ON_SCENE')] };
  const [town] = municipalitiesOf(helped, 'unnamed');
  expect(town).toMatchObject({ id: '02', working: 0, beatsWithoutUnit: 0 });
  expect(beatsOf(helped, '02', 'sin cuadrante')[0]).toMatchObject({
    id: 'c',
    working: 1,
    beatsWithoutUnit: 0,
  });
});

test('what nobody told is no 0', () => {
  const unheard = municipalitiesOf({ ...told, beats: undefined }, 'unnamed');
  expect(unheard.map(({ id, beats, beatsWithoutUnit }) => [id, beats, beatsWithoutUnit])).toEqual([
    ['02', undefined, undefined],
    ['03', undefined, undefined],
  ]);
  const unknown = municipalitiesOf({ beats: told.beats, incidents: undefined, units: undefined }, 'unnamed');
  expect(unknown[0]).toMatchObject({
    beats: 2,
    open: undefined,
    working: undefined,
    beatsWithoutUnit: undefined,
  });
});

test('of whoever serves one municipality nothing is told of the others but their beats, which is no 0', () => {
  const own = { ...told, within: '01' };
  const [first, second] = municipalitiesOf(own, 'unnamed').toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(first).toMatchObject({ id: '01', open: 0, working: 1, beatsWithoutUnit: 1 });
  expect(second).toEqual({ id: '02', name: 'M 02', beats: 1 });
  expect(beatsOf(own, '02', 'sin cuadrante')).toEqual([{ id: 'c', name: 'C', beats: 1 }]);
  expect([openIn(own, '02'), openIn(own, '01'), openIn(told, '02', 'c')?.length]).toEqual([undefined, [], 1]);
});
