import { ENTITY_ROWS } from './entity-rows.ts';

/** A federal entity of Mexico, by its two-digit INEGI key. */
export interface FederalEntity {
  readonly code: string;
  readonly name: string;
  readonly iso3166: string;
  readonly capital: string;
  /** Census of 2020. */
  readonly population2020: number;
  /** Framework of 2025. */
  readonly municipalities: number;
  readonly timeZone: string;
}

/** Where files from abroad go; never counted in the national picture. */
export const SANDBOX_ENTITY = '99';

/** The 32, in the order of their keys. */
export const entities: readonly FederalEntity[] = ENTITY_ROWS.map(
  ([code, name, iso3166, capital, population2020, municipalities, timeZone]) => ({
    code,
    name,
    iso3166,
    capital,
    population2020,
    municipalities,
    timeZone,
  }),
);

const byCode = new Map(entities.map((entry) => [entry.code, entry]));

/** `undefined` for `00`, `99` and anything that is not an entity. */
export function entity(code: string): FederalEntity | undefined {
  return byCode.get(code);
}
