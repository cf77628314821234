import type { z } from 'zod';
import { personalFieldsInPlace } from './personal.ts';
import type { CatalogueUsed } from './store.ts';

/** One event type: the schema of its current version, and how to lift each older version one step towards it. */
export interface EventDefinition<Schema extends z.ZodObject = z.ZodObject> {
  /** 1 for a type that never changed. Bump it together with a new `upcast` step. */
  readonly version: number;
  readonly schema: Schema;
  /** `upcast[n]` turns the data of version n into the data of version n + 1. */
  readonly upcast?: Readonly<Record<number, (old: never) => unknown>>;
  /** The catalogues that its codes come from; kept with the event, so that it can be read without knowing its type. */
  readonly catalogues?: (data: never) => readonly CatalogueUsed[];
}

export type EventFamily = Readonly<Record<string, EventDefinition>>;

/** The union of all events in a family, discriminated by `type`. */
export type EventOf<Family extends EventFamily> = {
  [Type in keyof Family & string]: { readonly type: Type } & Readonly<z.infer<Family[Type]['schema']>>;
}[keyof Family & string];

/** An event as the store knows it: data is JSON, the version travels beside it. */
export interface EncodedEvent {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  /** Catalogues that its codes come from; absent for an event without codes, and for one that is read back from the store. */
  readonly catalogues?: readonly CatalogueUsed[];
}

/** Written by newer code than this: the reader must be upgraded; the event is never skipped. */
export class EventFromTheFuture extends Error {
  override readonly name = 'EventFromTheFuture';
}

/**
 * Declares the events of one aggregate. Fails at load when an upcast step is missing or a personal field is out of its
 * declared place.
 */
export function eventFamily<const Family extends EventFamily>(family: Family): Family {
  for (const [type, { version, schema, upcast = {} }] of Object.entries(family)) {
    personalFieldsInPlace(type, schema);
    for (let from = 1; from < version; from++) {
      if (!upcast[from]) throw new TypeError(`${type}: version ${version} needs upcast[${from}]`);
    }
  }
  return family;
}

/** Validates on the way in, so that nothing unreadable is ever appended. */
export function encode<Family extends EventFamily>(family: Family, event: EventOf<Family>): EncodedEvent {
  const { type, ...data } = event;
  const definition = definitionOf(family, type);
  const { version, schema, catalogues } = definition;
  const parsed = schema.parse(data);
  const used = catalogues?.(parsed as never) ?? [];
  return { type, version, data: parsed, ...(used.length > 0 && { catalogues: used }) };
}

/** No event of the platform's: its envelope says no version of its type. */
export class EventWithoutEnvelope extends Error {
  override readonly name = 'EventWithoutEnvelope';
}

/**
 * Lifts to the current version, then validates.
 *
 * @throws {EventFromTheFuture} for a type or a version that this code does not know.
 * @throws {EventWithoutEnvelope} for one that somebody else wrote.
 */
export function decode<Family extends EventFamily>(family: Family, stored: EncodedEvent): EventOf<Family> {
  const { version, schema, upcast = {} } = definitionOf(family, stored.type);
  if (!Number.isInteger(stored.version))
    throw new EventWithoutEnvelope(`${stored.type} says no version: the platform did not write it`);
  if (stored.version > version) {
    throw new EventFromTheFuture(`${stored.type} v${stored.version} is newer than this code (v${version})`);
  }
  let data = stored.data;
  for (let from = stored.version; from < version; from++) {
    data = upcast[from]!(data as never);
  }
  return { type: stored.type, ...schema.parse(data) } as EventOf<Family>;
}

function definitionOf(family: EventFamily, type: string): EventDefinition {
  const definition = family[type];
  if (!definition) throw new EventFromTheFuture(`unknown event type ${type}`);
  return definition;
}
