import { SupportKind } from '@proximidad/contracts';
import { type Fields, type Instant, optional, PublicId, usually } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { PEOPLE_MAX, SceneRetractionReason, SupportEnd } from './dispatch-events.ts';
import { askedAgain } from './dispatching.ts';
import { type Incident, type Known, onceReported, type Open, whileOpen } from './incident-state.ts';
import { CnieCode, isKnownCode } from './values.ts';

export const SUPPORTS_MAX = 30;
export const SCENES_MAX = 30;

const { command } = commandsOf<Incident>();

interface Timed {
  readonly at: Instant;
}

// ---- commands -------------------------------------------------------------

const kind = SupportKind.describe('Whose help.');
const asking = {
  kind,
  unitId: optional(PublicId).describe('The unit that asks; leave it out where the centre does.'),
};
const ending = { kind, end: SupportEnd.describe('What came of it.') };
const people = (doc: string) => usually(z.int().min(0).max(PEOPLE_MAX), 0).describe(doc);
const scene = {
  unitId: optional(PublicId).describe('The unit that reports; leave it out where the centre does.'),
  finalCode: optional(CnieCode).describe('What it turned out to be, as far as is known at the scene.'),
  injured: people('Number of injured.'),
  deceased: people('Number of dead.'),
  detained: people('Number of detained.'),
  minorVictims: people('Number of victims under 18; a count only.'),
  minorWitnesses: people('Number of witnesses under 18.'),
  minorSuspects: people('Number of suspects under 18.'),
};

const retracting = {
  number: optional(z.int().min(1).max(SCENES_MAX)).describe(
    'Which of its reports, as `Scene.number` says; the latest that stands when left out.',
  ),
  reason: SceneRetractionReason.describe('Why.'),
};

/** Requests for help, and what the units found at the scene. */
export const supporting = {
  RequestSupport: command({
    doc: 'Asks for help; for POLICE, units are proposed again. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5), ExerciseIncident (BR-I14), NotDispatched (by a unit that was not sent), SupportAwaited or TooManySupportRequests.',
    mayExecute: ['operator', 'officer', 'commander'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    input: asking,
    decide: whileOpen(ask),
  }),
  EndSupport: command({
    doc: 'Records what came of a request for help; help may then be asked for again. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5) or SupportNotAwaited.',
    mayExecute: ['operator', 'commander'],
    input: ending,
    decide: whileOpen(end),
  }),
  ReportScene: command({
    doc: 'Reports what was found at the scene: people are counted, and nothing else is recorded about them. The latest report counts. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5), NotDispatched (by a unit that was not sent), UnknownCode or TooManyScenes.',
    mayExecute: ['operator', 'officer', 'commander'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
    input: scene,
    decide: whileOpen(report),
  }),
  RetractScene: command({
    doc: 'Takes back a report from the scene that was a mistake, also once the incident was closed: it is shown and counts no more, and guards the incident for others no longer, as of now; taking it back again changes nothing. Refused with IncidentNotFound, IncidentMerged, BeforeReport (BR-I5) or SceneNotFound.',
    mayExecute: ['operator', 'commander'],
    input: retracting,
    decide: onceReported(retract),
  }),
};

// ---- decisions ------------------------------------------------------------

/** Whether help of this kind was asked for and is still awaited. */
export function awaits({ awaited }: Open, whose: z.infer<typeof SupportKind>): boolean {
  return awaited.some(({ kind: each }) => each === whose);
}

function ask(state: Open, { kind: whose, unitId, at }: Fields<typeof asking> & Timed) {
  if (state.exercise) return refuse('ExerciseIncident');
  if (unitId !== null && !state.jobs[unitId]) return refuse('NotDispatched');
  if (awaits(state, whose)) return refuse('SupportAwaited');
  if (state.supports >= SUPPORTS_MAX) return refuse('TooManySupportRequests', { max: SUPPORTS_MAX });
  const requested = {
    type: 'SupportRequested' as const,
    ...{ kind: whose, unitId, byPolicy: false, requestedAt: at },
  };
  return [requested, ...(whose === 'POLICE' ? askedAgain(state, 'SUPPORT_ASKED', at) : [])];
}

function end(state: Open, { kind: whose, end: what, at }: Fields<typeof ending> & Timed) {
  if (!awaits(state, whose)) return refuse('SupportNotAwaited');
  return [{ type: 'SupportEnded' as const, kind: whose, end: what, endedAt: at }];
}

function report(state: Open, given: Fields<typeof scene> & Timed) {
  const { unitId, finalCode, at } = given;
  if (unitId !== null && !state.jobs[unitId]) return refuse('NotDispatched');
  if (finalCode !== null && !isKnownCode(finalCode)) return refuse('UnknownCode', { code: finalCode });
  if (state.scenes >= SCENES_MAX) return refuse('TooManyScenes', { max: SCENES_MAX });
  return [
    {
      type: 'SceneReported' as const,
      ...{ unitId, finalCode, reportedAt: at },
      injured: given.injured,
      deceased: given.deceased,
      detained: given.detained,
      minors: {
        victims: given.minorVictims,
        witnesses: given.minorWitnesses,
        suspects: given.minorSuspects,
      },
    },
  ];
}

function retract(state: Known, { number: given, reason, at }: Fields<typeof retracting> & Timed) {
  if (state.status === 'merged') return refuse('IncidentMerged');
  const { scenes, scenesRetracted } = state;
  const standing = Array.from({ length: scenes }, (_, index) => index + 1).filter(
    (each) => !scenesRetracted.includes(each),
  );
  const number = given ?? standing.at(-1);
  if (number === undefined || number > scenes) return refuse('SceneNotFound');
  if (!standing.includes(number)) return [];
  return [{ type: 'SceneRetracted' as const, number, reason, retractedAt: at }];
}
