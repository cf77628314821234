import { UnitStatus } from '@proximidad/contracts';
import { aggregate, eventFamily, type EventOf, Instant, PublicId, reject } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { closing, opening, PART_EVENTS_MAX } from './part.ts';

// ---- words --------------------------------------------------------------------

/** Statuses of a unit that works: one that is in its beat (domain, BR-B7). */
export const WORKING: readonly UnitStatus[] = ['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY'];
export type UnitStatus = z.infer<typeof UnitStatus>;

const ENGAGED: readonly UnitStatus[] = ['EN_ROUTE', 'ON_SCENE'];
const MAY_NAME_INCIDENT: readonly UnitStatus[] = [...ENGAGED, 'BUSY'];

// ---- events -------------------------------------------------------------------

const standing = {
  status: UnitStatus,
  since: Instant,
  incidentId: PublicId.nullable(),
  beatId: PublicId.nullable(),
  /** Since when it is in the beat, where a position said so. */
  enteredAt: Instant.nullable(),
};

export const unitLogEvents = eventFamily({
  UnitLogOpened: { version: 1, schema: z.object({ unitId: PublicId, ...opening, ...standing }) },
  UnitStatusChanged: {
    version: 1,
    schema: z.object({
      unitId: PublicId,
      status: UnitStatus,
      incidentId: PublicId.nullable(),
      /** Where it was then. */
      beatId: PublicId.nullable(),
      at: Instant,
    }),
  },
  UnitEnteredBeat: {
    version: 1,
    schema: z.object({
      unitId: PublicId,
      beatId: PublicId,
      /** Its status then, so that the beat's own picture needs no more than this event. */
      status: UnitStatus,
      since: Instant,
      at: Instant,
      accuracyMetres: z.number(),
    }),
  },
  UnitLeftBeat: {
    version: 1,
    schema: z.object({
      unitId: PublicId,
      beatId: PublicId,
      at: Instant,
      /** Null when nobody saw it enter. */
      dwellSeconds: z.int().min(0).nullable(),
    }),
  },
  UnitLogClosed: { version: 1, schema: z.object({ unitId: PublicId, ...closing }) },
});
export type UnitLogEvent = EventOf<typeof unitLogEvents>;

// ---- commands -----------------------------------------------------------------

const UnitLogCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('OpenUnitLog'), unitId: PublicId, ...opening, ...standing }),
  z.object({
    type: z.literal('ReportUnitStatus'),
    at: Instant,
    status: UnitStatus,
    incidentId: PublicId.nullable(),
  }),
  /** Its work at an incident is over; one that is engaged elsewhere by now stays so. */
  z.object({ type: z.literal('ReleaseUnit'), at: Instant, incidentId: PublicId }),
  /** Positions showed it in another beat, or in none, for long enough. */
  z.object({
    type: z.literal('MoveUnit'),
    at: Instant,
    beatId: PublicId.nullable(),
    accuracyMetres: z.number().min(0),
  }),
  z.object({ type: z.literal('CloseUnitLog'), ...closing }),
]);
export type UnitLogCommand = z.infer<typeof UnitLogCommand>;
type Command<Type extends UnitLogCommand['type']> = Extract<UnitLogCommand, { type: Type }>;

// ---- rules --------------------------------------------------------------------

/** What a unit is doing and where, as far as the rules need it. */
export interface Standing {
  readonly status: UnitStatus;
  readonly since: Instant;
  readonly incidentId: string | null;
  readonly beatId: string | null;
  readonly enteredAt: Instant | null;
}
interface Log extends Standing {
  readonly unitId: string;
  readonly events: number;
}
export type UnitLog =
  | { readonly part: 'unopened' }
  | ({ readonly part: 'open' } & Log)
  | ({ readonly part: 'closed'; readonly next: string } & Log);

/** One local day of a unit: what it did and which beats it was in. Id: unit and date. */
export const unitLog = aggregate({
  category: 'unitlog',
  commands: UnitLogCommand,
  events: unitLogEvents,
  initialState: { part: 'unopened' } as UnitLog,
  decide,
  evolve,
});

