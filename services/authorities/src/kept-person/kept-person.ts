import { RETENTION, spanEnd } from '@proximidad/catalogues';
import { aggregate, type Fields, Instant, looksUp, optional, PublicId } from '@proximidad/eventsourcing';
import { AuthorityCode, RetentionRule } from '@proximidad/contracts';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import {
  Certificate,
  ErasureGround,
  Folio,
  type KeptPersonEvent,
  keptPersonEvents,
  RecordsAct,
} from './kept-person-events.ts';

// ---- state --------------------------------------------------------------------

type Of<Type extends KeptPersonEvent['type']> = Extract<KeptPersonEvent, { readonly type: Type }>;

/** What was decided about one person's data, and how much of it the vault has been informed of. */
export interface KeptPerson {
  readonly retention: Of<'RetentionCame'> | undefined;
  /** The order under which it is blocked. */
  readonly blocked: string | undefined;
  readonly held: Pick<Of<'LegalHoldPlaced'>, 'order' | 'reviewBy'> | undefined;
  readonly asked: { readonly [Act in RecordsAct]?: Of<'ActAsked'> };
  readonly erasure: Of<'ErasureConfirmed'> | undefined;
  readonly destroyed: boolean;
  /** The number of changes of blocks and holds, and the last one that the vault was informed of. */
  readonly changes: number;
  readonly told: number;
  readonly acts: number;
}

const NOTHING: KeptPerson = {
  ...{ retention: undefined, blocked: undefined, held: undefined, asked: {}, erasure: undefined },
  ...{ destroyed: false, changes: 0, told: 0, acts: 0 },
};

const HOUR_MS = 3_600_000;
/** A second person has to confirm a request within this time; afterwards it has to be made again. */
export const ASKED_MAX_MS = 24 * HOUR_MS;
/** A hold has to be reviewed within this time (docs/field.md). */
const REVIEW_MAX_MS = 180 * 24 * HOUR_MS;
/**
 * Most acts of one record; beyond it, acts that can be repeated without end are refused. What leads to the end of a block,
 * of a hold or of the record never is, so that nobody can keep a person from being erased: once asked for, it cannot be
 * withdrawn then, and lapses after a day.
 */
export const ACTS_MAX = 200;

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<KeptPerson>();

const subject = PublicId.describe("The person's token, as a record gives it in `person`.");
/** Who decides, and when, by the platform's own clock: nobody can backdate it into the day within which a second person has to confirm. */
interface Deciding {
  readonly by: string;
  readonly now: Instant;
}
const order = Folio.describe('Number of the order or file: capital letters, digits, slashes and dashes.');
const decided = {
  mayExecute: ['commander'],
  stepsUp: true,
  addresses: 'natural',
  seeks: { subject },
  finds: looksUp<Deciding>(),
} as const;
const holding = {
  order,
  owner: AuthorityCode.describe('The code of the authority for which it is held.'),
  reviewBy: optional(Instant).describe(
    'By when it has to be reviewed: within 180 days, and in 180 days when left out.',
  ),
};
const erasing = { order, ground: ErasureGround.describe('On what ground.') };
const confirming = {
  act: RecordsAct.describe('The act that was asked for.'),
  order: Folio.describe(
    'The order under which it was asked for, so that nobody confirms a mere line of a list.',
  ),
};

