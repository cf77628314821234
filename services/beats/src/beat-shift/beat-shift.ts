import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  instantAt,
  looksUp,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { type CameUnder, cameUnder, CarriedOver, follows, ModelChange } from '@proximidad/contracts';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SHIFT_MAX_HOURS = 12;
const DAY_SHIFT_MAX_HOURS = 24;
const AHEAD_MAX_DAYS = 366;

export const ShiftKind = closedList(
  'ShiftKind',
  {
    M: 'Morning.',
    V: 'Afternoon (*vespertino*).',
    N: 'Night.',
    '24': { as: 'H24', doc: '24 hours.' },
  },
  'Which hours of the day a shift has.',
);
export type ShiftKind = z.infer<typeof ShiftKind>;
const LocalDate = z.iso.date();

const ShiftCancellationReason = closedList(
  'ShiftCancellationReason',
  {
    MISTAKE: 'It should not have been opened, or not with these hours.',
    REPLANNED: 'The beat is served otherwise.',
  },
  'Why a shift is cancelled.',
);
export type ShiftCancellationReason = z.infer<typeof ShiftCancellationReason>;

// ---- events -------------------------------------------------------------------

const opened = {
  beatId: PublicId,
  localDate: LocalDate,
  kind: ShiftKind,
  startsAt: Instant,
  endsAt: Instant,
  timeZone: z.string(),
  municipality: Cvegeo,
};

export const beatShiftEvents = eventFamily({
  BeatShiftOpened: { version: 1, schema: z.object(opened) },
  BeatShiftCarriedOver: { version: 1, schema: CarriedOver },
  /** It is not held; the beat may have another of this kind on this date. */
  BeatShiftCancelled: {
    version: 1,
    schema: z.object({
      ...{ beatId: PublicId, localDate: LocalDate, kind: ShiftKind },
      ...{ reason: ShiftCancellationReason, cancelledAt: Instant },
    }),
  },
});
export type BeatShiftEvent = EventOf<typeof beatShiftEvents>;

// ---- commands -----------------------------------------------------------------

type Opening = Extract<BeatShiftEvent, { readonly type: 'BeatShiftOpened' }>;
interface Opened extends Pick<Opening, 'beatId' | 'localDate' | 'kind' | 'startsAt' | 'endsAt'> {
  readonly status: 'opened';
  readonly under: CameUnder | null;
}
export type BeatShift = { readonly status: 'unknown' } | { readonly status: 'cancelled' } | Opened;

const { command, internal } = commandsOf<BeatShift>();

const openInput = {
  beatId: PublicId.describe('The beat that it is held in.'),
  kind: ShiftKind.describe('Morning, afternoon, night, or 24 hours.'),
  startsAt: Instant.describe(
    `Its date on the clock of the municipality is the date of the shift; at most ${AHEAD_MAX_DAYS} days ahead.`,
  ),
  endsAt: Instant.describe(
    'At most 12 hours later, 24 for H24; by the wall clock if clocks go back in between.',
  ),
};

/** The beat, and the date there on which the shift starts. */
interface Held {
  readonly municipality: string;
  readonly timeZone: string;
  readonly localDate: string;
  /** Whether the beat was on the map when the shift was opened, and when it starts. */
  readonly beatActive: boolean;
}
const cancelInput = { reason: ShiftCancellationReason.describe('Why.') };
/** When it was opened, and whether somebody stands in its roster. */
interface HeldOpen {
  readonly openedAt: Instant;
  readonly filled: boolean;
}
interface Timed {
  readonly at: Instant;
}

