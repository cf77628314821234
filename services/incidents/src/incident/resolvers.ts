import { CNIE_CURRENT, ModelCode } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import type { Instant } from '@proximidad/eventsourcing';
import {
  argumentError,
  columnFilter,
  connectionOf,
  type Context,
  type Dependencies,
  type PageArgs,
  passesFilter,
  ServiceError,
} from '@proximidad/edge';
import { decide, seesCoarsely } from '@proximidad/policy';
import { say } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { isOfficerSeen, refuseUnseenOfficer } from '../crew/of-officer.ts';
import { isSentBy, knownUnits } from '../known-unit/known-units.ts';
import { describedBy, mergedDescription } from '../description/described.ts';
import { peopleRecords } from '../involved/slice.ts';
import { TALLIED } from '../figures.ts';
import { governing } from '../noted-profile.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { vehicleRecords } from '../vehicle/slice.ts';
import { deadlinesShown } from './alarms.ts';
import { lasting } from './board-merges.ts';
import { codeOf, mustBeCnie } from './codes.ts';
import { counterfactual, type Formula, formulaOf, formulaOfModel, type Ranking } from './counterfactual.ts';
import { standing } from './board-dispatches.ts';
import { incidentBoard, type IncidentRow, isGuarded, isWorking } from './incident-board.ts';
import { incidentValidAt } from './incident-valid-at.ts';
import { incidentsValidAt, validAtOf } from './incidents-valid-at.ts';
import { legsOf } from './legs.ts';
import { IncidentStatus } from './values.ts';
import { revertibleUntil } from './merging.ts';
import { callsAbout } from './what-it-is.ts';

/** Matches no row. */
const NOTHING = { status: { in: [] } };
const OPEN_STATUSES = IncidentStatus.options.filter((each) => each !== 'CLOSED');
const incidentsSeen = (context: Context) => context.table(incidentBoard, 'incident');

/** Queries about incidents, now or as of a past moment. */
const questions = {
  incidents(_, args, context) {
    const { entity, municipality, beat, status, finalCode, counted, from, to, validAt, ...others } = args;
    const { dueBefore, soonestDueFirst, unit, officer, ...rest } = others;
    mustBeCnie('finalCode', finalCode);
    if (officer) refuseUnseenOfficer(context, officer);
    const { first, after, ...byColumn } = rest;
    const occurred = { gte: from?.ms, lt: to?.ms };
    const place = {
      ...(entity ? { entity } : within(beat ?? municipality)),
      municipality: municipality ?? undefined,
      beatId: beat ?? undefined,
    };
    const atMs = validAtOf(validAt, context);
    if (atMs !== undefined) {
      if (soonestDueFirst) {
        throw new ServiceError(
          'BAD_USER_INPUT',
          'soonestDueFirst is only for the present: leave validAt out.',
        );
      }
      const fits = (row: IncidentRow) =>
        (!dueBefore || (row.nextDueAt !== null && row.nextDueAt.ms < dueBefore.ms)) &&
        passesFilter(row, { status, finalCnie: finalCode, ...byColumn }) &&
        (!unit || (row.unitIds.includes(` ${unit} `) && !isCoarse(row, context))) &&
        (!officer || row.officersText.includes(` ${officer} `)) &&
        (!counted || row.tally !== 'APART');
      return incidentsValidAt(incidentsSeen(context), place, occurred, atMs, fits, { first, after });
    }
    const open = status && !status.includes('CLOSED');
    // Every open incident has one of the other statuses: asking for all of them adds nothing to `open`.
    const isAnyOpen = open && OPEN_STATUSES.every((each) => status.includes(each));
    const where = {
      ...place,
      ...columnFilter({ status: isAnyOpen ? null : status, finalCnie: finalCode, ...byColumn }),
      open: open ? true : undefined,
      tally: counted ? TALLIED : undefined,
      unitIds: unit ? { has: unit } : undefined,
      officersText: officer ? { has: officer } : undefined,
      occurredAt: from || to ? occurred : undefined,
      nextDueAt: dueBefore ? { lt: dueBefore.ms } : soonestDueFirst ? { isNull: false } : undefined,
    };
    if (soonestDueFirst) {
      return connectionOf(incidentsSeen(context), where, [{ column: 'nextDueAt' }], { first, after });
    }
    return newestFirst(context, where, { first, after });
  },
  incident(_, { id, validAt }, context) {
    const atMs = validAtOf(validAt, context);
    const row = incidentsSeen(context).get(id);
    return row && atMs !== undefined ? incidentValidAt(row, atMs) : row;
  },
} satisfies SliceResolvers['Query'];

