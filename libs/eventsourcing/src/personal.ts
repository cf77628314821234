import { z } from 'zod';
import type { FoundBy } from './found-by.ts';
import { idFor } from './ids.ts';
import { isLegible } from './legible.ts';
import { closedList } from './graph-names.ts';

/** How much a value says of a person: who may open it, and under which root its key lies (ADR 226). */
export const DataClass = closedList(
  'DataClass',
  {
    PERSONAL: 'Identity, telephone, address of somebody who called, saw or suffered something.',
    SENSITIVE: 'Violence at home or sexual, health, belonging to a people: for trained eyes.',
    JUVENILE: 'Of anybody under 18; under a root of its own, for specialised roles alone.',
    COMPLAINT: 'Of who complains about an officer; under a root of its own, for internal affairs alone.',
  },
  'How much a value says of a person.',
);
export type DataClass = z.infer<typeof DataClass>;

/** Of one value in its sealed form, and of what is sealed. */
export const SEALED_LENGTH_MAX = 8_192;
const PLAIN_BYTES_MAX = 4_096;

/** A value as it lies in the log: a version and what nobody reads without the key. */
const SealedText = z
  .string()
  .max(SEALED_LENGTH_MAX)
  .regex(/^v1\.[A-Za-z0-9_-]+$/, 'a sealed value');

/** What is said of a field of an event that tells of a person. */
export interface PersonalMark {
  readonly class: DataClass;
  /** Which event carries it, and where in it. */
  readonly event: string;
  readonly path: string;
  /** Whom it tells of, by the part that somebody has in the record: `caller`, `victim`. */
  readonly subject: string;
  /** Somebody finds the record by it: equal values are found, nothing else (docs/personal-data.md); null where nobody does. */
  readonly found: FoundBy | null;
  /** Who is sent there opens it whatever the training: nobody arrives without an address. */
  readonly forWhoIsSent: boolean;
}

/** A field that tells of a person, in its three forms. */
export interface Personal<Plain extends z.ZodType = z.ZodType> {
  readonly mark: PersonalMark;
  /** What stands in the event: `x-personal` says so in its JSON schema. */
  readonly sealed: z.ZodString;
  /** What comes in by a command; the edge seals it before anything is decided, so that decisions see it sealed. */
  readonly told: z.ZodType<string>;
  /** What is opened. */
  readonly plain: Plain;
}

/** By where they lie; a schema that is described anew is still known by it. */
const fields = new Map<string, Personal>();
const sealedForms = z.registry<{ readonly place: string }>();
const toldForms = z.registry<{ readonly place: string }>();

/**
 * Declares a field of an event as personal, such as `CallReceived.caller.number`. Where it lies, whom it tells of and what
 * it holds are bound into what is sealed: moved elsewhere it does not open.
 *
 * @throws {TypeError} where a minor or who complains would be found by it.
 */
export function personal<Plain extends z.ZodType>(declared: {
  readonly of: `${string}.${string}`;
  readonly class: DataClass;
  readonly subject: string;
  readonly plain: Plain;
  readonly found?: FoundBy;
  readonly forWhoIsSent?: boolean;
}): Personal<Plain> {
  const { of: place, class: dataClass, subject, plain, found = null, forWhoIsSent = false } = declared;
  if (found !== null && (dataClass === 'JUVENILE' || dataClass === 'COMPLAINT')) {
    throw new TypeError(`${place}: nobody is looked for by what tells of a minor or of who complains`);
  }
  const dot = place.indexOf('.');
  const mark = {
    ...{ class: dataClass, event: place.slice(0, dot), path: place.slice(dot + 1) },
    ...{ subject, found, forWhoIsSent },
  };
  const sealed = SealedText.meta({ 'x-personal': { class: dataClass, subject } });
  const told = plain
    .refine((value) => JSON.stringify(value).length <= PLAIN_BYTES_MAX, {
      error: 'is too long',
      params: { code: 'TOO_BIG' },
    })
    .refine((value) => typeof value !== 'string' || isLegible(value), {
      error: 'is empty or hides something: only blanks, control characters, direction marks',
      params: { code: 'ILLEGIBLE' },
    }) as unknown as z.ZodType<string>;
  const field: Personal<Plain> = { mark, sealed, told, plain };
  fields.set(place, field as unknown as Personal);
  sealedForms.add(sealed, { place });
  toldForms.add(told, { place });
  return field;
}

/** The personal field whose sealed form this schema is; undefined for another. */
function personalMarkOf(schema: z.ZodType): PersonalMark | undefined {
  return fieldAt(sealedForms.get(schema))?.mark;
}

/** The personal field that comes in by this schema of a command; undefined for another. */
export function toldAs(schema: z.ZodType): Personal | undefined {
  return fieldAt(toldForms.get(schema));
}

function fieldAt(found: { readonly place: string } | undefined): Personal | undefined {
  return found && fields.get(found.place);
}

/** Whom a field tells of: a token that follows from the record and the part in it, never from the person. */
export function subjectToken(id: string, subject: string): string {
  return idFor(id.slice(0, 2), 'subject', subject, id);
}

type Def = z.core.$ZodTypeDef & {
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
};
const WRAPPERS = ['optional', 'nullable', 'default', 'readonly', 'pipe'];

/** What is wrapped: what a field may be left out, null or defaulted around. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const def = schema._zod.def as Def;
  if (!WRAPPERS.includes(def.type)) return schema;
  return unwrapped((def.innerType ?? def.in) as z.ZodType);
}

/** The personal fields of an event's schema, by path; those of lists among `[]`. */
export function personalFieldsIn(schema: z.ZodType, path = ''): ReadonlyMap<string, PersonalMark> {
  const found = new Map<string, PersonalMark>();
  const inner = unwrapped(schema);
  const mark = personalMarkOf(inner);
  if (mark) found.set(path, mark);
  const def = inner._zod.def as Def;
  if (def.type === 'array') {
    for (const [at, one] of personalFieldsIn(def.element as z.ZodType, `${path}[]`)) found.set(at, one);
  }
  if (def.type === 'object') {
    for (const [name, field] of Object.entries((inner as z.ZodObject).shape)) {
      const below = personalFieldsIn(field as z.ZodType, path === '' ? name : `${path}.${name}`);
      for (const [at, one] of below) found.set(at, one);
    }
  }
  return found;
}

/** @throws {TypeError} when a personal field does not lie where it was declared. */
export function personalFieldsInPlace(type: string, schema: z.ZodType): void {
  for (const [path, mark] of personalFieldsIn(schema)) {
    if (mark.event !== type || mark.path !== path) {
      throw new TypeError(`${type}.${path} carries the personal field ${mark.event}.${mark.path}`);
    }
  }
}
