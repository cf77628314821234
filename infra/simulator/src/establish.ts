import { formatInstant, instantAt, instantOfLocal, uuidv5, idFor } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { modelOf } from './model-of.ts';
import type { Officer, State } from './nation.ts';
import type { Platform, Result } from './platform.ts';

const EDITION = 'demo-1';
const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;
export const SHIFTS = [
  { kind: 'N', startsAt: '00:00:00', hours: 8 },
  { kind: 'M', startsAt: '08:00:00', hours: 8 },
  { kind: 'V', startsAt: '16:00:00', hours: 8 },
] as const;
/** Refusals that end once a message from another service, still on its way, arrives. */
export const ON_ITS_WAY: readonly string[] = [
  'OfficerNotRegistered',
  'CertificateMissing',
  'NoCompetence',
  'CourseNotFound',
  'OfficerNotFound',
  'BeatNotFound',
  'UnitNotFound',
  'ShiftNotFound',
  'CodeNotInModel',
];

export type Refused = (mutation: string, result: Result) => void;

/** The one national course of the demo. Its id depends only on the seed. */
export async function publishCourse(platform: Platform, seed: number, at: number): Promise<string> {
  const courseId = idFor('00', 'sim-course', seed);
  await platform.execute('academy', 'publishCourse', {
    commandId: uuidv5('sim', seed, 'course'),
    courseId,
    entity: '00',
    titleEs: 'Policía de proximidad orientada a la solución de problemas',
    minHours: 40,
    prpEdition: '2026',
    competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
    occurredAt: formatInstant(instantAt(at - 3 * MONTH_MS, 'America/Mexico_City')),
  });
  return courseId;
}

/** The beats' ids, in order: they depend only on what the beats are called. */
export function beatIdsOf({ entity, authority, beats }: State): string[] {
  return beats.map(({ code }) => idFor(entity.code, 'beat', authority, EDITION, code));
}

const BeatsDesigned = z.object({
  results: z.array(z.object({ index: z.int(), id: z.string().nullish(), message: z.string().nullish() })),
});

/** Creates beats with their units, and officers who are not qualified yet. Resolves to the beats' ids, in order. */
export async function establish(
  platform: Platform,
  {
    seed,
    state,
    courseId,
    at,
    refused,
  }: { seed: number; state: State; courseId: string; at: number; refused: Refused },
): Promise<string[]> {
  const { code: entity } = state.entity;
  const commander = `commander-${entity}`;
  const id = (...label: (string | number)[]) => uuidv5('sim', seed, entity, ...label);
  const when = (ms: number) => formatInstant(instantAt(ms, state.zone));
  const items = state.beats.map(({ code, polygon }, i) => ({
    commandId: id('beat', i),
    authority: state.authority,
    code,
    edition: EDITION,
    municipality: state.municipality,
    polygon,
    occurredAt: when(at - 2 * MONTH_MS),
  }));
  const designed = await platform.execute(
    commander,
    'designBeats',
    { items },
    { accepted: '... on DesignBeatsAccepted { results { index id message } }' },
  );
  const beatIds = BeatsDesigned.parse(designed).results.map(({ id: beatId, message }) => {
    if (!beatId) throw new Error(`A beat of ${entity} was refused: ${message}`);
    return beatId;
  });
  const staffing = { seed, state, courseId, at, refused, beatIds };
  const units = state.units.map((_, i) => equip(platform, staffing, i));
  const officers = state.officers.map((_, i) => hire(platform, staffing, i));
  await Promise.all([...units, ...officers]);
  return beatIds;
}

export interface Staffing {
  readonly seed: number;
  readonly state: State;
  readonly courseId: string;
  readonly at: number;
  readonly refused: Refused;
  readonly beatIds: readonly string[];
}

