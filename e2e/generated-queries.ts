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
  /** Without braces and name: what comes after `query … @live`. */
  readonly declares: string;
  readonly body: string;
  readonly fragments: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The values that arguments of the generated queries may have. */
export interface Known {
  readonly ids: Readonly<Record<'incident' | 'unit' | 'beat' | 'officer', readonly string[]>>;
  /** A position from before the first write. */
  readonly from: string;
  /** A moment before that position. */
  readonly began: string;
}

/** Fields of the query that no generated query begins with, and why. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  accesses: 'reading it adds a note to it: the next query has another answer',
  accessLog: 'from the vault, which notes by a clock of its own',
  callsOf: 'from the vault, by sealed data, as kept today',
  ...{ followUpsOf: 'as above', incidentsOfPerson: 'as above', incidentsOfPlate: 'as above' },
  call: 'asked by its id, which a call of these writers never has',
  contact: 'as above; by the list',
  followUp: 'as above; by the list',
  commitment: 'as above; by the list',
  problem: 'as above; by the list',
  dataRequest: 'as above; by the list',
  duplicateCandidates: 'about a call that is being taken, not about what is kept',
  counterfactualDispatch: 'a computation over one incident and a model that is given',
  replayFrames: 'many pictures of the past in one answer: each is compared by the stories of replays',
};

const DEPTH_MAX = 4;
const FIELDS_MAX = 5;
const ENTITIES = ['09', '14'];
const ENTITY_OF_PICTURE = '09';
const MUNICIPALITY = '09007';
/** Later than everything that is written. */
const LATER = '2100-01-01T00:00:00Z';
/** Pictures, boards and lists that change while they are watched are queried more often than others. */
const MOVING = [
  ...['nationalPicture', 'operationsPicture', 'entity', 'incidents', 'incident', 'units', 'unit', 'beat'],
  ...['contacts', 'followUps', 'commitments', 'officers', 'officer', 'changesBetween', 'responseFigures'],
];
const MOVING_WEIGHT = 3;
/** Pictures show less while a service is away, and say which one. */
const SAYS_WHO_IS_AWAY: Readonly<Record<string, string>> = {
  nationalPicture: 'completeness { servicesDown }',
  operationsPicture: 'servicesDown',
};

/** A root of the query, and the possible values of each argument. */
export function rootsOf({
  ids,
  from,
  began,
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
    coverageIndex: { municipality: [MUNICIPALITY] },
    problems: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    flaggedDuties: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    contacts: { ...place, first },
    followUps: { ...place, first },
    commitments: { ...place, first },
    officers: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    officer: { id: ids.officer },
    courses: { first },
    changesBetween: { from: [from], entity: [ENTITY_OF_PICTURE] },
    calls: { entity: ENTITIES, municipality: [MUNICIPALITY], first },
    callLoad: { entity: ENTITIES, from: [began], to: [LATER] },
    monthlyFigures: { entity: ENTITIES, month: ['2026-09', began.slice(0, 7)] },
    responseFigures: { entity: ENTITIES, from: [began], to: [LATER] },
    beatAt: { lat: [19.3579], lon: [-99.0921] },
    devices: { entity: ENTITIES, first },
    needsToKnow: { entity: ENTITIES, first },
    brokenGlass: { entity: ENTITIES, first },
    brokenGlassOf: { id: ids.incident },
    course: { id: ids.incident },
    silences: { entity: ENTITIES },
    revocations: { first },
    access: { subject: ['nobody'] },
    agreement: { id: ids.incident },
    agreements: { entity: ENTITIES, first },
    authority: { code: ['seguridad-09'] },
    authorities: { entity: ENTITIES, first },
    governingBodies: { entity: ENTITIES, first },
    liaisons: { entity: ENTITIES, first },
    liaisonCoverage: {},
    profileAdoptions: { entity: ENTITIES, first },
    modelProfile: { profileId: ['mx-mnpjc-proximidad'], version: [3] },
    modelProfiles: { first },
    governingProfile: { territory: ENTITIES },
    openingStops: { entity: ENTITIES, first },
    dataRequests: { entity: ENTITIES, first },
    keptPerson: { subject: ids.incident },
    keptPersons: { entity: ENTITIES, first },
    viewer: {},
    entities: { first },
    municipalities: { entity: ENTITIES, first },
    codes: { system: ['CNIE'], first },
    guide: { entity: ENTITIES },
    retentionRules: {},
  };
}

/** Queries over the roots of the public schema: any selection, some of it in fragments, some arguments as variables. */
export function generatedQueries(schema: GraphQLSchema, known: Known): fc.Arbitrary<GeneratedQuery> {
  const roots = rootsOf(known);
  const queryType = schema.getQueryType()!;
  const name = fc.oneof(
    { arbitrary: fc.constantFrom(...MOVING), weight: MOVING_WEIGHT },
    { arbitrary: fc.constantFrom(...Object.keys(roots)), weight: 1 },
  );
  return fc
    .record({ names: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), draw: drawing() })
    .map(({ names, draw }) => {
      const writer = queryWriter(draw);
      const parts = names.map((name, index) => {
        const field = queryType.getFields()[name]!;
        const args = writer.arguments(field, roots[name]!);
        const selection = writer
          .selection(field, DEPTH_MAX)
          .replace('{', `{ ${SAYS_WHO_IS_AWAY[name] ?? ''}`);
        return `r${index}: ${name}${args} ${selection}`;
      });
      return { ...writer.finished(), body: `{ ${parts.join(' ')} }` };
    });
}

/** What somebody may want to see of a changing incident, some of it in fragments: `body` is the selection alone. */
export function generatedChanges(schema: GraphQLSchema): fc.Arbitrary<GeneratedQuery> {
  const field = schema.getQueryType()!.getFields()['incident']!;
  return drawing().map((draw) => {
    const writer = queryWriter(draw);
    const body = writer.selection(field, DEPTH_MAX);
    return { ...writer.finished(), body };
  });
}

/** The same document with every true replaced by false, and vice versa. */
export function flipped(query: GeneratedQuery): GeneratedQuery {
  const flip = (value: unknown) => (typeof value === 'boolean' ? !value : value);
  return {
    ...query,
    variables: Object.fromEntries(Object.entries(query.variables).map(([name, v]) => [name, flip(v)])),
  };
}

type Draw = (below: number) => number;
const drawing = (): fc.Arbitrary<Draw> =>
  fc.infiniteStream(fc.nat(1_000_000)).map((seed) => (below) => seed.next().value % below);

function queryWriter(draw: Draw) {
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
    // Something is left, whatever `@include` removes.
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

/** The text with a directive of the gateway on the operation; `extra` declares more variables. */
export function textOf({ declares, body, fragments }: GeneratedQuery, directive: string, extra = ''): string {
  const all = [declares, extra].filter((part) => part !== '').join(', ');
  return `query ${all === '' ? '' : `(${all})`} ${directive} ${body}\n${fragments}`;
}
