/** What is wrong with a field of an input, in a sentence without its end. */
export interface FieldTrouble {
  readonly message: string;
}

/** A trouble with what is wrong in each field behind it: that an input is not valid helps nobody. */
export function saidOf(message: string, fields: readonly FieldTrouble[] = []): string {
  const said = fields
    .map((field) => field.message.replace(/\.$/, ''))
    .filter((text) => !message.includes(text));
  return said.length === 0 ? message : `${message.replace(/\.$/, '')}: ${said.join('; ')}.`;
}
