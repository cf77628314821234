import type { Figure } from '@proximidad/eventsourcing';

/**
 * One each for the entity and the municipality of a row: `09:beats` and `09007:beats`; a caller who may see only one
 * municipality reads the latter.
 */
export function placed(
  { entity, municipality }: { readonly entity: string; readonly municipality: string | null },
  name: string,
): Figure[] {
  const whole = { key: `${entity}:${name}`, add: 1 };
  return municipality === null ? [whole] : [whole, { key: `${municipality}:${name}`, add: 1 }];
}
