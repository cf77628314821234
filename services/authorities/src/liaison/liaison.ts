import { AuthorityCode } from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  closedList,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

/** A vacant post of federal liaison is reported after this many hours (BR-A2). */
export const LIAISON_GAP_HOURS = 24;
/** The most appointments and vacancies of one post. */
export const POST_CHANGES_MAX = 400;

export const LiaisonKind = closedList(
  'LiaisonKind',
  {
    FEDERAL_ENLACE: 'Liaison of the federal force in the entity: exactly one at any time (BR-A2).',
    SESNSP_39: "The entity's permanent representative before the SESNSP (LGSNSP art. 39-III).",
    RND_16V: 'Liaison for the register of detentions (LNRD art. 16-V).',
    INTEL_38: 'Liaison under the intelligence law (LSNIIMSP art. 38).',
  },
  'The kind of post, by the law behind it.',
);
export type LiaisonKind = z.infer<typeof LiaisonKind>;

export const VacancyReason = closedList(
  'LiaisonVacancyReason',
  {
    RESIGNED: 'Left by their own choice.',
    REMOVED: 'Removed by those who appointed them.',
    REASSIGNED: 'Moved to another post.',
    RETIRED: 'Retired from service.',
    DIED: 'Died, in office or out of it.',
    TERM_ENDED: 'The term ended.',
  },
  'Why somebody no longer holds the post.',
);

/** The pseudonym of a person, never a name. */
const Holder = z.string().regex(/^(?!\d{10}$)[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/, 'a pseudonym');

// ---- events -------------------------------------------------------------------

const post = { entity: EntityCode, kind: LiaisonKind };

export const liaisonEvents = eventFamily({
  LiaisonAppointed: {
    version: 1,
    schema: z.object({
      ...post,
      authority: AuthorityCode,
      holder: Holder,
      substitute: Holder.nullable(),
      from: Instant,
      until: Instant.nullable(),
    }),
  },
  LiaisonVacated: {
    version: 1,
    schema: z.object({
      ...post,
      reason: VacancyReason,
      /** The substitute, who acts from then on. */
      acting: Holder.nullable(),
      vacatedAt: Instant,
    }),
  },
  LiaisonGapNoted: { version: 1, schema: z.object({ ...post, since: Instant, notedAt: Instant }) },
});
export type LiaisonEvent = EventOf<typeof liaisonEvents>;

// ---- state --------------------------------------------------------------------

interface Held {
  readonly status: 'held';
  readonly acting: boolean;
  readonly substitute: string | null;
  readonly from: Instant;
  readonly until: Instant | null;
}
export type Post = (
  | { readonly status: 'vacant'; readonly noted: boolean; readonly since: Instant | null }
  | Held
) & {
  readonly changes: number;
};

/** Belongs to the post, not to the person: its holder changes. */
export function liaisonId(entity: string, kind: LiaisonKind): string {
  return idFor(entity, 'liaison', kind);
}

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<Post>();
const APPOINT = ['analyst', 'commander'] as const;

const place = {
  entity: EntityCode.describe('INEGI key of the entity.'),
  kind: LiaisonKind.describe('Which post.'),
};
const appointing = {
  ...place,
  authority: AuthorityCode.describe('The code of the authority whose liaison it is.'),
  holder: Holder.describe('The pseudonym of the person.'),
  substitute: optional(Holder).describe(
    'The pseudonym of the substitute, who acts when the post falls vacant.',
  ),
  from: Instant.describe('From this moment on; not in the future.'),
  until: optional(Instant).describe('Null for no end.'),
};
const vacating = { ...place, reason: VacancyReason.describe('Why.') };

interface Timed {
  readonly at: Instant;
}

/** One post of liaison in one entity. */
export const liaison = aggregate({
  category: 'liaison',
  events: liaisonEvents,
  initialState: { status: 'vacant', noted: false, since: null, changes: 0 } as Post,
  commands: {
    AppointLiaison: command({
      doc: 'Appoints somebody to a post of liaison; an acting substitute gives way. Refused with AuthorityNotFound, PostHeld (BR-A2), EndsBeforeStart, NotAfterTheLast (before the one who was there last had gone) or RecordFull.',
      mayExecute: APPOINT,
      addresses: 'natural',
      input: appointing,
      past: ['from'],
      finds: looksUp<{ readonly registered: boolean }>(),
      decide: appoint,
    }),
    VacateLiaison: command({
      doc: 'Vacates a post of liaison: the substitute acts from then on, or nobody holds it. Refused with PostVacant or EndsBeforeStart.',
      mayExecute: APPOINT,
      addresses: 'natural',
      input: vacating,
      finds: looksUp<{ readonly registered: boolean }>(),
      decide: (state, given) => vacate(state, given),
    }),
    /** Noted by the clock for an appointment with an end. */
    NoteTermEnded: internal({
      input: { ...post, until: Instant },
      decide: (state, { entity, kind, until }) =>
        state.status === 'held' && state.until?.ms === until.ms
          ? vacate(state, { entity, kind, reason: 'TERM_ENDED', at: until })
          : [],
    }),
    NoteLiaisonGap: internal({
      input: { ...post, since: Instant, at: Instant },
      decide: (state, { entity, kind, since, at }) =>
        state.status === 'vacant' && !state.noted
          ? [{ type: 'LiaisonGapNoted' as const, entity, kind, since, notedAt: at }]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function appoint(state: Post, given: Fields<typeof appointing> & { readonly registered: boolean } & Timed) {
  const { at, registered, ...appointment } = given;
  if (!registered) return refuse('AuthorityNotFound');
  if (state.status === 'held' && !state.acting && (state.until === null || state.until.ms > at.ms)) {
    return refuse('PostHeld');
  }
  const { from, until } = appointment;
  if (until !== null && until.ms <= from.ms) return refuse('EndsBeforeStart');
  if (from.ms < (takenUntil(state)?.ms ?? -Infinity)) return refuse('NotAfterTheLast');
  if (state.changes >= POST_CHANGES_MAX) return refuse('RecordFull', { max: POST_CHANGES_MAX });
  const { authority, holder, substitute, entity, kind } = appointment;
  const tenure = { entity, kind, authority, holder, substitute, from, until };
  return [{ type: 'LiaisonAppointed' as const, ...tenure }];
}

/** The earliest moment for another appointment; an acting substitute gives way. */
function takenUntil(state: Post): Instant | null {
  if (state.status === 'vacant') return state.since;
  return state.acting ? state.from : state.until;
}

function vacate(state: Post, { entity, kind, reason, at }: Fields<typeof vacating> & Timed) {
  if (state.status === 'vacant') return refuse('PostVacant');
  if (at.ms < state.from.ms) return refuse('EndsBeforeStart');
  const { substitute: acting } = state;
  return [{ type: 'LiaisonVacated' as const, entity, kind, reason, acting, vacatedAt: at }];
}

function evolve(state: Post, event: LiaisonEvent): Post {
  const changes = state.changes + 1;
  switch (event.type) {
    case 'LiaisonAppointed': {
      const { substitute, from, until } = event;
      return { status: 'held', acting: false, substitute, from, until, changes };
    }
    case 'LiaisonVacated': {
      const { acting, vacatedAt } = event;
      return acting === null
        ? { status: 'vacant', noted: false, since: vacatedAt, changes }
        : { status: 'held', acting: true, substitute: null, from: vacatedAt, until: null, changes };
    }
    case 'LiaisonGapNoted':
      return state.status === 'held' ? { ...state, changes } : { ...state, noted: true, changes };
  }
}