/** A beat on a local date; its roster is read from the officers' own streams. Id: beat, date and kind. */
export const beatShift = aggregate({
  category: 'beatshift',
  events: beatShiftEvents,
  initialState: { status: 'unknown' } as BeatShift,
  commands: {
    OpenShift: command({
      doc: 'Opens the shift of a beat; there is one per beat, local date and kind that stands. Refused with AlreadyOpened, BeatNotFound, BeatClosed, EndsBeforeStart, ShiftTooLong or TooFarAhead.',
      mayExecute: ['commander'],
      addresses: 'natural',
      input: openInput,
      finds: looksUp<Held>(),
      decide: (state, given) => (state.status === 'opened' ? refuse('AlreadyOpened') : open(given)),
    }),
    CancelShift: command({
      doc: 'Cancels a shift that will not be held: it was opened by mistake, or the beat is served in another way. Officers in its roster are withdrawn first; a shift in which somebody served cannot be cancelled. Another shift of the kind may then be opened for the date. Refused with ShiftNotFound, ShiftCancelled, ShiftFilled or EndsBeforeStart.',
      mayExecute: ['commander'],
      input: cancelInput,
      finds: looksUp<HeldOpen>(),
      decide: cancel,
    }),
    /** Its beat came under another version of a model (BR-A4). */
    CarryOverShift: internal({
      input: { change: ModelChange },
      decide: (state, { change }) => (state.status === 'opened' ? carryOver(state, change) : []),
    }),
  },
  evolve,
});

export function beatShiftId(beatId: string, localDate: string, kind: ShiftKind): string {
  return idFor(entityOf(beatId), 'beatshift', beatId, localDate, kind);
}

// ---- rules --------------------------------------------------------------------

function open(given: Fields<typeof openInput> & Held & Timed) {
  const { beatId, localDate, kind, startsAt, endsAt, timeZone, municipality, beatActive, at } = given;
  if (!beatActive) return refuse('BeatClosed');
  if (endsAt.ms <= startsAt.ms) return refuse('EndsBeforeStart');
  const longest = kind === '24' ? DAY_SHIFT_MAX_HOURS : SHIFT_MAX_HOURS;
  if (hoursOf(startsAt, endsAt, timeZone) > longest) {
    return refuse('ShiftTooLong', { hours: longest });
  }
  if (startsAt.ms - at.ms > AHEAD_MAX_DAYS * 24 * HOUR_MS) {
    return refuse('TooFarAhead', { days: AHEAD_MAX_DAYS });
  }
  const facts = { beatId, localDate, kind, startsAt, endsAt, timeZone, municipality };
  return [{ type: 'BeatShiftOpened' as const, ...facts }];
}

function cancel(state: BeatShift, given: Fields<typeof cancelInput> & HeldOpen & Timed) {
  if (state.status === 'unknown') return refuse('ShiftNotFound');
  if (state.status === 'cancelled') return refuse('ShiftCancelled');
  const { reason, openedAt, filled, at } = given;
  if (filled) return refuse('ShiftFilled');
  if (at.ms < openedAt.ms) return refuse('EndsBeforeStart');
  const { beatId, localDate, kind } = state;
  return [{ type: 'BeatShiftCancelled' as const, beatId, localDate, kind, reason, cancelledAt: at }];
}

/** By the hours that pass or by the wall clock, whichever are less: the night on which the clocks go back has an hour more. */
function hoursOf(startsAt: Instant, endsAt: Instant, timeZone: string): number {
  const clocksMin = instantAt(endsAt.ms, timeZone).offsetMin - instantAt(startsAt.ms, timeZone).offsetMin;
  return (endsAt.ms - startsAt.ms + Math.min(0, clocksMin) * MINUTE_MS) / HOUR_MS;
}

/** A shift is measured by the model that governed when it began: a running shift keeps it, a future one does not. */
function carryOver({ startsAt, endsAt, under }: Opened, change: ModelChange) {
  if (endsAt.ms <= change.since.ms || !follows(under, change)) return [];
  const rule = startsAt.ms < change.since.ms ? ('PINNED' as const) : ('TAKEN_OVER' as const);
  return [{ type: 'BeatShiftCarriedOver' as const, ...change, rule }];
}

function evolve(state: BeatShift, event: BeatShiftEvent): BeatShift {
  switch (event.type) {
    case 'BeatShiftOpened': {
      const { beatId, localDate, kind, startsAt, endsAt } = event;
      return { status: 'opened', beatId, localDate, kind, startsAt, endsAt, under: null };
    }
    case 'BeatShiftCancelled':
      return { status: 'cancelled' };
    case 'BeatShiftCarriedOver':
      return state.status === 'opened' ? { ...state, under: cameUnder(event) } : state;
  }
}
