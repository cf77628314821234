import { getDirectiveValues, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';

/** What one field costs, beside what is asked of what it answers. */
export interface Weight {
  /** Of the field itself, however long its list is. */
  readonly weight?: number;
  /** How many a list is taken to hold when no argument says so. */
  readonly assumedSize?: number;
  /** The argument that says how many: of the field's own list, or of `sizedFields` of what it answers. */
  readonly slicingArgument?: string;
  readonly sizedFields?: readonly string[];
  /** What an argument costs when it is given. */
  readonly arguments?: Readonly<Record<string, number>>;
}

/** By `Type.field`. */
export type Weights = ReadonlyMap<string, Weight>;

/** Reads every row version of its span. */
const CHANGES: Weight = { weight: 200 };
/** Reads up to 5,000 rows, and tells of each what it was. */
const AS_IT_WAS = { arguments: { validAt: 500 } };

/** What is known of our own fields. */
const OWN: Readonly<Record<string, Weight>> = {
  // Every service's figures, of all entities.
  'Query.nationalPicture': { weight: 200 },
  'NationalPicture.entities': { assumedSize: 32 },
  'IncidentFigures.open': { assumedSize: 3 },
  'PresenceFigures.units': { assumedSize: 6 },
  // Figures, and pages of incidents and units.
  'Query.operationsPicture': { weight: 300 },
  'OperationsPicture.openIncidents': { assumedSize: 50 },
  'OperationsPicture.units': { assumedSize: 50 },
  'RoomIncidentFigures.open': { assumedSize: 3 },
  'RoomPresenceFigures.units': { assumedSize: 6 },
  // A page holds what is ready within a second.
  'Query.replayFrames': { weight: 500 },
  'ReplayEdge.node': { weight: 20 },
  'Query.changesBetween': { weight: 50 },
  'ChangesBetween.beats': CHANGES,
  'ChangesBetween.units': CHANGES,
  'ChangesBetween.shifts': CHANGES,
  'ChangesBetween.duties': CHANGES,
  'ChangesBetween.contacts': CHANGES,
  'ChangesBetween.followUps': CHANGES,
  'ChangesBetween.incidents': CHANGES,
  'ChangesBetween.calls': CHANGES,
  'ChangesBetween.officers': CHANGES,
  'ChangesBetween.enrolments': CHANGES,
  'ChangesBetween.sources': { assumedSize: 32 },
  'Query.incidents': AS_IT_WAS,
  'Query.incident': AS_IT_WAS,
  'Beat.openIncidents': AS_IT_WAS,
  'Query.duplicateCandidates': { weight: 50 },
  // Up to 10,000 vertices as text.
  'Beat.polygon': { weight: 5 },
  'Beat.overlaps': { weight: 20 },
  'Beat.units': { assumedSize: 20 },
  'Incident.units': { assumedSize: 3 },
  'Incident.dispatches': { assumedSize: 3 },
  'Incident.followUps': { assumedSize: 2 },
  'Incident.reclassifications': { assumedSize: 2 },
  'Incident.relocations': { assumedSize: 2 },
};

/** Connections: `first` says how many edges there are, 20 when it is left out. */
const CONNECTION: Weight = { slicingArgument: 'first', sizedFields: ['edges'], assumedSize: 20 };
/** A whole table may have to be counted. */
const TOTAL: Weight = { weight: 5 };

/**
 * What the fields of a schema cost: what its directives `@cost` and `@listSize` say (as federation has them), else what is known
 * here of our own fields, else what holds for every connection.
 */
export function weightsOf(schema: GraphQLSchema, own: Readonly<Record<string, Weight>> = OWN): Weights {
  const weights = new Map<string, Weight>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const weight = { ...usual(field), ...own[name], ...declared(schema, field) };
      if (Object.keys(weight).length > 0) weights.set(name, weight);
    }
  }
  return weights;
}

function usual(field: GraphQLField<unknown, unknown>): Weight {
  if (field.name === 'totalCount') return TOTAL;
  return field.args.some(({ name }) => name === 'first') ? CONNECTION : {};
}

function declared(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>): Weight {
  const valuesOf = (name: string) => {
    const directive = schema.getDirective(name);
    return directive && astNode ? getDirectiveValues(directive, astNode) : undefined;
  };
  const weight = valuesOf('cost')?.['weight'];
  const { assumedSize, slicingArguments, sizedFields } = valuesOf('listSize') ?? {};
  return {
    ...(typeof weight === 'number' && { weight }),
    ...(typeof assumedSize === 'number' && { assumedSize }),
    ...(Array.isArray(slicingArguments) && { slicingArgument: String(slicingArguments[0]) }),
    ...(Array.isArray(sizedFields) && { sizedFields: sizedFields.map(String) }),
  };
}
