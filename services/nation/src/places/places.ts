import { Cvegeo, entity, municipality, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { formatInstant, instantAt } from '@proximidad/eventsourcing';
import { decide, type Subject } from '@proximidad/policy';

/** An entity as the graph shows it: one of the 32, the nation, or the sandbox. */
export interface EntityNode {
  readonly code: string;
  readonly name: string;
  readonly iso3166: string | null;
  readonly capital: string | null;
  readonly population2020: number | null;
  readonly timeZone: string;
}

/** A municipality as the graph shows it. */
export interface MunicipalityNode {
  readonly cvegeo: string;
  readonly name: string | null;
  readonly entity: EntityNode;
}

const NATION = '00';
const UNCOUNTED: Readonly<Record<string, string>> = {
  [NATION]: 'Estados Unidos Mexicanos',
  [SANDBOX_ENTITY]: 'Datos del extranjero (pruebas)',
};

/** `undefined` if it is not an entity, or one that the subject may not see. */
export function entityNode(code: string, subject: Subject): EntityNode | undefined {
  if (!decide(subject, 'read', { kind: 'entity', entity: code }).allowed) return undefined;
  const counted = entity(code);
  if (counted) return counted;
  const name = UNCOUNTED[code];
  if (name === undefined) return undefined;
  return { code, name, iso3166: null, capital: null, population2020: null, timeZone: zoneOf(code) };
}

/** Unix milliseconds as the wall clock of the place shows them. */
export function localTime(ms: number, place: string): string {
  return formatInstant(instantAt(ms, zoneOf(place)));
}

/** `undefined` if it is not the key of a municipality, or one in an entity that the subject may not see. */
export function municipalityNode(cvegeo: string, subject: Subject): MunicipalityNode | undefined {
  const within = Cvegeo.safeParse(cvegeo).success && entityNode(cvegeo.slice(0, 2), subject);
  return within ? { cvegeo, name: municipality(cvegeo)?.name ?? null, entity: within } : undefined;
}