/** A proposal as another ranking would order the units that the caller may be shown. */
const reordering = (readModels: Dependencies<Places>['readModels']) =>
  ({
    counterfactualDispatch(_, { incident: id, ranking, model }, context) {
      const row = incidentsSeen(context).get(id);
      if (!row || !seesProposals(row, context)) return null;
      const proposal = sendable(readModels, row.proposal, context);
      return counterfactual({ ...row, proposal }, formulaAsked(ranking, model ?? null, row), reasonsOf);
    },
  }) satisfies SliceResolvers['Query'];

/** @throws {ServiceError} BAD_USER_INPUT for a model that is missing or unknown, or is named with another ranking. */
function formulaAsked(ranking: Ranking, profileId: string | null, { initialCode }: IncidentRow): Formula {
  const model = modelProfiles.find((one) => one.profileId === profileId);
  if (ranking === 'MODEL' && model) return formulaOfModel(model, initialCode.code);
  if (ranking !== 'MODEL' && profileId === null) return formulaOf(ranking);
  const known = modelProfiles.map((one) => one.profileId).join(', ');
  const message = ranking === 'MODEL' ? say('is one of {known}', { known }) : 'goes with MODEL';
  throw argumentError({ path: 'model', code: 'INVALID', message });
}

/** What an incident turned out to be, and to which others it is related. */
const turnedOut = {
  Reclassification: {
    from: ({ from }) => codeOf(from),
    to: ({ to }) => codeOf(to),
  },
  ClosingCorrection: {
    fromOutcome: ({ from }) => from.outcome,
    toOutcome: ({ to }) => to.outcome,
    fromExercise: ({ from }) => from.exercise,
    toExercise: ({ to }) => to.exercise,
  },
  AbsorbedIncident: {
    incident: ({ incidentId }, _, context) => incidentsSeen(context).get(incidentId),
  },
  RelatedIncident: {
    incident: ({ incidentId }, _, context) => incidentsSeen(context).get(incidentId),
  },
  Reopening: { finalCode: ({ finalCode }) => codeOf(finalCode) },
  Relocation: {
    fromMunicipality: ({ from }) => ({ cvegeo: from.municipality }),
    fromBeat: ({ from }) => (from.beatId === null ? null : { id: from.beatId }),
    toMunicipality: ({ to }) => ({ cvegeo: to.municipality }),
    toBeat: ({ to }) => (to.beatId === null ? null : { id: to.beatId }),
  },
} satisfies SliceResolvers;

/** The incidents to which a unit and an officer were sent. */
const sent = {
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    incidents: ({ id }, { from, to, ...page }, context) => {
      const occurredAt = from || to ? { gte: from?.ms, lt: to?.ms } : undefined;
      return newestFirst(context, { unitIds: { has: id }, occurredAt }, page);
    },
  },
  Officer: {
    __resolveReference: ({ id }) => ({ id }),
    incidents(officer, { from, to, ...page }, context) {
      const occurredAt = from || to ? { gte: from?.ms, lt: to?.ms } : undefined;
      // For an officer who may not be seen, there is nothing.
      const where = isOfficerSeen(context, officer.id) ? {} : NOTHING;
      return newestFirst(context, { officersText: { has: officer.id }, ...where, occurredAt }, page);
    },
  },
} satisfies SliceResolvers;

