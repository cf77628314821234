import { z } from 'zod';

/** How a value of a closed list is spelled outside, and what is said of it there. */
interface ListedValue {
  readonly doc?: string;
  /** The name in the graph, where a name may not begin with a digit. */
  readonly as?: string;
}

/** What a schema is called in the graph. */
export interface GraphName {
  readonly name: string;
  readonly doc?: string;
  /** Of a closed list. */
  readonly values?: Readonly<Record<string, ListedValue>>;
}

const names = z.registry<GraphName>();
const lists = new Map<string, GraphName>();

/**
 * A closed list of the field's words, once for events, commands and graph: each value with what is to be said of it, or
 * an empty text where it speaks for itself.
 */
export function closedList<const Values extends Readonly<Record<string, string | ListedValue>>>(
  name: string,
  values: Values,
  doc?: string,
) {
  const options = Object.keys(values) as (keyof Values & string)[];
  const described = Object.fromEntries(
    Object.entries(values).map(([value, word]) => [value, typeof word === 'string' ? { doc: word } : word]),
  );
  const schema = named(name, z.enum(options), doc, described);
  lists.set(name, names.get(schema)!);
  return schema;
}

/** The closed list of this name, of those that have been declared. */
export function closedListNamed(name: string): GraphName | undefined {
  return lists.get(name);
}

/** Names a schema as the graph does: a scalar such as `ID`, or an input type of this shape. */
export function named<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  doc?: string,
  described?: Readonly<Record<string, ListedValue>>,
): Schema {
  names.add(schema, {
    name,
    ...(doc === undefined ? {} : { doc }),
    ...(described === undefined ? {} : { values: described }),
  });
  return schema;
}

/** Undefined for a schema that has no name of its own. */
export function graphNameOf(schema: z.ZodType): GraphName | undefined {
  return names.get(schema);
}
