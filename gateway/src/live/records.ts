/** An object of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Identifies the same record in two lists: by the id of a record, of an edge that holds one, or of an entity in a picture. */
export function keyOf(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  return ownKeyOf(value) ?? ownKeyOf(value['node']) ?? ownKeyOf(value['entity']);
}

function ownKeyOf(record: unknown): string | undefined {
  if (!isFields(record)) return undefined;
  const key = record['id'] ?? record['code'];
  return typeof key === 'string' ? key : undefined;
}