/** Which units were sent there, asked for help or told of it. */
const attended = {
  units: (row: IncidentRow, _: unknown, context: Context) =>
    isCoarse(row, context) ? [] : row.dispatches.filter(isWorking).map(unitOf),
  dispatches: (row: IncidentRow, _: unknown, context: Context) => placed(row, row.dispatches, context),
  support: (row: IncidentRow, _: unknown, context: Context) => placed(row, row.support, context),
  scene: (row: IncidentRow, _: unknown, context: Context) =>
    placed(row, standing(row.scenes), context).at(-1) ?? null,
  scenes: (row: IncidentRow, _: unknown, context: Context) => placed(row, standing(row.scenes), context),
};

/** Queries about incidents, and how their rows become types of the graph. */
export const resolversOver = ({ readModels, now }: Dependencies<Places>) =>
  ({
    Query: { ...questions, ...reordering(readModels) },
    Incident: {
      __resolveReference: ({ id }, context) => incidentsSeen(context).get(id),
      entity: ({ entity }) => ({ code: entity }),
      municipality: ({ municipality }) => ({ cvegeo: municipality }),
      beat: (row, _, context) => (row.beatId === null || isCoarse(row, context) ? null : { id: row.beatId }),
      model: (row, _, context) => (isCoarse(row, context) ? null : modelOf(readModels, row, context)),
      relocations: (row, _, context) => (isCoarse(row, context) ? [] : row.relocations),
      point({ id, point }, _, context) {
        context.field('Incident.point');
        // An incident that turned out to be sensitive shows no point in past views either.
        const today = point && readModels.table(incidentBoard).get(id);
        return today && isGuarded(today) ? null : point;
      },
      ...describedBy({ now }),
      people: peopleRecords.shown,
      vehicles: vehicleRecords.shown,
      initialCode: ({ initialCode }) => codeOf(initialCode),
      finalCode: ({ finalCode }) => finalCode && codeOf(finalCode),
      reclassifications: ({ reopenings, reclassifications }) => [
        ...reopenings.flatMap((undone) => undone.reclassifications),
        ...reclassifications,
      ],
      proposal: (row, _, context) =>
        seesProposals(row, context) ? sendable(readModels, row.proposal, context) : null,
      ...attended,
      dispatchDueAt: (row) => row.priority && after(row, row.targets[row.priority].dispatchS),
      arrivalDueAt: (row) => row.priority && after(row, row.targets[row.priority].arrivalS),
      targetsBasis: (row, _, context) => (isCoarse(row, context) ? null : row.targetsBasis),
      deadlines: deadlinesShown({ readModels }),
      legs: legsOf,
      absorbed: ({ absorbed }) => lasting(absorbed),
      calls: (row, _, context) => callsAbout(incidentsSeen(context), row),
      related: ({ related }) => lasting(related),
      mergeRevertibleUntil: ({ mergedInto, closedAt }) =>
        mergedInto === null || closedAt === null ? null : revertibleUntil(closedAt),
      mergedInto: ({ mergedInto: id }, _, context) => (id === null ? null : incidentsSeen(context).get(id)),
    },
    MergedDescription: mergedDescription({ now }),
    ...sent,
    ...turnedOut,
    PatrolCandidate: {
      unit: unitOf,
      reasons: reasonsOf,
    },
    CounterfactualCandidate: { unit: unitOf },
    Dispatch: {
      unit: ({ unitId }) => (unitId === null ? null : { id: unitId }),
      leaves: ({ leaves }, _, context) => (leaves === null ? null : incidentsSeen(context).get(leaves)),
      sentTo: ({ toIncidentId: id }, _, context) => (id === null ? null : incidentsSeen(context).get(id)),
    },
    Support: { unit: ({ unitId }) => (unitId === null ? null : { id: unitId }) },
    Scene: {
      unit: ({ unitId }) => (unitId === null ? null : { id: unitId }),
      finalCode: ({ finalCode: code }) =>
        code === null ? null : codeOf({ system: 'CNIE', version: CNIE_CURRENT, code }),
    },
    Beat: {
      openIncidents({ id: beatId }, { validAt, ...page }, context) {
        const atMs = validAtOf(validAt, context);
        const place = { ...within(beatId), beatId };
        return atMs === undefined
          ? newestFirst(context, { ...place, open: true }, page)
          : incidentsValidAt(incidentsSeen(context), place, {}, atMs, ({ open }) => open, page);
      },
    },
  }) satisfies SliceResolvers;

