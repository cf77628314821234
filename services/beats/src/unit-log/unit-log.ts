import { UnitStatus } from '@proximidad/contracts';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { closing, goesOn, isOpen, opening, type Period } from '../period.ts';

// ---- words --------------------------------------------------------------------

/** Statuses of a working unit: one that counts as present in its beat (BR-B7). */
export const WORKING: readonly UnitStatus[] = ['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY'];
export type UnitStatus = z.infer<typeof UnitStatus>;

const ENGAGED: readonly UnitStatus[] = ['EN_ROUTE', 'ON_SCENE'];
const NATIONAL = '00';
const MAY_NAME_INCIDENT: readonly UnitStatus[] = [...ENGAGED, 'BUSY'];

// ---- events -------------------------------------------------------------------

const activityFields = {
  status: UnitStatus,
  since: Instant,
  incidentId: PublicId.nullable(),
  beatId: PublicId.nullable(),
  /** When it entered the beat, if a position showed that. */
  enteredAt: Instant.nullable(),
};

export const unitLogEvents = eventFamily({
  UnitLogOpened: { version: 1, schema: z.object({ unitId: PublicId, ...opening, ...activityFields }) },
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
      /** Its status then, so that the picture of the beat needs only this event. */
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
      /** Null when no position showed it entering. */
      dwellSeconds: z.int().min(0).nullable(),
    }),
  },
  UnitLogClosed: { version: 1, schema: z.object({ unitId: PublicId, ...closing }) },
});
export type UnitLogEvent = EventOf<typeof unitLogEvents>;

// ---- commands -----------------------------------------------------------------

/** What a unit is doing and where, as far as the rules need it. */
export interface UnitActivity {
  readonly status: UnitStatus;
  readonly since: Instant;
  readonly incidentId: string | null;
  readonly beatId: string | null;
  readonly enteredAt: Instant | null;
}
interface Log extends UnitActivity {
  readonly unitId: string;
  readonly events: number;
}
export type UnitLog = Period<Log>;

const { command, internal } = commandsOf<UnitLog>();

const openInput = { unitId: PublicId, ...opening, ...activityFields };
const reportInput = {
  status: UnitStatus.describe('What it does now.'),
  incidentId: optional(PublicId).describe(
    'Needed with EN_ROUTE and ON_SCENE; allowed only with these and BUSY.',
  ),
};
const releaseInput = { at: Instant, incidentId: PublicId };
const moveInput = { at: Instant, beatId: PublicId.nullable(), accuracyMetres: z.number().min(0) };
interface Timed {
  readonly at: Instant;
}

/** One local day of a unit: what it did and which beats it was in. Id: unit and date. */
export const unitLog = aggregate({
  category: 'unitlog',
  events: unitLogEvents,
  initialState: { period: 'unopened' } as UnitLog,
  commands: {
    OpenUnitLog: internal({
      input: openInput,
      decide: (state, start) =>
        state.period === 'unopened' ? [{ ...start, type: 'UnitLogOpened' as const }] : [],
    }),
    ReportUnitStatus: command({
      doc: 'Reports what a unit does now, or did before it was retired. Refused with UnitNotFound, UnitRetired (by then), IncidentNotNamed, IncidentNotExpected or OutsideEntity (an incident of another entity, but for a unit of the federation).',
      mayExecute: ['operator', 'officer', 'commander', 'machine'],
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      input: reportInput,
      decide: (state, given) => (isOpen(state) ? report(state, given) : goesOn(state)),
    }),
    /** Its work at an incident is over; a unit engaged elsewhere by now stays so. */
    ReleaseUnit: internal({
      input: releaseInput,
      decide: (state, given) => (isOpen(state) ? release(state, given) : goesOn(state)),
    }),
    /** Positions showed it in another beat, or in none, for long enough. */
    MoveUnit: internal({
      input: moveInput,
      decide: (state, given) => (isOpen(state) ? move(state, given) : goesOn(state)),
    }),
    CloseUnitLog: internal({
      input: closing,
      decide: (state, given) => {
        if (state.period === 'unopened') return goesOn(state);
        const { unitId } = state;
        return state.period === 'closed'
          ? []
          : [{ type: 'UnitLogClosed' as const, unitId, next: given.next }];
      },
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function report(state: Log, { status, incidentId, at }: Fields<typeof reportInput> & Timed) {
  if (incidentId === null && ENGAGED.includes(status)) {
    return refuse('IncidentNotNamed');
  }
  if (incidentId !== null && !MAY_NAME_INCIDENT.includes(status)) {
    return refuse('IncidentNotExpected');
  }
  if (incidentId !== null && !mayWorkAt(state.unitId, incidentId)) return refuse('OutsideEntity');
  const same = status === state.status && incidentId === state.incidentId;
  return same && at.ms >= state.since.ms ? [] : [changed(state, status, incidentId, at)];
}

/** Each entity has its own incident, even for a pursuit that crosses its border; a unit of the federation helps where it is sent. */
function mayWorkAt(unitId: string, incidentId: string): boolean {
  const entity = entityOf(unitId);
  return entity === NATIONAL || entity === entityOf(incidentId);
}

function release(state: Log, { incidentId, at }: Fields<typeof releaseInput>): UnitLogEvent[] {
  if (state.incidentId !== incidentId) return [];
  return [changed(state, 'AVAILABLE', null, at.ms < state.since.ms ? state.since : at)];
}

function changed(state: Log, status: UnitStatus, incidentId: string | null, at: Instant): UnitLogEvent {
  return { type: 'UnitStatusChanged', unitId: state.unitId, status, incidentId, beatId: state.beatId, at };
}

function move(state: Log, { beatId, at, accuracyMetres }: Fields<typeof moveInput>): UnitLogEvent[] {
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
    return { period: 'open', unitId, events: 1, status, since, incidentId, beatId, enteredAt };
  }
  if (state.period === 'unopened') return state;
  const counted = { ...state, events: state.events + 1 };
  switch (event.type) {
    case 'UnitStatusChanged': {
      // A late fact is recorded, and the newer one already known still holds (BR-I5).
      if (event.at.ms < state.since.ms) return counted;
      return { ...counted, status: event.status, incidentId: event.incidentId, since: event.at };
    }
    case 'UnitEnteredBeat':
      return { ...counted, beatId: event.beatId, enteredAt: event.at };
    case 'UnitLeftBeat':
      return { ...counted, beatId: null, enteredAt: null };
    case 'UnitLogClosed':
      return { ...counted, period: 'closed', next: event.next };
  }
}

/** What a unit's first log begins with, before any report. */
export function initialActivity(homeBeatId: string | null, at: Instant): UnitActivity {
  return { status: 'OFFLINE', since: at, incidentId: null, beatId: homeBeatId, enteredAt: null };
}
