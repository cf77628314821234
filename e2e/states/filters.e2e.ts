import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, type GraphQLField, isObjectType, isRequiredArgument } from 'graphql';
import { root } from '../platform.ts';
import { platform, scene } from '../stage.ts';

/** Places, and who was there. */
const FILTERS = ['entity', 'municipality', 'beat', 'unit', 'officer'];
const NOBODY = ['', 'x', ' 09 '];
/** Roles that may ask for a list; the first one that is answered is used. */
const ROLES = ['operator-09', 'commander-09', 'academy', 'auditor'];

type Field = GraphQLField<unknown, unknown>;

/** Each list of the graph with what it may be filtered by. */
const lists = Object.values(
  buildSchema(readFileSync(join(root, 'gateway/schema.graphql'), 'utf8'))
    .getQueryType()!
    .getFields(),
).flatMap((field) => {
  const type = getNamedType(field.type);
  const filters = field.args.filter((each) => FILTERS.includes(each.name) && !isRequiredArgument(each));
  const isList = isObjectType(type) && 'totalCount' in type.getFields();
  return isList && filters.length > 0 ? [[field.name, field, filters.map(({ name }) => name)] as const] : [];
});

describe('F5: a filter that names nothing', () => {
  test.each(lists)('is refused by %s, and is none that was left out', async (_name, field, filters) => {
    const user = await whoIsAnswered(field);
    const asked = filters.flatMap((filter) => NOBODY.map((value) => [filter, value] as const));
    const aliased = asked.map(([filter, value], n) => `a${n}: ${text(field, { [filter]: value })}`);
    const { errors } = await platform.ask(user, `{ ${aliased.join(' ')} }`);
    const told = new Map(errors?.map(({ path, extensions }) => [path?.[0], extensions]));
    for (const [n, [filter]] of asked.entries())
      expect(told.get(`a${n}`)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: filter }] });
  });
});

test.each([
  ['beat', () => scene.beatId, 'beat(id: $id) { id }'],
  ['unit', () => scene.near, 'unit(id: $id) { id }'],
  ['officer', () => scene.officerId, 'officer(id: $id) { id }'],
  ['list of a beat', () => scene.beatId, 'units(beat: $id) { edges { node { id } } }'],
])('a UUID in capitals, as some systems write them, finds the same %s', async (_, idOf, field) => {
  const ask = (id: string) => platform.ask('commander-09', `query ($id: ID!) { asked: ${field} }`, { id });
  const [found, same] = await Promise.all([idOf(), idOf().toUpperCase()].map(ask));
  expect(JSON.stringify(found!.data)).toMatch(/"id":"\d\d-/);
  expect(same).toMatchObject({ data: found!.data! });
});

async function whoIsAnswered(field: Field): Promise<string> {
  for (const user of ROLES) {
    const { errors } = await platform.ask(user, `{ ${text(field, {})} }`);
    if (!errors) return user;
  }
  throw new Error(`nobody may ask for ${field.name}`);
}

function text({ name, args }: Field, filter: object): string {
  const required = args.filter(isRequiredArgument).map((each) => [each.name, '09'] as const);
  const given = Object.entries({ ...Object.fromEntries(required), ...filter });
  const shown = given.map(([argument, value]) => `${argument}: ${JSON.stringify(value)}`).join(', ');
  return `${name}${shown === '' ? '' : `(${shown})`} { totalCount }`;
}
