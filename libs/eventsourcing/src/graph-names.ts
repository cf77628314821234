import { z } from 'zod';

/** How a value of a closed list is spelled in the graph, and its description there. */
interface ListedValue {
  readonly doc?: string;
  /** The name in the graph, needed where the value begins with a digit. */
  readonly as?: string;
}

/** What a schema is called in the graph. */
export interface GraphName {
  readonly name: string;
  readonly doc?: string;
  /** The values of a closed list, if it is one. */
  readonly values?: Readonly<Record<string, ListedValue>>;
}

const names = z.registry<GraphName>();
const lists = new Map<string, GraphName>();

/**
 * A closed list of the field's words, declared once for events, commands and graph: each value with its description, or
 * an empty text where it is self-explanatory.
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

/** The closed list of this name, if one has been declared. */
export function closedListNamed(name: string): GraphName | undefined {
  return lists.get(name);
}

/** Gives a schema its name in the graph: that of a scalar such as `ID`, or of an input type of this shape. */
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