async function equip(platform: Platform, staffing: Staffing, i: number): Promise<void> {
  const { seed, state, at, refused, beatIds } = staffing;
  const when = (ms: number) => formatInstant(instantAt(ms, state.zone));
  const { id, code, kind, beat } = state.units[i]!;
  const registered = {
    commandId: uuidv5('sim', seed, state.entity.code, 'unit', i),
    unitId: id,
    code,
    kind,
    municipality: state.municipality,
    homeBeatId: beatIds[beat],
    occurredAt: when(at - 2 * MONTH_MS),
  };
  // A unit that has not reported since it was registered is no candidate.
  const available = {
    commandId: uuidv5('sim', seed, id, 'available'),
    unitId: id,
    status: 'AVAILABLE',
    occurredAt: when(at),
  };
  for (const [mutation, input] of [
    ['registerUnit', registered],
    ['reportUnitStatus', available],
  ] as const) {
    const result = await platform.execute(`commander-${state.entity.code}`, mutation, input, {
      until: ON_ITS_WAY,
    });
    if (result.__typename === 'Refusal') refused(mutation, result);
  }
}

/** Records something about one officer, as the academy. */
function academy(platform: Platform, { seed, state, at, refused }: Staffing, i: number) {
  const officerId = state.officers[i]!.id;
  const id = (...label: (string | number)[]) => uuidv5('sim', seed, state.entity.code, ...label);
  const occurredAt = formatInstant(instantAt(at - MONTH_MS, state.zone));
  return async (mutation: string, input: object) => {
    const command = { commandId: id(mutation, i), officerId, occurredAt, ...input };
    const result = await platform.execute('academy', mutation, command, { until: ON_ITS_WAY });
    if (result.__typename === 'Refusal') refused(mutation, result);
  };
}

async function hire(platform: Platform, staffing: Staffing, i: number): Promise<void> {
  const { state } = staffing;
  const rank = modelOf(state.entity.code).codes.ranks.at(i === 0 ? -2 : -1)!.code;
  const registration = { entity: state.entity.code, municipality: state.municipality, rank };
  await academy(platform, staffing, i)('registerOfficer', registration);
}

/** Records what the officers of a state have learned and are certified for. */
export async function qualifyAll(platform: Platform, staffing: Staffing): Promise<void> {
  await Promise.all(staffing.state.officers.map((_, i) => qualify(platform, staffing, i)));
}

async function qualify(platform: Platform, staffing: Staffing, i: number): Promise<void> {
  const { seed, state, courseId, at, refused } = staffing;
  const officer = state.officers[i]!;
  const when = (ms: number) => formatInstant(instantAt(ms, state.zone));
  if (officer.certified) {
    const issuedAt = when(at - (6 + i) * MONTH_MS);
    await academy(
      platform,
      staffing,
      i,
    )('issueCertificate', {
      kind: modelOf(state.entity.code).codes.certificates[0]!.code,
      issuedAt,
    });
  }
  if (!officer.trained) return;
  const id = (...label: (string | number)[]) => uuidv5('sim', seed, state.entity.code, ...label);
  const occurredAt = when(at - MONTH_MS);
  await train(platform, { courseId, officerId: officer.id, key: [i], id, occurredAt, refused });
}

const Enrolled = z.object({ enrolment: z.object({ id: z.string() }) });

async function train(
  platform: Platform,
  {
    courseId,
    officerId,
    key,
    id,
    occurredAt,
    refused,
  }: {
    courseId: string;
    officerId: string;
    key: number[];
    id: (...label: (string | number)[]) => string;
    occurredAt: string;
    refused: Refused;
  },
): Promise<void> {
  const enrol = { commandId: id('enrol', ...key), officerId, courseId, edition: '2026-B', occurredAt };
  const enrolled = await platform.execute('academy', 'enrolOfficer', enrol, {
    accepted: '... on EnrolmentAccepted { enrolment { id } }',
    until: ON_ITS_WAY,
  });
  if (enrolled.__typename === 'Refusal') return refused('enrolOfficer', enrolled);
  const { enrolment } = Enrolled.parse(enrolled);
  const complete = {
    commandId: id('complete', ...key),
    enrolmentId: enrolment.id,
    hours: 40,
    moduleScores: [82, 91],
    occurredAt,
  };
  const completed = await platform.execute('academy', 'completeCourse', complete, { until: ON_ITS_WAY });
  if (completed.__typename === 'Refusal') refused('completeCourse', completed);
}

