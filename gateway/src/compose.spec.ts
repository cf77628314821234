import { buildSchema, isObjectType } from 'graphql';
import { committed, compose, CompositionFailed, subgraphSchemas } from './compose.ts';

const schemas = subgraphSchemas();
const fresh = compose(schemas);
const schema = buildSchema(fresh.api);

test('the subgraphs compose, and what lies committed is what they make', () => {
  expect(committed()).toEqual(fresh);
});

test('addresses in the supergraph are names', () => {
  const addresses = [...fresh.supergraph.matchAll(/url: "([^"]+)"\)/g)].map(([, url]) => url);
  expect(addresses).toEqual(expect.arrayContaining(['http://beats/graphql', 'http://nation/graphql']));
});

test.each([
  ['Query', 'beats', 'BeatConnection'],
  ['Beat', 'contacts', 'ContactConnection'],
  ['Beat', 'openIncidents', 'IncidentConnection'],
  ['Incident', 'units', '[Unit!]'],
  ['Dispatch', 'unit', 'Unit'],
  ['Officer', 'assignment', 'OfficerAssignment'],
  // What hangs on no other service stays as strict as its own schema.
  ['Query', 'nationalPicture', 'NationalPicture!'],
  ['Beat', 'code', 'String!'],
  ['Beat', 'entity', 'Entity!'],
  ['Officer', 'rank', 'ModelCode!'],
  ['Beat', 'status', 'BeatStatus!'],
])('where services meet, null stops: %s.%s is %s', (type, field, expected) => {
  const found = schema.getType(type);
  if (!isObjectType(found)) throw new TypeError(`${type} is no object type`);
  expect(String(found.getFields()[field]!.type)).toBe(expected);
});

test('what the national picture asks the services is not for the public', () => {
  expect(fresh.api).not.toMatch(/FiguresRow|incidentFigures|presenceFigures|contactFigures|trainingFigures/);
});

test('a schema that does not fit the others is named', () => {
  const broken = schemas.map(({ name, sdl }) => ({
    name,
    sdl: name === 'nation' ? sdl.replace('type Refusal @shareable', 'type Refusal') : sdl,
  }));
  expect(() => compose(broken)).toThrow(CompositionFailed);
  expect(() => compose(broken)).toThrow(/Refusal\.code.*nation/s);
});
