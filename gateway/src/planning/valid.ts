/**
 * For a schema that composition has validated, with what the gateway adds to it, which is in the committed schema: a
 * start need not validate it again.
 */
export const VALID = { assumeValid: true, assumeValidSDL: true } as const;