/** By the time of the fact: an adoption governs from the time it gives. */
function modelOf(
  readModels: Dependencies<Places>['readModels'],
  { municipality, beatId, occurredAt }: IncidentRow,
  context: Context,
) {
  const place = { entity: municipality.slice(0, 2), municipality, beatId };
  const { profile, territory } = governing({ readModels }, place, occurredAt.ms, context);
  return { profileId: profile.profileId, version: profile.version, territory };
}

/** Whether the caller sees it no finer than the municipality: then, or by what is known of it today. */
function isCoarse(row: IncidentRow, { subject, granted, today }: Context): boolean {
  const isSeenCoarsely = (one: IncidentRow) => seesCoarsely(subject, 'incident', one, granted('incident'));
  return isSeenCoarsely(row) || (row.federal === 1 && isSeenCoarsely(today(incidentBoard).get(row.id)!));
}

/** Without the units for whoever sees no beat: what else a unit attended tells in which beat it goes out. */
function placed<Told extends { readonly unitId: string | null }>(
  row: IncidentRow,
  told: readonly Told[],
  context: Context,
): (Omit<Told, 'unitId'> & { readonly unitId: string | null })[] {
  const isHidden = isCoarse(row, context);
  return told.map((one) => (isHidden ? { ...one, unitId: null } : one));
}

/** Who could go, and how far off they are, is for those who dispatch, and not for all who see the incident. */
function seesProposals({ entity, municipality }: IncidentRow, { subject }: Context): boolean {
  return decide(subject, 'read', { kind: 'proposal', entity, municipality }).allowed;
}

/** The proposal without units that the caller's municipality does not send: it sees nothing of them. */
function sendable(
  readModels: Dependencies<Places>['readModels'],
  proposal: IncidentRow['proposal'],
  { subject: { municipality: own } }: Context,
) {
  if (own === undefined || proposal === null) return proposal;
  const known = readModels.table(knownUnits).getMany(proposal.candidates.map(({ unitId }) => unitId));
  const isSent = ({ unitId }: { readonly unitId: string }) => {
    const unit = known.get(unitId);
    return unit === undefined || isSentBy(own, unit);
  };
  return { ...proposal, candidates: proposal.candidates.filter(isSent) };
}

/** The entity with which an id or a municipality's key begins, as does every index of the board. */
function within(place: string | null | undefined) {
  return place ? { entity: place.slice(0, 2) } : {};
}

function newestFirst(
  context: Context,
  where: Parameters<typeof connectionOf<IncidentRow>>[1],
  page: PageArgs,
) {
  return connectionOf(incidentsSeen(context), where, [{ column: 'occurredAt', desc: true }], page);
}

/** Reasons that an older ranking named in another form are left out. */
function reasonsOf({ reasons }: { readonly reasons: readonly string[] }) {
  return reasons.filter((reason) => ModelCode.safeParse(reason).success);
}

function unitOf({ unitId }: { readonly unitId: string }) {
  return { id: unitId };
}

/** BR-I3 counts from the call, where there was one. */
function after({ callStartedAt, reportedAt }: IncidentRow, seconds: number | null): Instant | null {
  if (seconds === null) return null;
  const { ms, offsetMin } = callStartedAt ?? reportedAt;
  return { ms: ms + seconds * 1_000, offsetMin };
}
