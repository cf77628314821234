import { z } from 'zod';
import type { FoundBy } from './found-by.ts';
import { idFor } from './ids.ts';
import { isLegible } from './legible.ts';
import { closedList } from './graph-names.ts';

/** How sensitive a value is: decides who may open it, and under which root its key lies (ADR 226). */
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

/** For one value in its sealed form, and for the value that is sealed. */
export const SEALED_LENGTH_MAX = 8_192;
const PLAIN_BYTES_MAX = 4_096;

/** A sealed value as it lies in the log: a version and text that nobody can read without the key. */
const SealedText = z
  .string()
  .max(SEALED_LENGTH_MAX)
  .regex(/^v1\.[A-Za-z0-9_-]+$/, 'a sealed value');

/** What is known about a personal field of an event. */
export interface PersonalMark {
  readonly class: DataClass;
  /** Which event carries it, and where in that event. */
  readonly event: string;
  readonly path: string;
  /** The person it is about, by that person's part in the record: `caller`, `victim`. */
  readonly subject: string;
  /** How a record may be found by it: equal values match, nothing else (docs/personal-data.md); null where it is not searchable. */
  readonly found: FoundBy | null;
  /** Anyone who is sent there may open it, even without training: nobody can arrive without an address. */
  readonly forWhoIsSent: boolean;
}

/** A field about a person, in its three forms. */
export interface Personal<Plain extends z.ZodType = z.ZodType> {
  readonly mark: PersonalMark;
  /** The form in the event, which `x-personal` marks in its JSON schema. */
  readonly sealed: z.ZodString;
  /** The form in a command; the edge seals it before anything is decided, so that decisions see it sealed. */
  readonly told: z.ZodType<string>;
  /** The form when opened. */
  readonly plain: Plain;
}

/** By location; a schema that was given another description is still recognised by it. */
const fields = new Map<string, Personal>();
const sealedForms = z.registry<{ readonly place: string }>();
const toldForms = z.registry<{ readonly place: string }>();

/**
 * Declares a field of an event as personal, such as `CallReceived.caller.number`. Where it lies, whom it is about and what
 * it holds are bound into the seal: a value that is moved elsewhere does not open.
 *
 * @throws {TypeError} when it would make a minor or a complainant searchable.
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

/** The personal field whose sealed form this schema is; undefined for any other schema. */
function personalMarkOf(schema: z.ZodType): PersonalMark | undefined {
  return fieldAt(sealedForms.get(schema))?.mark;
}

/** The personal field whose form in a command this schema is; undefined for any other schema. */
export function toldAs(schema: z.ZodType): Personal | undefined {
  return fieldAt(toldForms.get(schema));
}

function fieldAt(found: { readonly place: string } | undefined): Personal | undefined {
  return found && fields.get(found.place);
}

/** The token of the person a field is about: it follows from the record and the part in it, never from the person. */
export function subjectToken(id: string, subject: string): string {
  return idFor(id.slice(0, 2), 'subject', subject, id);
}

type Def = z.core.$ZodTypeDef & {
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
};
const WRAPPERS = ['optional', 'nullable', 'default', 'readonly', 'pipe'];

/** The schema inside any wrappers: optional, nullable, default. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const def = schema._zod.def as Def;
  if (!WRAPPERS.includes(def.type)) return schema;
  return unwrapped((def.innerType ?? def.in) as z.ZodType);
}

/** The personal fields of an event's schema, by path; those in lists have `[]` in it. */
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

/** @throws {TypeError} when a personal field is not where it was declared. */
export function personalFieldsInPlace(type: string, schema: z.ZodType): void {
  for (const [path, mark] of personalFieldsIn(schema)) {
    if (mark.event !== type || mark.path !== path) {
      throw new TypeError(`${type}.${path} carries the personal field ${mark.event}.${mark.path}`);
    }
  }
}
