import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { fieldsIn, fragmentsOf, variablesIn } from './rewrite.ts';

export const REPLAY = 'replay';
/** The query that shows each frame. */
const PICTURE = 'operationsPicture';
/** The arguments that the two have in common. */
const PLACES: ReadonlySet<string> = new Set(['entity', 'municipality', 'beat']);

type Values = Readonly<Record<string, unknown>>;

/** The parts of a subscription to a replay. */
export interface RewrittenReplay {
  /** The query of one frame, with the same keys as the subscription. */
  readonly picture: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode };
  /** The arguments of the subscription's field. */
  args(variables: Values): Values;
}

/** The subscription `replay`, where the schema has the picture. */
export function replayOf(schema: GraphQLSchema): string {
  if (!schema.getQueryType()?.getFields()[PICTURE]) return '';
  return `extend type Subscription {
      """
      What an operations room saw between two moments, frame by frame, at the pace of the log's own time: \`speed\` log seconds for each
      second; null for as fast as the client takes them. The frames are those of \`replayFrames\`; \`step\` is half a second of the viewer's
      time when left out. \`resume\` continues after a frame, by its cursor or position. Ends at \`to\`, or now.
      """
      replay(
        "INEGI key of an entity."
        entity: ID!
        "INEGI key of a municipality in it."
        municipality: ID
        "Id of a beat in it."
        beat: ID
        "Where the replay begins."
        from: Moment!
        "Where it ends; now when left out."
        to: Moment
        "Seconds of the log for each second; null for as fast as the client takes the frames."
        speed: Float = 60
        "The least time of the log between two frames: 1 to 86,400 seconds."
        step: Int
        "The cursor of the last frame seen."
        resume: Moment
      ): OperationsPicture!
    }`;
}

/** `document` is valid for the schema, and its operation's field is `replay`. */
export function rewrittenReplay(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): RewrittenReplay {
  const subscriptions = schema.getSubscriptionType()!;
  const roots = fieldsIn(operation.selectionSet, fragmentsOf(document));
  const kept = document.definitions.filter(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION &&
      definition.typeCondition.name.value !== subscriptions.name,
  );
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: roots.map(asPicture) };
  const used = variablesIn([selectionSet, ...kept]);
  const query: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name: { kind: Kind.NAME, value: operation.name?.value ?? 'Replay' },
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
      used.has(variable.name.value),
    ),
    selectionSet,
  };
  return {
    picture: { document: { kind: Kind.DOCUMENT, definitions: [query, ...kept] }, operation: query },
    args: (variables) => getArgumentValues(subscriptions.getFields()[REPLAY]!, roots[0]!, variables),
  };
}

function asPicture(root: FieldNode): SelectionNode {
  return {
    ...root,
    alias: root.alias ?? { kind: Kind.NAME, value: REPLAY },
    name: { kind: Kind.NAME, value: PICTURE },
    arguments: (root.arguments ?? []).filter(({ name }) => PLACES.has(name.value)),
  };
}
