import { Cvegeo } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  Instant,
  PublicId,
  reject,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { Point, roundPoint } from '@proximidad/geography';
import { z } from 'zod';
import { anySensitive, TopicCode } from './topics.ts';

// ---- words -------------------------------------------------------------------

const OFFICERS_MAX = 10;
const TOPICS_MAX = 8;
const PEOPLE_MAX = 2_000;
const DURATION_MAX_S = 24 * 3600;
/** About 110 m: as near to a home as a visit may be recorded (domain, section 3.4). */
const HOME_DECIMALS = 3;

export const ContactKind = z.enum([
  'VISITA',
  'COMERCIO',
  'ESCUELA',
  'CALLE',
  'TELEFONO',
  'MENSAJE',
  'MODULO',
  'REUNION',
]);
export type ContactKind = z.infer<typeof ContactKind>;

export const ContactOutcome = z.enum(['ATENDIDO', 'NADIE', 'RECHAZO', 'CANALIZADO', 'PROBLEMA']);
export type ContactOutcome = z.infer<typeof ContactOutcome>;

const Headcount = z.int().min(0).max(PEOPLE_MAX);

/** A contact needs no identity, so it has none: officers by pseudonym, citizens as counts (BR-C1). */
const contactFields = {
  kind: ContactKind,
  outcome: ContactOutcome,
  municipality: Cvegeo,
  beatId: PublicId.nullable(),
  point: Point.nullable(),
  officerIds: z
    .array(PublicId)
    .min(1)
    .max(OFFICERS_MAX)
    .refine((ids) => new Set(ids).size === ids.length, 'each officer once'),
  durationS: z.int().min(0).max(DURATION_MAX_S),
  topicCodes: z.array(TopicCode).max(TOPICS_MAX),
  people: z.object({ adults: Headcount, minors: Headcount }),
};

// ---- events ------------------------------------------------------------------

export const contactEvents = eventFamily({
  ContactRecorded: {
    version: 1,
    // Codes are checked when the command comes in; an old event may name one that a later catalogue dropped.
    schema: z.object({
      ...contactFields,
      topicCodes: z.array(z.string()).max(TOPICS_MAX),
      contactedAt: Instant,
    }),
  },
});
export type ContactEvent = EventOf<typeof contactEvents>;

// ---- commands ----------------------------------------------------------------

export const ContactCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('RecordContact'), ...contactFields, at: Instant }),
]);
export type ContactCommand = z.infer<typeof ContactCommand>;

// ---- rules -------------------------------------------------------------------

export type Contact = { readonly status: 'unrecorded' } | { readonly status: 'recorded' };
type ContactRefusal = 'AlreadyRecorded' | 'PointOnSensitiveKind' | 'PointTooFine';

export const contact: Aggregate<Contact, typeof ContactCommand, typeof contactEvents, ContactRefusal> =
  aggregate({
    category: 'contact',
    commands: ContactCommand,
    events: contactEvents,
    initialState: { status: 'unrecorded' },
    decide,
    evolve,
  });

function decide(state: Contact, command: ContactCommand) {
  switch (command.type) {
    case 'RecordContact':
      return state.status === 'unrecorded'
        ? record(command)
        : reject('AlreadyRecorded', 'This contact has been recorded.');
  }
}

function evolve(_state: Contact, event: ContactEvent): Contact {
  switch (event.type) {
    case 'ContactRecorded':
      return { status: 'recorded' };
  }
}

function record({ type: _type, at, ...fields }: ContactCommand) {
  const { kind, point, topicCodes } = fields;
  if (point && anySensitive(topicCodes)) {
    return reject('PointOnSensitiveKind', 'A contact about this kind of violence keeps no point.');
  }
  if (point && kind === 'VISITA' && !isCoarse(point)) {
    return reject('PointTooFine', `A visit to a home keeps its point to ${HOME_DECIMALS} decimals.`);
  }
  return [{ type: 'ContactRecorded' as const, ...fields, contactedAt: at }];
}

/** The point as this contact may keep it: none for sensitive topics, coarse for visits to homes. */
export function keptPoint(kind: ContactKind, topicCodes: readonly string[], point: Point): Point | null {
  if (anySensitive(topicCodes)) return null;
  return kind === 'VISITA' ? roundPoint(point, HOME_DECIMALS) : point;
}

function isCoarse(point: Point): boolean {
  const rounded = roundPoint(point, HOME_DECIMALS);
  return rounded.lon === point.lon && rounded.lat === point.lat;
}
