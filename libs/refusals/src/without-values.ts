/** Where the library repeats what was sent, and what is left of it. */
const REPEATS: readonly (readonly [RegExp, string])[] = [
  [/^Value "[^]*" does not exist in ("\w+" enum\.)/, 'Value does not exist in $1'],
  [/^(\w+|Enum "\w+") (cannot represent [^:]*): [^]*$/, '$1 $2.'],
  [/^(Expected value of type "[^"]+"), found [^]*$/, '$1.'],
  [/^(Argument "\w+" has invalid value) [^]*$/, '$1.'],
  [/^(Syntax Error: [^"]*?(?:"[^"]*"[^"]*?)?(?:Block)?String) "[^]*$/, '$1.'],
];
const OF_VARIABLE = /^Variable "\$\w+" got invalid value/;
/** A name of the schema or a number each: nothing of the value looks like it. */
const PLACE = / at "[\w.[\]]+"$/;

/** An error of the library, with the one that it wraps. */
interface SaidOfDocument {
  readonly message: string;
  readonly originalError?: Error | undefined;
}

/**
 * What the library says of a document and its variables, without the values that it repeats: for one field that is missing or
 * misspelt it repeats the whole input, and with it what is told of a person. Who sends it keeps errors in logs.
 */
export function withoutValues({ message, originalError }: SaidOfDocument): string {
  const variable = OF_VARIABLE.exec(message)?.[0];
  if (variable === undefined || !originalError) return repeatingNothing(message);
  const before = message.slice(0, -`; ${originalError.message}`.length);
  return `${variable}${PLACE.exec(before)?.[0] ?? ''}; ${repeatingNothing(originalError.message)}`;
}

function repeatingNothing(message: string): string {
  const [repeats, left] = REPEATS.find(([known]) => known.test(message)) ?? [];
  return repeats ? message.replace(repeats, left!) : message;
}
