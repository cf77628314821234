import {
  entity as entityKnown,
  municipality as municipalityKnown,
  SANDBOX_ENTITY,
} from '@proximidad/catalogues';
import { entityOf, Instant, publicIdIn } from '@proximidad/eventsourcing';
import { type Kind, type Scope, scopeOf, type Subject } from '@proximidad/policy';
import { DENIALS, type FaultSaid } from '@proximidad/refusals';
import type { Context } from './context.ts';
import type { DecreedUnit } from './decreed.ts';
import type { Feeds } from '@proximidad/feed';
import type { ResolverMap } from './definition.ts';
import { ServiceError } from './errors.ts';
import type { FieldFault } from './field-fault.ts';

const NATIONAL = '00';

/** What lists and subscriptions are filtered by, beside the columns of their records. */
export interface PlaceFilter {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly beat?: string | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * Why a filter finds nothing, whatever the record holds: a key that there is not, keys that belong to different entities, a span that ends
 * before it begins, a place outside the caller's rights. Undefined for one that may find something, and for roles that see none
 * of these records anywhere: what one may not see is absent.
 */
export function filterError(
  filter: PlaceFilter,
  subject: Subject,
  kind: Kind,
  decreed?: DecreedUnit,
): ServiceError | undefined {
  const fields = faultsOf(filter, decreed);
  if (fields.length > 0)
    return new ServiceError('BAD_USER_INPUT', 'No record can be what the filter asks for.', { fields });
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
  { entity, municipality, beat, from, to }: PlaceFilter,
  decreed?: DecreedUnit,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (path: string, code: string, message: FaultSaid) => faults.push({ path, code, message });
  if (entity && !isEntity(entity)) fault('entity', 'UNKNOWN_ENTITY', 'there is no such entity');
  if (municipality && !municipalityKnown(municipality) && !decreed?.(municipality)?.since)
    fault('municipality', 'UNKNOWN_MUNICIPALITY', 'there is no such municipality');
  else if (entity && municipality && municipality.slice(0, 2) !== entity)
    fault('municipality', 'OTHER_ENTITY', 'it lies in another entity');
  if (beat && publicIdIn(beat) === undefined) fault('beat', 'NO_ID', 'not the id of a beat');
  else if (beat && entity && entityOf(beat) !== entity)
    fault('beat', 'OTHER_ENTITY', 'it lies in another entity');
  if (from && to && endsBeforeItBegins(from, to))
    fault('from', 'ENDS_BEFORE_IT_BEGINS', 'it is later than `to`');
  return faults;
}

function endsBeforeItBegins(from: unknown, to: unknown): boolean {
  const [begin, end] = [Instant.safeParse(from).data, Instant.safeParse(to).data];
  return begin !== undefined && end !== undefined && begin.ms > end.ms;
}

/** A state, the federation or the sandbox. */
export function isEntity(code: string): boolean {
  return code === NATIONAL || code === SANDBOX_ENTITY || entityKnown(code) !== undefined;
}

type List = (parent: unknown, args: PlaceFilter, context: Context, info: unknown) => unknown;

/** The lists of records that a service has a feed of, each of which answers for its filter first. */
export function listsAnsweringForFilters(resolvers: ResolverMap, feeds: Feeds): ResolverMap {
  const lists = { ...(resolvers['Query'] as Readonly<Record<string, unknown>> | undefined) };
  for (const { kind, changes } of Object.values(feeds)) {
    const list = changes === undefined ? undefined : lists[changes];
    if (changes === undefined || typeof list !== 'function') continue;
    const answering: List = (parent, args, context, info) => {
      const error = filterError(args, context.subject, kind, context.decreed);
      if (error) throw error;
      return (list as List)(parent, args, context, info);
    };
    lists[changes] = answering;
  }
  return { ...resolvers, Query: lists };
}
