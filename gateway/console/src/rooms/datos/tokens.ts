const TOKEN = /^\d\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The persons that were written, one after another; undefined if something else was. */
export function tokensIn(text: string): string[] | undefined {
  const tokens = text.split(/[\s,;]+/).filter((each) => each !== '');
  return tokens.every((each) => TOKEN.test(each)) ? [...new Set(tokens)] : undefined;
}
