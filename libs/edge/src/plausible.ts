import { boxOf } from '@proximidad/catalogues';
import { looksPersonal } from '@proximidad/eventsourcing';
import { type FaultSaid, say } from '@proximidad/refusals';
import { type DecreedUnit, faultOf } from './decreed.ts';
import { ServiceError } from './errors.ts';
import type { FieldFault } from './field-fault.ts';

/** What happened to somebody, at a moment in a field named `…At`, is recorded from 1970 on. */
const FACTS_SINCE_MS = 0;
/** Institutions, their laws and agreements are older than that; none is older than 1800. */
const INSTITUTIONS_SINCE_MS = Date.UTC(1800, 0, 1);

/** A future beginning is known some years ahead; anything later is a typing mistake, and would block whatever has to come before it in its chain. */
const AHEAD_MAX_YEARS = 10;
const YEAR_MS = 366 * 86_400_000;
const MUNICIPALITY = /^\d{5}$/;
const BEGINNINGS = new Set(['from', 'validFrom']);

const ILL_FORMED = 'is not valid Unicode: it contains half of a character';

type Node = Readonly<Record<string, unknown>>;

/** The entity, the moment, and what is known about decrees. */
interface Told {
  readonly entity: string | undefined;
  readonly ms: number;
  readonly decreed: DecreedUnit;
}
interface Placed extends Told {
  /** When its municipality has to exist: at the moment, or later, when what is said of it begins. */
  readonly thereMs: number;
}

/**
 * Why an input is refused for impossible values, wherever they are in it: half of a character, a municipality that does not exist, a
 * place outside the entity, a moment before anything was recorded, a beginning that nobody can know yet. An entity without a bounding
 * box (the nation, the sandbox) lies anywhere.
 */
export function implausibleIn(input: object, { entity, ms, decreed }: Told): ServiceError | undefined {
  const { from } = input as { readonly from?: { readonly ms: number } };
  const told = { entity, ms, decreed, thereMs: Math.max(ms, from?.ms ?? ms) };
  const fields = inFields(input as Node, (field, name) => faultsOf(field, told, name));
  return fields.length > 0
    ? new ServiceError('BAD_USER_INPUT', 'The input is not valid.', { fields })
    : undefined;
}

/**
 * Refuses such an item of a list; what was possible when it was recorded is known when it is sent again (ADR 467).
 *
 * @throws {ServiceError} BAD_USER_INPUT that names each field as the caller does.
 */
export async function refuseImplausibleUnless(
  isRecorded: () => Promise<boolean>,
  input: object,
  told: Told,
): Promise<void> {
  const implausible = implausibleIn(input, told);
  if (implausible && !(wasPlausible(implausible) && (await isRecorded()))) throw implausible;
}

const BY_DECREE: readonly unknown[] = ['MUNICIPALITY_TO_COME', 'MUNICIPALITY_ENDED'];

/** Whether the same input may have been possible before: municipalities begin and end. */
export function wasPlausible({ details }: ServiceError): boolean {
  return (details['fields'] as readonly FieldFault[]).every(({ code }) => BY_DECREE.includes(code));
}

const NONE: readonly FieldFault[] = [];

/** What is wrong in the fields of a node, by the path from it. Almost always nothing is, so a path is built only where something is. */
function inFields(
  node: Node,
  faultsIn: (field: unknown, name: string) => readonly FieldFault[],
): readonly FieldFault[] {
  let all: FieldFault[] | undefined;
  for (const name of Object.keys(node)) {
    for (const { path, ...fault } of faultsIn(node[name], name)) {
      all ??= [];
      all.push({ path: path === '' ? name : `${name}.${path}`, ...fault });
    }
  }
  return all ?? NONE;
}

/** What is wrong in the field of that name, by the path from it. */
function faultsOf(value: unknown, told: Placed, name: string): readonly FieldFault[] {
  const fault = (code: string, message: FaultSaid): FieldFault[] => [{ path: '', code, message }];
  if (typeof value === 'string') {
    // Half of a pair of UTF-16: no text that a file or a digest could hold.
    if (!value.isWellFormed()) return fault('ILLEGIBLE', ILL_FORMED);
    const against = againstPlace(value, told, name);
    return against ? fault(against.code, against.message) : NONE;
  }
  if (typeof value !== 'object' || value === null) return NONE;
  const { entity } = told;
  const node = value as Node;
  if (typeof node['ms'] === 'number' && 'offsetMin' in node) {
    const since = name.endsWith('At') ? FACTS_SINCE_MS : INSTITUTIONS_SINCE_MS;
    if (BEGINNINGS.has(name) && node['ms'] > told.ms + AHEAD_MAX_YEARS * YEAR_MS)
      return fault('TOO_FAR_AHEAD', say('is more than {years} years ahead', { years: AHEAD_MAX_YEARS }));
    if (node['ms'] >= since) return NONE;
    return fault('TOO_LONG_AGO', say('is before {year}', { year: new Date(since).getUTCFullYear() }));
  }
  const outside = () =>
    fault('OUTSIDE_ENTITY', say('is far outside the entity {entity}', { entity: String(entity) }));
  if (typeof node['lat'] === 'number' && typeof node['lon'] === 'number')
    return isWithin(entity, [[node['lon'], node['lat']]]) ? NONE : outside();
  if (node['type'] === 'Polygon')
    return isWithin(entity, (node['coordinates'] as [number, number][][]).flat()) ? NONE : outside();
  // An item of a list is treated by the name of the list.
  return inFields(node, (field, inner) => faultsOf(field, told, Array.isArray(node) ? name : inner));
}

/** For a territory, only whether the municipality exists: an agreement may begin when the municipality does. */
function againstPlace(value: string, { decreed, thereMs }: Placed, name: string) {
  if (name === 'municipality') return faultOf(value, decreed(value), thereMs);
  return name === 'territory' && MUNICIPALITY.test(value)
    ? faultOf(value, decreed(value), undefined)
    : undefined;
}

/**
 * Refuses text that identifies a person where nothing is sealed: what a command records stays in the log for ever (ADR 116, H11).
 *
 * @throws {ServiceError} BAD_USER_INPUT that names each field and repeats nothing of its text.
 */
export function refusePersonal(command: object): void {
  const fields = inFields(command as Node, personalIn);
  if (fields.length > 0) throw new ServiceError('BAD_USER_INPUT', 'The input is not valid.', { fields });
}

const TELLS_PERSON = 'looks like a telephone number, a register key (CURP, RFC, CUIP) or an email address';

function personalIn(value: unknown): readonly FieldFault[] {
  if (typeof value === 'string')
    return looksPersonal(value) ? [{ path: '', code: 'LOOKS_PERSONAL', message: TELLS_PERSON }] : NONE;
  if (typeof value !== 'object' || value === null) return NONE;
  return inFields(value as Node, personalIn);
}

function isWithin(entity: string | undefined, positions: readonly (readonly [number, number])[]): boolean {
  const box = entity === undefined ? undefined : boxOf(entity);
  if (!box) return true;
  return positions.every(
    ([lon, lat]) => lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north,
  );
}
