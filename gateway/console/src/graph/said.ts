/** What is wrong with a field of an input, in a sentence without its end. */
export interface FieldTrouble {
  /** The field, as programs call it. */
  readonly path: string;
  readonly message: string;
}

/** What somebody reads beside a field, by what programs call it. */
export type FieldNames = Readonly<Record<string, string>>;

/**
 * A trouble with what is wrong in each field behind it, by the words that stand on the form: that an input is not valid helps nobody, and
 * what programs call a field stands on no screen.
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
  // Of an argument the sentence is made of its fields alone, which it calls as programs do.
  const isOfFields = fields.some(({ path }) => message.startsWith(`${path}: `));
  const said = each.join('; ');
  return isOfFields ? `${said.charAt(0).toUpperCase()}${said.slice(1)}.` : `${withoutEnd(message)}: ${said}.`;
}

const withoutEnd = (text: string) => text.replace(/\.$/, '');
