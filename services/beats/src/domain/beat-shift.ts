import {
  aggregate,
  eventFamily,
  type EventOf,
  idFor,
  entityOf,
  Instant,
  PublicId,
  reject,
} from '@proximidad/eventsourcing';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const HOUR_MS = 3_600_000;
const SHIFT_MAX_HOURS = 12;
const DAY_SHIFT_MAX_HOURS = 24;

/** Morning, afternoon, night, 24 hours. */
export const ShiftKind = z.enum(['M', 'V', 'N', '24']);
export type ShiftKind = z.infer<typeof ShiftKind>;
const LocalDate = z.iso.date();

// ---- events -------------------------------------------------------------------

const opened = {
  beatId: PublicId,
  localDate: LocalDate,
  kind: ShiftKind,
  startsAt: Instant,
  endsAt: Instant,
  timeZone: z.string(),
  municipality: z.string(),
};

export const beatShiftEvents = eventFamily({
  BeatShiftOpened: { version: 1, schema: z.object(opened) },
});
export type BeatShiftEvent = EventOf<typeof beatShiftEvents>;

// ---- commands -----------------------------------------------------------------

const BeatShiftCommand = z.object({
  type: z.literal('OpenShift'),
  ...opened,
  /** Whether the beat was active when the command was told. */
  beatActive: z.boolean(),
});
type BeatShiftCommand = z.infer<typeof BeatShiftCommand>;

// ---- rules --------------------------------------------------------------------

export type BeatShift = { readonly status: 'unknown' } | { readonly status: 'opened' };

/** A beat on a local date; its roster is read from what the officers' own streams say. Id: beat, date and kind. */
export const beatShift = aggregate({
  category: 'beatshift',
  commands: BeatShiftCommand,
  events: beatShiftEvents,
  initialState: { status: 'unknown' } as BeatShift,
  decide,
  evolve,
});

export function beatShiftId(beatId: string, localDate: string, kind: ShiftKind): string {
  return idFor(entityOf(beatId), 'beatshift', beatId, localDate, kind);
}

function decide(state: BeatShift, { type: _, beatActive, ...shift }: BeatShiftCommand) {
  if (state.status === 'opened') return reject('AlreadyOpened', 'The beat has this shift on this date.');
  if (!beatActive) return reject('BeatClosed', 'A closed beat has no shifts.');
  const hours = (shift.endsAt.ms - shift.startsAt.ms) / HOUR_MS;
  if (hours <= 0) return reject('EndsBeforeStart', 'A shift ends after it starts.');
  if (hours > (shift.kind === '24' ? DAY_SHIFT_MAX_HOURS : SHIFT_MAX_HOURS)) {
    return reject('ShiftTooLong', 'A shift lasts at most 12 hours, one of 24 hours 24.');
  }
  const event: BeatShiftEvent = { type: 'BeatShiftOpened', ...shift };
  return [event];
}

function evolve(_state: BeatShift, event: BeatShiftEvent): BeatShift {
  switch (event.type) {
    case 'BeatShiftOpened':
      return { status: 'opened' };
  }
}
