import { Instant, named, optional, personal, subjectToken } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { type AgeBand, RetentionRule } from './values.ts';

/*
 * Somebody who is told of as an adult, or, being or perhaps being under 18, by who cares for them (BR-C5, BR-I7): two parts
 * with classes and subjects of their own, so that each is opened, blocked, kept and erased apart.
 */

const NAME_LENGTH_MAX = 120;
const WAY_LENGTH_MAX = 300;
const Name = z.string().min(1).max(NAME_LENGTH_MAX);
const Way = z.string().min(1).max(WAY_LENGTH_MAX);

/** As which of the two something is kept of somebody. */
export const ToldAs = z.enum(['ADULT', 'MINOR']);
export type ToldAs = z.infer<typeof ToldAs>;

/** What the graph says of an input and its fields. */
interface Words<Field extends string> {
  readonly type: string;
  readonly doc: string;
  /** Of the field that holds it. */
  readonly of: string;
  readonly fields: Readonly<Record<Field, string>>;
}

/** The two parts as a command tells them, as its event keeps them sealed, and each field; `subject` names the adult. */
export function adultOrMinor(
  event: string,
  subject: string,
  words: { readonly adult: Words<'name' | 'way'>; readonly minor: Words<'name' | 'caregiver' | 'way'> },
) {
  const ofAdult = { class: 'SENSITIVE', subject } as const;
  /** Under a root of its own. */
  const ofMinor = { class: 'JUVENILE', subject: 'minor' } as const;
  const fields = {
    name: personal({ of: `${event}.adult.name`, plain: Name, found: 'NAME', ...ofAdult }),
    way: personal({ of: `${event}.adult.way`, plain: Way, ...ofAdult }),
    minorName: personal({ of: `${event}.minor.name`, plain: Name, ...ofMinor }),
    caregiver: personal({ of: `${event}.minor.caregiver`, plain: Name, ...ofMinor }),
    caregiverWay: personal({ of: `${event}.minor.way`, plain: Way, ...ofMinor }),
  };
  const { name, way, minorName, caregiver, caregiverWay } = fields;
  const { adult, minor } = words;
  return {
    fields,
    /** Of an event: whoever is told of as an adult, else null; a minor, reached through who cares for them. */
    sealed: {
      adult: z.object({ name: name.sealed.nullable(), way: way.sealed.nullable() }).nullable(),
      minor: z
        .object({
          name: minorName.sealed.nullable(),
          caregiver: caregiver.sealed.nullable(),
          way: caregiverWay.sealed.nullable(),
        })
        .nullable(),
    },
    /** Of a command. */
    told: {
      adult: optional(
        named(
          adult.type,
          z.object({
            name: optional(name.told).describe(adult.fields.name),
            way: optional(way.told).describe(adult.fields.way),
          }),
          adult.doc,
        ),
      ).describe(adult.of),
      minor: optional(
        named(
          minor.type,
          z.object({
            name: optional(minorName.told).describe(minor.fields.name),
            caregiver: optional(caregiver.told).describe(minor.fields.caregiver),
            way: optional(caregiverWay.told).describe(minor.fields.way),
          }),
          minor.doc,
        ),
      ).describe(minor.of),
    },
    /** The token of whom a record tells of. */
    tokenOf: (id: string, as: ToldAs) =>
      subjectToken(id, (as === 'ADULT' ? fields.name : fields.minorName).mark.subject),
  };
}
export type AdultOrMinor = ReturnType<typeof adultOrMinor>;

/** What is told of somebody, as either of the two. */
export interface Parts {
  readonly adult: object | null;
  readonly minor: object | null;
}

/**
 * As which of the two somebody of this age was told of and must not be: who is or may be a minor as an adult, everybody else as
 * a minor (BR-C5).
 */
export function mixedUp({ ageBand, adult, minor }: Parts & { readonly ageBand: z.infer<typeof AgeBand> }) {
  if (ageBand === 'ADULT') return minor === null ? undefined : 'MINOR';
  return adult === null ? undefined : 'ADULT';
}

/** As what something is kept, once this was told, too. */
export function keptWith(kept: readonly ToldAs[] | undefined, { adult, minor }: Parts): readonly ToldAs[] {
  const told = [...(adult ? ['ADULT' as const] : []), ...(minor ? ['MINOR' as const] : [])];
  return [...new Set([...(kept ?? []), ...told])];
}

/** That the time of one of the two is over, by the table: noted once. */
export const partRetention = { rule: RetentionRule, part: ToldAs, dueAt: Instant };
