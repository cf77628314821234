import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  Instant,
  looksUp,
} from '@proximidad/eventsourcing';
import { AuthorityCode } from '@proximidad/contracts';
import { commandsOf, personNoted, Purpose, Role, type Stop } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

export const StopReason = closedList(
  'StopReason',
  {
    BULK: 'Records of more than 50 persons, or more than 50 searches, within an hour.',
    SURNAME: 'More than 5 different names with one surname were searched for within an hour.',
    OWN_SURNAME: "A person with the searcher's own surname was searched for.",
    DUTY: 'The shift was over: that of their unit, or the one they had signed in for.',
  } satisfies Readonly<Record<Stop, string>>,
  'Why somebody was stopped from opening sealed data.',
);

const stopped = {
  /** Who was stopped: a pseudonym. */
  subject: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/),
  /** The person, in whichever institution (`personNoted`); null where that is not known. */
  person: z.uuid().nullable(),
  role: Role,
  authority: AuthorityCode.nullable(),
  purpose: Purpose,
  reason: StopReason,
  /** The number of the denial in the entity's `accessLog`. */
  note: z.int().min(1),
  stoppedAt: Instant,
};
export const openingStopEvents = eventFamily({
  OpeningStopped: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, person: null }) },
    schema: z.object(stopped),
  },
  StopAcknowledged: { version: 1, schema: z.object({ acknowledgedAt: Instant }) },
});
export type OpeningStopEvent = EventOf<typeof openingStopEvents>;

type Stopped = Extract<OpeningStopEvent, { readonly type: 'OpeningStopped' }>;

export interface OpeningStop {
  /** Who was stopped; undefined before that. */
  readonly stopped: Pick<Stopped, 'subject' | 'person' | 'stoppedAt'> | undefined;
  readonly acknowledged: boolean;
}
const { command, internal } = commandsOf<OpeningStop>();

/** Who acknowledges, and when, by the platform's own clock. */
interface Acknowledging {
  readonly by: string;
  /** In whichever institution; null where the token does not say. */
  readonly person: string | null;
  readonly now: Instant;
}

/** A person was stopped who opened sealed data, or tried to, in an unusual way: those responsible have to know and look into it. */
export const openingStop = aggregate({
  category: 'openingstop',
  events: openingStopEvents,
  initialState: { stopped: undefined, acknowledged: false } as OpeningStop,
  commands: {
    AcknowledgeStop: command({
      doc: 'Records that the person responsible for the place has seen the stop, and looks into it. Refused with StopNotFound, StopIsOwn or AlreadyAcknowledged.',
      mayExecute: ['commander'],
      input: {},
      finds: looksUp<Acknowledging>(),
      decide({ stopped: whom, acknowledged }, { by, person, now }) {
        if (whom === undefined) return refuse('StopNotFound');
        const isSame =
          person !== null && whom.person === personNoted(whom.subject, whom.stoppedAt.ms, person);
        if (whom.subject === by || isSame) return refuse('StopIsOwn');
        if (acknowledged) return refuse('AlreadyAcknowledged');
        return [{ type: 'StopAcknowledged' as const, acknowledgedAt: now }];
      },
    }),
    /** As the vault noted it. */
    NoteOpeningStopped: internal({
      input: stopped,
      decide: ({ stopped: before }, { subject, person, role, authority, purpose, reason, note, stoppedAt }) =>
        before === undefined
          ? [
              {
                ...{ type: 'OpeningStopped' as const, subject, person, role, authority, purpose },
                ...{ reason, note, stoppedAt },
              },
            ]
          : [],
    }),
  },
  evolve: (state, event) =>
    event.type === 'OpeningStopped' ? { ...state, stopped: event } : { ...state, acknowledged: true },
});