/** What is decided about the data that the platform keeps on one person: blocked, held, erased. Its id is the person's token. */
export const keptPerson = aggregate({
  category: 'keptperson',
  events: keptPersonEvents,
  initialState: NOTHING,
  commands: {
    BlockPerson: command({
      ...decided,
      doc: 'Blocks the data about a person: nobody may open it until it is unblocked (bloqueo). Refused with PersonNotKept, AlreadyErased, AlreadyBlocked or RecordFull.',
      input: { order },
      legalBasis: 'LGPDPPSO art. 17',
      decide: (state, given) => acting(state) ?? block(state, given.order, given.now),
    }),
    UnblockPerson: command({
      ...decided,
      doc: 'Unblocks the data about a person: those with the right may open it again. If the retention period ended while another order blocked it, it stays blocked by the table of retention. Refused with PersonNotKept, AlreadyErased or NotBlocked.',
      input: { order },
      decide: (state, given) => alreadyErased(state) ?? unblock(state, given.order, given.now),
    }),
    AskHold: command({
      ...decided,
      doc: 'Asks for a hold: no data about the person may be erased. It takes effect once another person confirms it with `confirmRecordsAct` within 24 hours. Asked for under the order of the hold in force, it is the review of that hold, which continues without a gap until the confirmed date. Refused with PersonNotKept, AlreadyErased, AlreadyHeld (under another order), ActAlreadyAsked or RecordFull.',
      input: holding,
      decide: askHold,
    }),
    AskRelease: command({
      ...decided,
      doc: 'Asks for the end of a hold; another person has to confirm it. Refused with PersonNotKept, AlreadyErased, NotHeld or ActAlreadyAsked.',
      input: { order },
      decide: askRelease,
    }),
    AskErasure: command({
      ...decided,
      doc: 'Asks for the erasure of a person; another person has to confirm it. Refused with PersonNotKept, AlreadyErased, HeldByOrder, RetentionNotOver or ActAlreadyAsked.',
      input: erasing,
      decide: askErasure,
    }),
    ConfirmRecordsAct: command({
      ...decided,
      doc: 'Confirms an act that another person asked for. An erasure is complete once `carriedOut` is true and `certificate` is set. Refused with PersonNotKept, AlreadyErased, ActNotAsked, ActLapsed, SecondPersonNeeded (BR-S1), HeldByOrder or, for a hold, RecordFull.',
      input: confirming,
      legalBasis: 'LGPDPPSO art. 17, 18',
      decide: confirm,
    }),
    WithdrawRecordsAct: command({
      ...decided,
      doc: 'Withdraws an act that was asked for and not confirmed. Refused with PersonNotKept, AlreadyErased, ActNotAsked or RecordFull.',
      input: { act: RecordsAct.describe('The act that was asked for.') },
      decide: (state, { act, now }) =>
        acting(state) ??
        (state.asked[act]
          ? [{ type: 'ActWithdrawn' as const, act, withdrawnAt: now }]
          : refuse('ActNotAsked')),
    }),
    /** The service that keeps the data reports that its retention period is over. */
    NoteRetentionCame: internal({
      input: { rule: RetentionRule, record: PublicId, dueAt: Instant },
      decide: retentionCame,
    }),
    /** It reports that they are kept on after all. */
    NoteRetentionRenewed: internal({
      input: { record: PublicId, renewedAt: Instant },
      decide: retentionRenewed,
    }),
    NoteHoldReviewDue: internal({
      input: { order: Folio, at: Instant },
      decide: ({ held }, { order: of, at }) =>
        held?.order === of && at.ms >= held.reviewBy.ms
          ? [{ type: 'HoldReviewDue' as const, order: of, dueAt: at }]
          : [],
    }),
    NoteVaultTold: internal({
      input: { change: z.int().min(1), at: Instant },
      decide: ({ told, changes }, { change, at }) =>
        change > told && change <= changes ? [{ type: 'VaultTold' as const, change, toldAt: at }] : [],
    }),
    NoteDestroyed: internal({
      input: { certificate: Certificate, at: Instant },
      decide: ({ erasure, destroyed }, { certificate, at }) =>
        erasure && !destroyed
          ? [
              {
                ...{ type: 'SubjectKeyDestroyed' as const, order: erasure.order },
                ...{ certificate, destroyedAt: at },
              },
            ]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function alreadyErased({ erasure }: KeptPerson) {
  return erasure && refuse('AlreadyErased', { folio: erasure.order });
}

/** What stands in the way of any act that can be repeated without end. */
function acting(state: KeptPerson) {
  const full = state.acts >= ACTS_MAX ? refuse('RecordFull', { max: ACTS_MAX }) : undefined;
  return alreadyErased(state) ?? full;
}

function block({ blocked }: KeptPerson, of: string, at: Instant) {
  return blocked === undefined
    ? [{ type: 'PersonBlocked' as const, order: of, blockedAt: at }]
    : refuse('AlreadyBlocked', { order: blocked });
}

/** The table's own block, which was not needed while another order blocked the data, takes its place. */
function unblock({ blocked, retention }: KeptPerson, of: string, at: Instant) {
  if (blocked === undefined) return refuse('NotBlocked');
  const unblocked = { type: 'PersonUnblocked' as const, order: of, unblockedAt: at };
  return blocked === TABLE_ORDER || !retention?.blockedUntil
    ? [unblocked]
    : [unblocked, { type: 'PersonBlocked' as const, order: TABLE_ORDER, blockedAt: at }];
}

function askHold(state: KeptPerson, given: Fields<typeof holding> & Deciding) {
  const { now, owner, by: askedBy } = given;
  const no = acting(state);
  if (no) return no;
  if (state.held && state.held.order !== given.order)
    return refuse('AlreadyHeld', { order: state.held.order });
  const latest = { ...now, ms: now.ms + REVIEW_MAX_MS };
  const reviewBy = given.reviewBy && given.reviewBy.ms < latest.ms ? given.reviewBy : latest;
  return asked(state, { act: 'HOLD', order: given.order, owner, reviewBy, ground: null, askedBy }, now);
}

function askRelease(
  state: KeptPerson,
  { order: of, by: askedBy, now }: { readonly order: string } & Deciding,
) {
  const no = alreadyErased(state);
  if (no) return no;
  if (!state.held) return refuse('NotHeld');
  const act = { act: 'RELEASE' as const, order: of, owner: null, reviewBy: null, ground: null, askedBy };
  return asked(state, act, now);
}

function askErasure(state: KeptPerson, given: Fields<typeof erasing> & Deciding) {
  const { order: of, ground, by: askedBy, now } = given;
  const no = alreadyErased(state) ?? holds(state, now);
  if (no) return no;
  if (ground === 'RETENTION_OVER' && !isOver(state, now)) return refuse('RetentionNotOver');
  return asked(state, { act: 'ERASE', order: of, owner: null, reviewBy: null, ground, askedBy }, now);
}

/** Whether the table lets the data be destroyed: after the block, where it asks for one. */
function isOver({ retention }: KeptPerson, now: Instant): boolean {
  return retention !== undefined && (retention.blockedUntil ?? retention.dueAt).ms <= now.ms;
}

/** A hold that waits for its second person prevents an erasure, too; one that was not confirmed in time does not. */
function holds({ held, asked: { HOLD } }: KeptPerson, now: Instant) {
  const waiting = HOLD && !hasLapsed(HOLD, now) ? HOLD.order : undefined;
  const against = held?.order ?? waiting;
  return against === undefined ? undefined : refuse('HeldByOrder', { order: against });
}

function asked({ asked: before }: KeptPerson, act: Omit<Of<'ActAsked'>, 'type' | 'askedAt'>, now: Instant) {
  const known = before[act.act];
  return known && !hasLapsed(known, now)
    ? refuse('ActAlreadyAsked')
    : [{ type: 'ActAsked' as const, ...act, askedAt: now }];
}

function confirm(state: KeptPerson, given: Fields<typeof confirming> & Deciding) {
  const { act, by: confirmedBy, now } = given;
  const known = state.asked[act];
  const no = act === 'HOLD' ? acting(state) : alreadyErased(state);
  if (no) return no;
  if (known?.order !== given.order) return refuse('ActNotAsked');
  if (hasLapsed(known, now)) return refuse('ActLapsed', { hours: ASKED_MAX_MS / HOUR_MS });
  if (known.askedBy === confirmedBy) return refuse('SecondPersonNeeded');
  const facts = { order: known.order, askedBy: known.askedBy, confirmedBy };
  switch (act) {
    case 'HOLD': {
      const { owner, reviewBy } = known as Of<'ActAsked'> & Pick<Of<'LegalHoldPlaced'>, 'owner' | 'reviewBy'>;
      return [{ type: 'LegalHoldPlaced' as const, ...facts, owner, reviewBy, placedAt: now }];
    }
    case 'RELEASE':
      return [{ type: 'LegalHoldReleased' as const, ...facts, releasedAt: now }];
    case 'ERASE':
      return (
        holds(state, now) ?? [
          { type: 'ErasureConfirmed' as const, ...facts, ground: known.ground!, confirmedAt: now },
        ]
      );
  }
}

/** If the table says that data are blocked before they are destroyed, they are blocked under the table itself. */
function retentionCame(
  { retention, blocked, erasure }: KeptPerson,
  { rule, record, dueAt }: Pick<Of<'RetentionCame'>, 'rule' | 'record' | 'dueAt'>,
) {
  if (erasure || retention?.rule === rule) return [];
  const span = RETENTION[rule].blocked;
  const blockedUntil = span && { ...dueAt, ms: spanEnd(dueAt.ms, span) };
  const came = { type: 'RetentionCame' as const, rule, record, dueAt, blockedUntil };
  if (!span || blocked !== undefined) return [came];
  return [came, { type: 'PersonBlocked' as const, order: TABLE_ORDER, blockedAt: dueAt }];
}

/** What rested on the end of that time ends with it: the block by the table, and an erasure that waits for a second person. */
function retentionRenewed(
  { retention, blocked, asked: { ERASE }, erasure }: KeptPerson,
  { record, renewedAt }: Pick<Of<'RetentionRenewed'>, 'record' | 'renewedAt'>,
) {
  if (erasure || !retention) return [];
  const isGroundless = ERASE?.ground === 'RETENTION_OVER' || ERASE?.ground === 'CONSENT_WITHDRAWN';
  return [
    { type: 'RetentionRenewed' as const, record, renewedAt },
    ...(blocked === TABLE_ORDER
      ? [{ type: 'PersonUnblocked' as const, order: TABLE_ORDER, unblockedAt: renewedAt }]
      : []),
    ...(isGroundless ? [{ type: 'ActWithdrawn' as const, act: ERASE.act, withdrawnAt: renewedAt }] : []),
  ];
}

/** The order under which the table of retention blocks data. */
const TABLE_ORDER = 'LGPDPPSO-17';

function hasLapsed({ askedAt }: Of<'ActAsked'>, now: Instant): boolean {
  return now.ms - askedAt.ms > ASKED_MAX_MS;
}

function evolve(state: KeptPerson, event: KeptPersonEvent): KeptPerson {
  const next = { ...state, acts: state.acts + 1 };
  const changed = { ...next, changes: state.changes + 1 };
  switch (event.type) {
    case 'RetentionCame':
      return { ...state, retention: event };
    case 'RetentionRenewed':
      return { ...state, retention: undefined };
    case 'PersonBlocked':
      return { ...changed, blocked: event.order };
    case 'PersonUnblocked':
      return { ...changed, blocked: undefined };
    case 'ActAsked':
      return { ...next, asked: { ...state.asked, [event.act]: event } };
    case 'ActWithdrawn':
      return { ...next, asked: without(state.asked, event.act) };
    case 'LegalHoldPlaced': {
      const { order: of, reviewBy } = event;
      return { ...changed, held: { order: of, reviewBy }, asked: without(state.asked, 'HOLD') };
    }
    case 'LegalHoldReleased':
      return { ...changed, held: undefined, asked: without(state.asked, 'RELEASE') };
    case 'ErasureConfirmed':
      return { ...next, erasure: event, asked: {} };
    case 'SubjectKeyDestroyed':
      return { ...state, destroyed: true };
    case 'VaultTold':
      return { ...state, told: event.change };
    case 'HoldReviewDue':
      return state;
  }
}

function without(askedFor: KeptPerson['asked'], act: RecordsAct): KeptPerson['asked'] {
  const { [act]: _gone, ...rest } = askedFor;
  return rest;
}
