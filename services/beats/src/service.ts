import type { Due, ServiceDefinition } from '@proximidad/service';
import { assignments } from './domain/assignments.ts';
import { beatEvents } from './domain/beat.ts';
import { beatPresence } from './domain/beat-presence.ts';
import { beatShiftEvents } from './domain/beat-shift.ts';
import { beats } from './domain/beats.ts';
import { duties } from './domain/duties.ts';
import { eligibilityEvents } from './domain/eligibility.ts';
import {
  DUTY_ALERT_HOURS,
  officerDuty,
  type OfficerDutyCommand,
  officerDutyEvents,
} from './domain/officer-duty.ts';
import { officersKnown } from './domain/officers-known.ts';
import { partId } from './domain/part.ts';
import { published } from './domain/published.ts';
import { rankingEvents } from './domain/ranking.ts';
import { shifts } from './domain/shifts.ts';
import { unitEvents } from './domain/unit.ts';
import { unitLogEvents } from './domain/unit-log.ts';
import { units } from './domain/units.ts';
import { resolvers } from './graphql/resolvers.ts';
import { type BeatsDependencies, openOwn, type Own } from './own.ts';
import { reactions } from './reactions.ts';

const DUTY_ALERT_MS = DUTY_ALERT_HOURS * 3_600_000;
const OVERRUNS_PER_TICK_MAX = 100;

/** Where, and who is on duty: territory, units, shifts, duty, and who could go to an incident. */
export const definition: ServiceDefinition<Own> = {
  name: 'beats',
  schema: new URL('./graphql/schema.graphql', import.meta.url),
  families: {
    beat: beatEvents,
    unit: unitEvents,
    unitlog: unitLogEvents,
    beatshift: beatShiftEvents,
    officerduty: officerDutyEvents,
    eligibility: eligibilityEvents,
    ranking: rankingEvents,
  },
  readModels: [beats, beatPresence, units, shifts, duties, assignments, officersKnown],
  feeds: {
    Beat: { model: beats, kind: 'beat' },
    Unit: { model: units, kind: 'unit' },
    BeatShift: { model: shifts, kind: 'beatshift' },
    OfficerDuty: { model: duties, kind: 'officerduty' },
    OfficerAssignment: { model: assignments, kind: 'officerduty' },
  },
  published,
  reactions,
  due: overruns,
  opened: openOwn,
  resolvers,
};

/** Duties that have gone on for DUTY_ALERT_HOURS (domain, BR-B2). */
function* overruns({ readModels }: BeatsDependencies, now: number): Iterable<Due> {
  const where = { onDuty: true, overran: false, startedAt: { lt: now - DUTY_ALERT_MS + 1 } };
  const { rows } = readModels.table(duties).list({ where, first: OVERRUNS_PER_TICK_MAX });
  for (const { row } of rows) {
    const { officerId, part, startedAt, municipality } = row;
    if (!startedAt) continue;
    const command: OfficerDutyCommand = { type: 'NoteOverrun', startedAt };
    yield {
      aggregate: officerDuty,
      id: partId(officerId, part),
      command,
      subject: `duty-overran:${officerId}`,
      dueAt: startedAt.ms + DUTY_ALERT_MS,
      municipality: municipality ?? undefined,
    };
  }
}
