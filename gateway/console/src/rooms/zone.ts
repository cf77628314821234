import { entity as entityOf } from '@proximidad/catalogues/entities';

const CAPITAL_ZONE = 'America/Mexico_City';

/** The clock of an entity, or of the one that a record's id begins with. */
export const zoneOf = (entityOrId: string): string =>
  entityOf(entityOrId.slice(0, 2))?.timeZone ?? CAPITAL_ZONE;

/** What people call the entity, or that of a record's id. */
export const placeOf = (entityOrId: string): string =>
  entityOf(entityOrId.slice(0, 2))?.name ?? entityOrId.slice(0, 2);
