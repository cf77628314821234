import {
  entity as entityKnown,
  municipality as municipalityKnown,
  SANDBOX_ENTITY,
} from '@proximidad/catalogues';
import { entityOf, Instant, publicIdIn } from '@proximidad/eventsourcing';
import { admits, countedScopeOf, type Kind, type Scope, scopeOf, type Subject } from '@proximidad/policy';
import { DENIALS, type FaultSaid, sayEach } from '@proximidad/refusals';
import { z } from 'zod';
import type { DecreedUnit } from './decreed.ts';
import { ServiceError } from './errors.ts';
import type { FieldFault } from './field-fault.ts';

const NATIONAL = '00';

/** What lists and subscriptions are filtered by, besides the columns of their records: places, who was there, and a span. */
export interface PlaceFilter {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly beat?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly officer?: string | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * Why a filter can find nothing, whatever has been recorded: a key that does not exist, keys of different entities, a
 * span that ends before it begins, a place outside the caller's rights. Undefined for one that may find something,
 * and for roles that see none of these records anywhere: what they may not see is absent.
 */
export function filterError(
  filter: PlaceFilter,
  subject: Subject,
  kind: Kind,
  decreed?: DecreedUnit,
): ServiceError | undefined {
  const fields = faultsOf(filter, decreed);
  if (fields.length > 0)
    return new ServiceError('BAD_USER_INPUT', 'No record can match this filter.', { fields });
  return outsideError(filter, subject, kind);
}

/** The part that depends on the caller: the filter names a place outside the rights to records of this kind. */
export function outsideError(filter: PlaceFilter, subject: Subject, kind: Kind): ServiceError | undefined {
  const scope = scopeOf(subject, kind, { now: 0 });
  if (scope.length === 0) return undefined;
  const { municipality } = filter;
  const entity = entityAsked(filter);
  if (entity !== undefined && !scope.some((clause) => covers(clause['entity'], entity)))
    return outside('ENTITY');
  if (municipality && !scope.some((clause) => covers(clause['municipality'], municipality)))
    return outside('MUNICIPALITY');
  return undefined;
}

/** Why the totals of an entity or a municipality are not told to a caller, who would otherwise be told that there is nothing. */
export function figuresError(place: string, subject: Subject, kind: Kind): ServiceError | undefined {
  const scope = countedScopeOf(subject, kind);
  const { entity, municipality = null } = rowsWithin(place);
  if (admits(scope, { entity, municipality })) return undefined;
  const isInEntity = scope.some((clause) => covers(clause['entity'], entity));
  const reason = scope.length === 0 ? 'ROLE' : isInEntity ? 'MUNICIPALITY' : 'ENTITY';
  return new ServiceError('FORBIDDEN', DENIALS.FIGURES, { reason });
}

/** The part that does not depend on the caller, for anything that names places and persons. */
export function argumentsError(args: PlaceFilter, decreed?: DecreedUnit): ServiceError | undefined {
  const fields = faultsOf(args, decreed);
  return fields.length === 0 ? undefined : argumentError(...fields);
}

/** An error about arguments that name what does not exist. */
export function argumentError(...fields: readonly FieldFault[]): ServiceError {
  return new ServiceError('BAD_USER_INPUT', sayEach(fields), { fields });
}

/** One argument of a query, parsed. @throws {z.ZodError} that names it. */
export function argument<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  given: unknown,
): z.output<Schema> {
  return z.object({ [name]: schema }).parse({ [name]: given })[name] as z.output<Schema>;
}

function covers(condition: Scope[number][string] | undefined, place: string): boolean {
  return condition === undefined || ('in' in condition && condition.in.includes(place));
}

function outside(reason: 'ENTITY' | 'MUNICIPALITY'): ServiceError {
  return new ServiceError('FORBIDDEN', DENIALS[`FILTER_${reason}`], { reason });
}

function entityAsked({ entity, municipality, beat }: PlaceFilter): string | undefined {
  return entity ?? municipality?.slice(0, 2) ?? (beat ? entityOf(beat) : undefined);
}

function faultsOf(
  { entity, municipality, beat, unit, officer, from, to }: PlaceFilter,
  decreed?: DecreedUnit,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (path: string, code: string, message: FaultSaid) => faults.push({ path, code, message });
  if (isTold(entity) && !isEntity(entity)) fault('entity', 'UNKNOWN_ENTITY', 'there is no such entity');
  if (isTold(municipality) && !municipalityKnown(municipality) && !decreed?.(municipality)?.since)
    fault('municipality', 'UNKNOWN_MUNICIPALITY', 'there is no such municipality');
  else if (entity && municipality && municipality.slice(0, 2) !== entity)
    fault('municipality', 'OTHER_ENTITY', 'it is in another entity');
  if (isTold(beat) && publicIdIn(beat) === undefined) fault('beat', 'NO_ID', 'not the id of a beat');
  else if (beat && entity && entityOf(beat) !== entity)
    fault('beat', 'OTHER_ENTITY', 'it is in another entity');
  if (isTold(unit) && publicIdIn(unit) === undefined) fault('unit', 'NO_ID', 'not the id of a unit');
  if (isTold(officer) && publicIdIn(officer) === undefined)
    fault('officer', 'NO_ID', 'not the id of an officer');
  if (from && to && endsBeforeItBegins(from, to))
    fault('from', 'ENDS_BEFORE_IT_BEGINS', 'it is later than `to`');
  return faults;
}

/** An empty text is a value, and names nothing. */
function isTold(text: string | null | undefined): text is string {
  return text !== null && text !== undefined;
}

function endsBeforeItBegins(from: unknown, to: unknown): boolean {
  const [begin, end] = [Instant.safeParse(from).data, Instant.safeParse(to).data];
  return begin !== undefined && end !== undefined && begin.ms > end.ms;
}

/** The rows of an entity, or of a municipality, by the INEGI key of either. */
export function rowsWithin(place: string): { readonly entity: string; readonly municipality?: string } {
  const entity = place.slice(0, ENTITY_LENGTH);
  return place === entity ? { entity } : { entity, municipality: place };
}
const ENTITY_LENGTH = 2;

/** A state, the federation or the sandbox. */
export function isEntity(code: string): boolean {
  return code === NATIONAL || code === SANDBOX_ENTITY || entityKnown(code) !== undefined;
}