function decide(state: UnitLog, command: UnitLogCommand) {
  if (command.type === 'OpenUnitLog') return state.part === 'unopened' ? open(command) : [];
  if (state.part === 'unopened') return reject('PartNotOpen', 'This day of the unit has not begun.');
  if (command.type === 'CloseUnitLog') return state.part === 'closed' ? [] : close(state, command);
  if (state.part === 'closed') return reject('PartClosed', 'This day of the unit goes on elsewhere.');
  if (state.events >= PART_EVENTS_MAX) return reject('PartFull', 'This day of the unit goes on elsewhere.');
  switch (command.type) {
    case 'ReportUnitStatus':
      return report(state, command);
    case 'ReleaseUnit':
      return release(state, command);
    case 'MoveUnit':
      return move(state, command);
  }
}

function open({ type: _, ...start }: Command<'OpenUnitLog'>): UnitLogEvent[] {
  return [{ type: 'UnitLogOpened', ...start }];
}

function close({ unitId }: Log, { next }: Command<'CloseUnitLog'>): UnitLogEvent[] {
  return [{ type: 'UnitLogClosed', unitId, next }];
}

function report(state: Log, { status, incidentId, at }: Command<'ReportUnitStatus'>) {
  if (incidentId === null && ENGAGED.includes(status)) {
    return reject('IncidentNotNamed', 'A unit is on the way to, or at, some incident.');
  }
  if (incidentId !== null && !MAY_NAME_INCIDENT.includes(status)) {
    return reject('IncidentNotExpected', 'A unit with this status is at no incident.');
  }
  const same = status === state.status && incidentId === state.incidentId;
  return same && at.ms >= state.since.ms ? [] : [changed(state, status, incidentId, at)];
}

function release(state: Log, { incidentId, at }: Command<'ReleaseUnit'>): UnitLogEvent[] {
  if (state.incidentId !== incidentId) return [];
  return [changed(state, 'AVAILABLE', null, at.ms < state.since.ms ? state.since : at)];
}

function changed(state: Log, status: UnitStatus, incidentId: string | null, at: Instant): UnitLogEvent {
  return { type: 'UnitStatusChanged', unitId: state.unitId, status, incidentId, beatId: state.beatId, at };
}

function move(state: Log, { beatId, at, accuracyMetres }: Command<'MoveUnit'>): UnitLogEvent[] {
  if (beatId === state.beatId) return [];
  const { unitId, status, since } = state;
  const events: UnitLogEvent[] = [];
  if (state.beatId !== null) {
    const dwellSeconds = state.enteredAt
      ? Math.max(0, Math.round((at.ms - state.enteredAt.ms) / 1_000))
      : null;
    events.push({ type: 'UnitLeftBeat', unitId, beatId: state.beatId, at, dwellSeconds });
  }
  if (beatId !== null) {
    events.push({ type: 'UnitEnteredBeat', unitId, beatId, status, since, at, accuracyMetres });
  }
  return events;
}

function evolve(state: UnitLog, event: UnitLogEvent): UnitLog {
  if (event.type === 'UnitLogOpened') {
    const { unitId, status, since, incidentId, beatId, enteredAt } = event;
    return { part: 'open', unitId, events: 1, status, since, incidentId, beatId, enteredAt };
  }
  if (state.part === 'unopened') return state;
  const counted = { ...state, events: state.events + 1 };
  switch (event.type) {
    case 'UnitStatusChanged': {
      // A late fact is recorded, and the newer one it missed still holds (domain, BR-I5).
      if (event.at.ms < state.since.ms) return counted;
      return { ...counted, status: event.status, incidentId: event.incidentId, since: event.at };
    }
    case 'UnitEnteredBeat':
      return { ...counted, beatId: event.beatId, enteredAt: event.at };
    case 'UnitLeftBeat':
      return { ...counted, beatId: null, enteredAt: null };
    case 'UnitLogClosed':
      return { ...counted, part: 'closed', next: event.next };
  }
}

/** What a unit's first log begins with: nobody has reported yet. */
export function firstStanding(homeBeatId: string | null, at: Instant): Standing {
  return { status: 'OFFLINE', since: at, incidentId: null, beatId: homeBeatId, enteredAt: null };
}