const ShiftOpened = z.object({ shift: z.object({ id: z.string() }) });

interface WorkingDay {
  readonly seed: number;
  readonly state: State;
  readonly beatIds: readonly string[];
  readonly date: string;
  readonly until: number;
  readonly refused: Refused;
}

/** Two officers a shift: the third beat has none of its own, as is the case for many. */
const OFFICERS_PER_SHIFT = 2;

/** Opens the shifts of one local date, sends a third of the officers into each, and ends the duties that are over. */
export async function workDay(platform: Platform, working: WorkingDay): Promise<void> {
  const { seed, state, beatIds, date, until, refused } = working;
  const commander = `commander-${state.entity.code}`;
  const when = (ms: number) => formatInstant(instantAt(ms, state.zone));
  for (const [s, { kind, startsAt, hours }] of SHIFTS.entries()) {
    const start = instantOfLocal(`${date}T${startsAt}`, state.zone).ms;
    const end = start + hours * HOUR_MS;
    if (start > until) return;
    for (const [b, beatId] of beatIds.entries()) {
      const commandId = uuidv5('sim', seed, state.entity.code, date, 'shift', b, kind);
      const open = {
        commandId,
        beatId,
        kind,
        startsAt: when(start),
        endsAt: when(end),
        occurredAt: when(start),
      };
      const accepted = '... on BeatShiftAccepted { shift { id } }';
      const opened = await platform.execute(commander, 'openShift', open, { accepted, until: ON_ITS_WAY });
      if (opened.__typename === 'Refusal') refused('openShift', opened);
      else if (b < OFFICERS_PER_SHIFT) {
        const officer = state.officers[(s * OFFICERS_PER_SHIFT + b) % state.officers.length]!;
        await serve(platform, working, { officer, shiftId: ShiftOpened.parse(opened).shift.id, start, end });
      }
    }
  }
}

async function serve(
  platform: Platform,
  { seed, state, date, until, refused }: WorkingDay,
  { officer, shiftId, start, end }: { officer: Officer; shiftId: string; start: number; end: number },
): Promise<void> {
  const execute = async (mutation: string, at: number, input: object) => {
    const command = {
      commandId: uuidv5('sim', seed, officer.id, date, mutation),
      officerId: officer.id,
      occurredAt: formatInstant(instantAt(at, state.zone)),
      ...input,
    };
    // Without a certificate, the demo means to show the refusal; otherwise the certificate only has not arrived yet.
    const options = officer.certified ? { until: ON_ITS_WAY } : {};
    const result = await platform.execute(`commander-${state.entity.code}`, mutation, command, options);
    if (result.__typename === 'Refusal') refused(mutation, result);
  };
  await execute('startDuty', start, { method: 'ROLLCALL' });
  await execute('assignOfficer', start, { shiftId, role: officer.trained ? 'OWNER' : 'MEMBER' });
  if (end <= until) await execute('endDuty', end, { reason: 'NORMAL' });
}

/** Reports the units' last positions, three times so that they count as being in their beat. */
export async function reportLastPositions(
  platform: Platform,
  { seed, state, until }: { seed: number; state: State; until: number },
): Promise<void> {
  for (const ago of [150_000, 75_000, 0]) {
    const positions = state.units.map(({ id, beat }) => {
      const [lon, lat] = state.beats[beat]!.centre;
      return {
        unitId: id,
        lat,
        lon,
        accuracyM: 8,
        speedKmh: 0,
        at: formatInstant(instantAt(until - ago, state.zone)),
      };
    });
    const commandId = uuidv5('sim', seed, state.entity.code, 'positions', until - ago);
    await platform.execute(`machine-${state.entity.code}`, 'reportPositions', { commandId, positions });
  }
}
