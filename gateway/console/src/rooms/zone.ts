import { entity as entityOf } from '@proximidad/catalogues/entities';

/** By whose clock the nation goes. */
export const CAPITAL = '09';
const CAPITAL_ZONE = 'America/Mexico_City';

/** The time zone of an entity, or of the one that a record's id starts with. */
export const zoneOf = (entityOrId: string): string =>
  entityOf(entityOrId.slice(0, 2))?.timeZone ?? CAPITAL_ZONE;

/** The name of an entity, or of the one that a record's id starts with. */
export const placeOf = (entityOrId: string): string =>
  entityOf(entityOrId.slice(0, 2))?.name ?? entityOrId.slice(0, 2);
