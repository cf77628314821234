import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** A query as a client might write it, with its variables. */
export interface GeneratedQuery {
  /** Without braces and name: what stands after `query … @live`. */
  readonly declares: string;
  readonly body: string;
  readonly fragments: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the arguments of the generated queries may name. */
export interface Known {
  readonly ids: Readonly<Record<'incident' | 'unit' | 'beat' | 'officer', readonly string[]>>;
  /** A position from before the first write. */
  readonly from: string;
}

const DEPTH_MAX = 4;
const FIELDS_MAX = 5;
const ENTITIES = ['09', '14'];
const ENTITY_OF_PICTURE = '09';
const MUNICIPALITY = '09007';

/** A root of the query, and what each of its arguments may be. */
function rootsOf({
  ids,
  from,
}: Known): Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> {
  const place = { entity: ENTITIES, municipality: [MUNICIPALITY], beat: ids.beat };
  const first = [1, 3, 10];
  return {
    nationalPicture: {},
    operationsPicture: { ...place, entity: [ENTITY_OF_PICTURE] },
    entity: { code: ENTITIES },
    municipality: { cvegeo: [MUNICIPALITY] },
    incidents: { ...place, status: [['REPORTED'], ['REPORTED', 'DISPATCHED'], ['CLOSED']], first },
    incident: { id: ids.incident },
    units: { entity: ENTITIES, beat: ids.beat, status: [['AVAILABLE'], ['BUSY', 'OFFLINE']], first },
    unit: { id: ids.unit },
    beats: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    beat: { id: ids.beat },
    contacts: { ...place, first },
    followUps: { ...place, first },
    officers: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    officer: { id: ids.officer },
    courses: { first },
    changesBetween: { from: [from], entity: [ENTITY_OF_PICTURE] },
  };
}

/** Queries over the roots of the public schema: any selection, some of it in fragments, some arguments as variables. */
export function generatedQueries(schema: GraphQLSchema, known: Known): fc.Arbitrary<GeneratedQuery> {
  const roots = rootsOf(known);
  const queryType = schema.getQueryType()!;
  return fc
    .uniqueArray(fc.constantFrom(...Object.keys(roots)), { minLength: 1, maxLength: 2 })
    .chain((names) =>
      fc.record({
        names: fc.constant(names),
        seed: fc.infiniteStream(fc.nat(1_000_000)),
      }),
    )
    .map(({ names, seed }) => {
      const draw = (below: number) => seed.next().value % below;
      const writer = queryWriter(draw);
      const parts = names.map((name, index) => {
        const field = queryType.getFields()[name]!;
        const args = writer.arguments(field, roots[name]!);
        return `r${index}: ${name}${args} ${writer.selection(field, DEPTH_MAX)}`;
      });
      return { ...writer.finished(), body: `{ ${parts.join(' ')} }` };
    });
}

function queryWriter(draw: (below: number) => number) {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  const chance = (oneIn: number) => draw(oneIn) === 0;
  const variable = (type: string, value: unknown) => {
    const name = `v${declared.length}`;
    declared.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  };
  const literal = (type: string, value: unknown) =>
    type.includes('Status') ? JSON.stringify(value).replaceAll('"', '') : JSON.stringify(value);

  const writeArguments = (
    field: GraphQLField<unknown, unknown>,
    values: Readonly<Record<string, readonly unknown[]>>,
  ) => {
    const written = field.args.flatMap((argument) => {
      const choices = values[argument.name] ?? [];
      if (choices.length === 0 || (!isRequiredArgument(argument) && chance(2))) return [];
      const value = choices[draw(choices.length)];
      const type = String(argument.type);
      return [`${argument.name}: ${chance(2) ? variable(type, value) : literal(type, value)}`];
    });
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  };
  const fieldsOf = (type: GraphQLObjectType, depth: number): string => {
    const all = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));
    const leaves = all.filter(({ type: of }) => isLeafType(getNamedType(of)));
    const objects = all.filter(({ type: of }) => isObjectType(getNamedType(of)));
    const chosen = new Set<string>();
    const pick = (from: readonly GraphQLField<unknown, unknown>[]) => {
      const field = from[draw(from.length)]!;
      if (chosen.has(field.name)) return [];
      chosen.add(field.name);
      const when = chance(6) ? ` @include(if: ${variable('Boolean!', draw(2) === 0)})` : '';
      const pages = field.args.some(({ name }) => name === 'first') ? '(first: 3)' : '';
      return [`${field.name}${pages}${when} ${selection(field, depth - 1)}`];
    };
    const some = Array.from({ length: 1 + draw(FIELDS_MAX) }, () => {
      const deeper = objects.length > 0 && depth > 1 && (leaves.length === 0 || chance(2));
      return deeper ? pick(objects) : leaves.length > 0 ? pick(leaves) : [];
    }).flat();
    // Whatever falls away by @include, something is left.
    return ['__typename', ...some].join(' ');
  };
  const selection = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    if (!isObjectType(type)) return '';
    const inside = fieldsOf(type, depth);
    if (!chance(3)) return `{ ${inside} }`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${type.name} { ${inside} }`);
    return `{ ...${name} }`;
  };
  return {
    arguments: writeArguments,
    selection,
    finished: () => ({
      declares: declared.join(', '),
      fragments: fragments.join('\n'),
      variables,
    }),
  };
}

/** The text with a directive of the gateway on the operation; `extra` declares further variables. */
export function textOf({ declares, body, fragments }: GeneratedQuery, directive: string, extra = ''): string {
  const all = [declares, extra].filter((part) => part !== '').join(', ');
  return `query ${all === '' ? '' : `(${all})`} ${directive} ${body}\n${fragments}`;
}
