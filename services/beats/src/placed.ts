import type { Figure } from '@proximidad/eventsourcing';

/**
 * One, for the entity and for the municipality that a row belongs to: `09:beats` and `09007:beats`. A caller who may see one municipality only reads that one's.
 */
export function placed(
  { entity, municipality }: { readonly entity: string; readonly municipality: string | null },
  name: string,
): Figure[] {
  const whole = { key: `${entity}:${name}`, add: 1 };
  return municipality === null ? [whole] : [whole, { key: `${municipality}:${name}`, add: 1 }];
}
