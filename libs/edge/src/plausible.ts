import { boxOf } from '@proximidad/catalogues';
import { looksPersonal } from '@proximidad/eventsourcing';
import { type FaultSaid, say } from '@proximidad/refusals';
import { type DecreedUnit, faultOf } from './decreed.ts';
import { ServiceError } from './errors.ts';
import type { FieldFault } from './field-fault.ts';

/** What happened to somebody, at a moment called `…At`, is recorded from 1970 on. */
const FACTS_SINCE_MS = 0;
/** Institutions, their laws and agreements are older than that; none is older than 1800. */
const INSTITUTIONS_SINCE_MS = Date.UTC(1800, 0, 1);

type Node = Readonly<Record<string, unknown>>;

/** Of which entity it is, of which moment, and what is known of decrees. */
interface Told {
  readonly entity: string | undefined;
  readonly ms: number;
  readonly decreed: DecreedUnit;
}

/**
 * Refuses what cannot be, wherever it stands in an input: a municipality that there is not, a place outside the entity, a
 * moment before anything was recorded. An entity without a box (the nation, the sandbox) lies anywhere.
 *
 * @throws {ServiceError} BAD_USER_INPUT that names each field as the caller does.
 */
export function refuseImplausible(input: object, { entity, ms, decreed }: Told): void {
  const fields = faultsOf(input, { entity, ms, decreed }, []);
  if (fields.length > 0) throw new ServiceError('BAD_USER_INPUT', 'The input is not valid.', { fields });
}

function faultsOf(value: unknown, told: Told, path: readonly string[]): FieldFault[] {
  const fault = (code: string, message: FaultSaid): FieldFault[] => [{ path: path.join('.'), code, message }];
  if (typeof value === 'string') {
    const against = path.at(-1) === 'municipality' ? faultOf(value, told.decreed(value), told.ms) : undefined;
    return against ? fault(against.code, against.message) : [];
  }
  const { entity } = told;
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  if (typeof node['ms'] === 'number' && 'offsetMin' in node) {
    const since = path.at(-1)?.endsWith('At') ? FACTS_SINCE_MS : INSTITUTIONS_SINCE_MS;
    if (node['ms'] >= since) return [];
    return fault('TOO_LONG_AGO', say('lies before {year}', { year: new Date(since).getUTCFullYear() }));
  }
  const outside = () =>
    fault('OUTSIDE_ENTITY', say('lies far outside the entity {entity}', { entity: String(entity) }));
  if (typeof node['lat'] === 'number' && typeof node['lon'] === 'number')
    return isWithin(entity, [[node['lon'], node['lat']]]) ? [] : outside();
  if (node['type'] === 'Polygon')
    return isWithin(entity, (node['coordinates'] as [number, number][][]).flat()) ? [] : outside();
  return Object.entries(node).flatMap(([name, field]) => faultsOf(field, told, [...path, name]));
}

/**
 * Refuses what tells a person where nothing is sealed: what a command records lies in the log for ever (ADR 116, H11).
 *
 * @throws {ServiceError} BAD_USER_INPUT that names each field, and holds nothing of what stood there.
 */
export function refusePersonal(command: object): void {
  const fields = personalIn(command, []);
  if (fields.length > 0) throw new ServiceError('BAD_USER_INPUT', 'The input is not valid.', { fields });
}

const TELLS_PERSON = 'looks like a telephone, a key of a register (CURP, RFC, CUIP) or a mail address';

function personalIn(value: unknown, path: readonly string[]): FieldFault[] {
  if (typeof value === 'string')
    return looksPersonal(value)
      ? [{ path: path.join('.'), code: 'LOOKS_PERSONAL', message: TELLS_PERSON }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Node).flatMap(([name, field]) => personalIn(field, [...path, name]));
}

function isWithin(entity: string | undefined, positions: readonly (readonly [number, number])[]): boolean {
  const box = entity === undefined ? undefined : boxOf(entity);
  if (!box) return true;
  return positions.every(
    ([lon, lat]) => lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north,
  );
}
