/** What is wrong with a field of an input, as a sentence; its full stop is dropped. */
export interface FieldTrouble {
  /** The field, by its name in the API. */
  readonly path: string;
  readonly message: string;
}

/** The name that a form shows for each field, by its name in the API. */
export type FieldNames = Readonly<Record<string, string>>;

/**
 * An error message followed by what is wrong in each field, by the names on the form: "the input is not valid" helps nobody, and no
 * screen shows the API's name of a field.
 */
export function saidOf(
  message: string,
  fields: readonly FieldTrouble[] = [],
  names: FieldNames = {},
): string {
  if (fields.length === 0) return message;
  const each = fields.map((field) => {
    const [name, text] = [names[field.path], withoutEnd(field.message)];
    return name === undefined ? text : `${name}: ${text}`;
  });
  // For an argument the message consists only of its fields, under the names of the API.
  const isOfFields = fields.some(({ path }) => message.startsWith(`${path}: `));
  const said = each.join('; ');
  return isOfFields ? `${said.charAt(0).toUpperCase()}${said.slice(1)}.` : `${withoutEnd(message)}: ${said}.`;
}

const withoutEnd = (text: string) => text.replace(/\.$/, '');
