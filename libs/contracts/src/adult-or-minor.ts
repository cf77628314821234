import { Instant, named, optional, personal, subjectToken } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { type AgeBand, RetentionRule } from './values.ts';

/*
 * A person recorded as an adult, or, when under 18 or possibly so, through the adult who cares for them (BR-C5, BR-I7): two
 * parts, each with its own class and subject, so that each is opened, blocked, kept and erased separately.
 */

const NAME_LENGTH_MAX = 120;
const WAY_LENGTH_MAX = 300;
const Name = z.string().min(1).max(NAME_LENGTH_MAX);
const Way = z.string().min(1).max(WAY_LENGTH_MAX);

/** Under which of the two parts data about a person is kept. */
export const ToldAs = z.enum(['ADULT', 'MINOR']);
export type ToldAs = z.infer<typeof ToldAs>;

/** The descriptions of an input and its fields in the graph. */
interface Words<Field extends string> {
  readonly type: string;
  readonly doc: string;
  /** Description of the input's field that holds it. */
  readonly of: string;
  readonly fields: Readonly<Record<Field, string>>;
}

/** The two parts as a command gives them and as its event keeps them sealed, and each field; `subject` names the adult. */
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
    /**
     * For an event: a person recorded as an adult, or a minor, reached through the adult who cares for them; the
     * other is null.
     */
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
    /** For a command. */
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
    /** The token of the person that a record is about. */
    tokenOf: (id: string, as: ToldAs) =>
      subjectToken(id, (as === 'ADULT' ? fields.name : fields.minorName).mark.subject),
  };
}
export type AdultOrMinor = ReturnType<typeof adultOrMinor>;

/** What is recorded about a person, as either of the two. */
export interface Parts {
  readonly adult: object | null;
  readonly minor: object | null;
}

/**
 * How a person of this age was wrongly recorded: as an adult although they are or may be a minor, or as a minor
 * although they are not (BR-C5). Undefined when there is no mistake.
 */
export function mixedUp({ ageBand, adult, minor }: Parts & { readonly ageBand: z.infer<typeof AgeBand> }) {
  if (ageBand === 'ADULT') return minor === null ? undefined : 'MINOR';
  return adult === null ? undefined : 'ADULT';
}

/** Under which of the two parts data is kept once these are recorded as well. */
export function keptWith(kept: readonly ToldAs[] | undefined, { adult, minor }: Parts): readonly ToldAs[] {
  const told = [...(adult ? ['ADULT' as const] : []), ...(minor ? ['MINOR' as const] : [])];
  return [...new Set([...(kept ?? []), ...told])];
}

/** The retention time of one of the two parts is over, by the table of retention; noted once. */
export const partRetention = { rule: RetentionRule, part: ToldAs, dueAt: Instant };

/** The data of one of the two parts are kept on after that. */
export const partRenewal = { part: ToldAs, renewedAt: Instant };
