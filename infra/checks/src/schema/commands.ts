import { graphNameOf, type GraphName, PublicId, Uuid } from '@proximidad/eventsourcing';
import { answersAt, type AnyEdge, commandsAt, hasHistory, mutationName, toldWith } from '@proximidad/edge';
import type { z } from 'zod';

/** A field of an input, or a part of one of its types. */
type Schema = z.core.$ZodType;

/** Turns schemas of inputs into SDL; each input type and closed list in them is written once. */
export function inputWriter() {
  const written = new Map<string, string>();

  const typeOf = (
    schema: Schema,
  ): { readonly type: string; readonly optional: boolean; readonly initial?: unknown } => {
    const { def } = (schema as z.ZodType)._zod;
    const name = graphNameOf(schema as z.ZodType);
    if (name && !isWrapper(schema)) return { type: nameOf(schema as z.ZodType, name), optional: false };
    if (def.type === 'default') {
      const { innerType, defaultValue } = def as z.core.$ZodDefaultDef;
      return { ...typeOf(innerType), optional: true, initial: defaultValue };
    }
    if (def.type === 'optional' || def.type === 'nullable')
      return { ...typeOf((def as z.core.$ZodNullableDef).innerType), optional: true };
    if (def.type === 'readonly') return typeOf((def as z.core.$ZodReadonlyDef).innerType);
    if (def.type === 'pipe') return typeOf((def as z.core.$ZodPipeDef).in);
    if (def.type === 'array') {
      const { type } = typeOf((def as z.core.$ZodArrayDef).element);
      return { type: `[${type}!]`, optional: false };
    }
    if (def.type === 'string') return { type: 'String', optional: false };
    if (def.type === 'boolean') return { type: 'Boolean', optional: false };
    if (def.type === 'number') return { type: isInteger(schema) ? 'Int' : 'Float', optional: false };
    throw new TypeError(`an input cannot be a ${def.type} without a name: use closedList() or named()`);
  };

  const nameOf = (schema: z.ZodType, { name, doc, values: words }: GraphName): string => {
    const { def } = schema._zod;
    if (written.has(name)) return name;
    if (words) {
      written.set(name, enumOf({ name, values: words, ...(doc === undefined ? {} : { doc }) }));
    } else if (def.type === 'object' && name !== 'DateTime') {
      written.set(name, '');
      const fields = Object.entries((schema as z.ZodObject).shape).map(([field, type]) =>
        fieldOf(field, type),
      );
      written.set(name, `${described(doc)}input ${name} {\n${fields.join('\n')}\n}`);
    }
    return name;
  };

  const fieldOf = (field: string, schema: Schema): string => {
    const { type, optional, initial } = typeOf(schema);
    const value =
      optional && initial !== undefined && initial !== null ? ` = ${JSON.stringify(initial)}` : '';
    return `${described((schema as z.ZodType).description)}${field}: ${type}${optional ? '' : '!'}${value}`;
  };

  return { fieldOf, written: () => [...written.values()] };
}

function isWrapper(schema: Schema): boolean {
  return ['default', 'optional', 'nullable'].includes((schema as z.ZodType)._zod.def.type);
}

function isInteger(schema: Schema): boolean {
  const { format } = (schema as z.ZodType)._zod.def as { format?: string };
  const checks = ((schema as z.ZodType)._zod.def as { checks?: { _zod: { def: { format?: string } } }[] })
    .checks;
  return format === 'safeint' || (checks?.some(({ _zod }) => _zod.def.format === 'safeint') ?? false);
}

/** SDL of a closed list. */
export function enumOf({ name, doc, values: words = {} }: GraphName): string {
  const values = Object.entries(words).map(([value, word]) => `${described(word.doc)}${word.as ?? value}`);
  return `${described(doc)}enum ${name} {\n${values.join('\n')}\n}`;
}

function described(doc: string | undefined): string {
  return doc ? `${JSON.stringify(doc)}\n` : '';
}

const COMMAND_ID = Uuid.describe(
  'A UUID of your choice; the same id again is the same command, answered with its first outcome.',
);

const RECORD = 'The record as it is after the command; null for one that the caller may not see.';

/** Mutations, inputs, unions and accepted types of an aggregate's commands. */
export function commandsSdl(edge: AnyEdge<never>): string {
  const writer = inputWriter();
  const commands = commandsAt(edge).map(([type, definition]) => {
    const { doc, input, addresses, inputName } = definition;
    const id =
      edge.id === undefined || addresses === 'natural'
        ? []
        : addresses === 'given'
          ? [writer.fieldOf(edge.id, PublicId.describe('Id of the record: `<entity>-<uuid>`.'))]
          : [
              writer.fieldOf(
                edge.id,
                PublicId.nullable().describe('`<entity>-<uuid>`; derived from the command when left out.'),
              ),
            ];
    const fields = [
      writer.fieldOf('commandId', COMMAND_ID),
      ...id,
      ...Object.entries(input).map(([field, schema]) => writer.fieldOf(field, schema)),
      ...Object.entries(toldWith(definition)).map(([field, schema]) => writer.fieldOf(field, schema)),
    ];
    const accepted = `${(edge.answers?.[type] ?? edge).type}Accepted`;
    const mutation = mutationName(type);
    const name = inputName ?? `${type}Input`;
    const about = described(
      inputName ? `What several mutations take, \`${mutation}\` among them.` : `See \`${mutation}\`.`,
    );
    return {
      name,
      field: `${described(doc)}${mutation}("What the command takes." input: ${name}!): ${type}Result`,
      input: `${about}input ${name} {\n${fields.join('\n')}\n}`,
      union: `${described(`See \`${mutation}\`.`)}union ${type}Result = ${accepted} | Refusal`,
    };
  });
  if (commands.length === 0) return '';
  const accepted = answersAt(edge).map(
    (answers) => `
      "The command was accepted, or had been before."
      type ${answers.type}Accepted implements Accepted {
        ${described('doc' in answers ? answers.doc : RECORD)}${answers.field}: ${'as' in answers ? answers.as : answers.type}
        "Read up to this position to see the effect of the command."
        position: Position!
        "True where the command had been executed before: this is then its first outcome."
        known: Boolean!
      }`,
  );
  const history = `type ${edge.type} {
    "Its events, oldest first, up to the query's own cut."
    history(
      "How many at most: 0 to 100." first: Int = 20
      "The \`endCursor\` of the page before." after: String): HistoryConnection!
  }`;
  return [
    ...(hasHistory(edge) ? [history] : []),
    `type Mutation {\n${commands.map(({ field }) => field).join('\n')}\n}`,
    ...new Map(commands.map(({ name, input }) => [name, input])).values(),
    ...commands.map(({ union }) => union),
    ...accepted,
    ...writer.written(),
  ].join('\n');
}
