import { isSensitive } from '@proximidad/catalogues';
import { reaction } from '@proximidad/bus';
import { basisOf } from '@proximidad/contracts';
import { entityOf, type Instant, type Rejection, streamOf, uuidv5 } from '@proximidad/eventsourcing';
import { DENIALS, refuse, sayBoth } from '@proximidad/refusals';
import type { Point } from '@proximidad/geography';
import {
  argumentError,
  type Dependencies,
  edgeOf,
  type Seeking,
  ServiceError,
  type Slice,
} from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { type CallRow, calls } from '../call/calls.ts';
import { crewDuring } from '../crew/crew.ts';
import { againstTownCommand, federalMay } from '../noted-agreement/slice.ts';
import { historical } from '../historical/historical.ts';
import { governing } from '../noted-profile.ts';
import { isFree, isSentBy, knownUnits } from '../known-unit/known-units.ts';
import { lasting } from './board-merges.ts';
import { due } from './time-passing.ts';
import { holdsGuarded, incidentBoard } from './incident-board.ts';
import type { IncidentRow } from './incident-row.ts';
import { incident } from './incident.ts';
import { published } from './published.ts';
import { proposePatrol } from './reactions.ts';
import { resolversOver } from './resolvers.ts';
import { callsAbout } from './what-it-is.ts';

const OUTSIDE = refuse('OutsideEntity');
const NATIONAL = '00';

/** Incidents and their dispatches. */
export const incidentSlice: Slice<Places> = {
  aggregate: incident,
  readModels: [incidentBoard],
  feeds: {
    Incident: {
      ...{ model: incidentBoard, kind: 'incident', changes: 'incidents' },
      ended: { status: ['CLOSED'] },
      narrow: occurredBetween,
    },
  },
  published,
  reactions: ({ readModels }) => [
    reaction({
      name: 'propose-patrol',
      context: 'beats',
      kind: 'restricted',
      type: 'PatrolCandidatesRanked',
      react(event, { occurredAt, municipality }) {
        const known = readModels.table(knownUnits).getMany(event.candidates.map(({ unitId }) => unitId));
        return proposePatrol(
          event,
          occurredAt,
          municipality,
          (id) => (known.get(id)?.retiredAt ?? null) === null,
        );
      },
    }),
  ],
  due: ({ readModels }, now) => due(readModels, now),
  edge: edgeOf<Places>()({
    aggregate: incident,
    ...{ type: 'Incident', field: 'incident', id: 'incidentId' },
    ...{ model: incidentBoard, kind: 'incident' },
    history: ({ id, historical: isPast }) => streamOf((isPast ? historical : incident).category, id),
    oneByOne: {
      DispatchPatrol: ({ unitId }) => unitId,
      ReportIncident: ({ callIds }) => callIds,
      MergeIncidents: (_, id) => mergesOf(id),
      RevertMerge: (_, id) => mergesOf(id),
      LinkIncident: ({ toIncidentId }, id) => linkOf(id, toIncidentId),
      UnlinkIncident: ({ toIncidentId }, id) => linkOf(id, toIncidentId),
    },
    lookUps: {
      async ReportIncident({ input, id, context, deps, at }) {
        const entity = entityOf(id!);
        const starts = await startsOf(context, input.callIds, id!);
        if ('rejected' in starts) return starts;
        const callStartedAt = starts.toSorted((a, b) => a.ms - b.ms)[0] ?? null;
        const happenedAt = input.happenedAt ?? callStartedAt ?? at(entity);
        const { municipality, beatId, rural } = deps.resources.find({ ...input, entity, at: happenedAt });
        // The point is used to find the beat and is dropped when the kind is sensitive.
        const point = isSensitive(input.code) ? null : input.point;
        const place = { municipality, beatId, point };
        const model = governing(deps, { entity, ...place }, happenedAt.ms);
        const { responseTargets } = model.profile;
        const basis = basisOf(model, 'responseTargets');
        return { found: { place, callStartedAt, rural, responseTargets, basis }, municipality };
      },
      DispatchPatrol: (seeking) => unitToSend(seeking),
      async MergeIncidents({ input: { survivorId }, id, row, context, deps }) {
        const other = await otherIncident(survivorId, id!, context);
        if ('rejected' in other) return other;
        const { initialCode, open, exercise, reportedAt } = other;
        const survivor = { code: initialCode.code, open, exercise, reportedAt };
        const calls = row ? callsAbout(deps.readModels.table(incidentBoard), row) : 0;
        const brought = lasting(row?.absorbed ?? []).map(({ brings }) => brings);
        return { found: { survivor, calls, brought, holdsGuarded: row !== undefined && holdsGuarded(row) } };
      },
      RevertMerge({ row, deps }) {
        const survivor = row?.mergedInto
          ? deps.readModels.table(incidentBoard).get(row.mergedInto)
          : undefined;
        const further = survivor?.mergedInto ?? null;
        // Two that were merged into each other, before merges were decided in turn, have no last one to revert first.
        return { found: { survivorMerged: further !== null && further !== row?.id } };
      },
      async LinkIncident({ input: { toIncidentId }, id, row, context }) {
        const other = await otherIncident(toIncidentId, id!, context);
        if ('rejected' in other) return other;
        if (other.mergedInto !== null) return refuse('IncidentMerged');
        const related = relationOf(row, toIncidentId);
        return { found: { alike: other.exercise === row?.exercise, related } };
      },
      UnlinkIncident: ({ input: { toIncidentId }, row }) => ({
        found: { related: relationOf(row, toIncidentId) !== null },
      }),
      CorrectClosing: ({ context }) => ({ found: { authorisedBy: context.subject.id } }),
      ReclassifyIncident: ({ context }) => ({ found: { authorisedBy: context.subject.id } }),
      RelocateIncident(seeking) {
        const { input, id, context } = seeking;
        if (input.municipality !== null && input.municipality.slice(0, 2) !== entityOf(id!)) return OUTSIDE;
        return { found: { to: placeOf(seeking), authorisedBy: context.subject.id } };
      },
    },
  }),
  resolvers: (deps) => resolversOver(deps),
};

/** Two incidents merged into each other would leave none of the event. */
const mergesOf = (incidentId: string) => `merges of ${entityOf(incidentId)}`;

/** What one of them says about the other is said about both. */
const linkOf = (...incidentIds: readonly string[]) => `link of ${incidentIds.toSorted().join(' and ')}`;

function relationOf(row: IncidentRow | undefined, toIncidentId: string) {
  const links = lasting(row?.related ?? []);
  return links.find(({ incidentId }) => incidentId === toIncidentId)?.relation ?? null;
}

/** Another incident of the entity, as far as the caller sees it. */
async function otherIncident(
  otherId: string,
  id: string,
  context: Seeking<Places>['context'],
): Promise<IncidentRow | Rejection> {
  if (otherId === id) return refuse('SameIncident');
  const other = await context.found(() => context.table(incidentBoard, 'incident').get(otherId));
  if (other?.entity !== entityOf(id)) return OUTSIDE;
  return other.historical ? refuse('IncidentNotFound') : other;
}

/** The unit as known, for a caller who may send it, even one reported a moment ago: a municipality sends its own. */
async function unitToSend({
  input: { unitId },
  id,
  commandId,
  context,
  deps,
  at,
  row: incidentRow,
}: Seeking<Places, { readonly unitId: string }, IncidentRow>) {
  const place = incidentRow?.municipality;
  const against =
    againstUnit(deps, unitId, id!, place, at) ??
    againstTownCommand(deps, context, place, 'OPERATIONS', at(place ?? entityOf(id!)));
  if (against) return against;
  const row = await context.found(() => {
    const known = deps.readModels.table(knownUnits).get(unitId);
    const isTold = known !== undefined && (known.municipality !== null || known.retiredAt !== null);
    return isTold ? known : undefined;
  });
  const jobId = uuidv5(commandId, 'job');
  if (!row) return { found: { jobId, unit: null } };
  if (!isSentBy(context.subject.municipality, row)) {
    const text = sayBoth(DENIALS.SENDING, { municipality: row.municipality! });
    throw new ServiceError('FORBIDDEN', text, { reason: 'MUNICIPALITY' });
  }
  const { status, retiredAt } = row;
  const when = at(place ?? entityOf(id!));
  const isElsewhere = ({ incidentId, dispatchedAt }: (typeof row.jobs)[number]) =>
    incidentId !== id && dispatchedAt.ms <= when.ms;
  const leaves = row.jobs.findLast(isElsewhere)?.incidentId ?? null;
  const crew = crewDuring(row.crew, { dispatchedAt: when, endedAt: null }).filter(
    ({ since }) => since.ms <= when.ms,
  );
  const retired = retiredAt !== null && retiredAt.ms <= when.ms;
  return { found: { jobId, unit: { retired, free: isFree(row), status, leaves, crew } } };
}

/** A federal unit may be sent while an agreement covers the place; no other unit may be sent outside its entity (BR-A1). */
function againstUnit(
  deps: Dependencies<Places>,
  unitId: string,
  incidentId: string,
  municipality: string | undefined,
  at: (place: string) => Instant,
): Rejection | undefined {
  if (entityOf(unitId) === entityOf(incidentId)) return undefined;
  if (entityOf(unitId) !== NATIONAL || municipality === undefined) return OUTSIDE;
  const until = federalMay(deps, municipality, 'RESPOND', at(municipality));
  return until === undefined ? refuse('NoAgreement') : undefined;
}

/**
 * Where the input says that it happened. The policy knows where the incident lies; that a caller who serves one
 * municipality stays within it is checked here.
 */
function placeOf({
  input: { point, municipality: named },
  id,
  context,
  deps,
  row,
}: Seeking<
  Places,
  Pick<Parameters<Places['find']>[0], 'municipality'> & { readonly point: Point | null },
  IncidentRow
>) {
  const { municipality, beatId, basis } = deps.resources.find({
    entity: entityOf(id!),
    point,
    municipality: named,
    at: row?.occurredAt,
  });
  if (basis === 'UNKNOWN') {
    const message = 'is needed, or a point that a beat holds';
    throw argumentError({ path: 'municipality', code: 'REQUIRED', message });
  }
  const own = context.subject.municipality;
  if (own !== undefined && own !== municipality) {
    const text = sayBoth(DENIALS.MOVING, { municipality: String(municipality) });
    throw new ServiceError('FORBIDDEN', text, { reason: 'MUNICIPALITY' });
  }
  return { municipality, beatId, point };
}

/** When each call began; refused when the caller does not see one of them, or it is over or about another incident (BR-I1). */
async function startsOf(
  context: Seeking<Places>['context'],
  callIds: readonly string[],
  incidentId: string,
): Promise<Instant[] | Rejection> {
  const starts: Instant[] = [];
  for (const callId of new Set(callIds)) {
    const row = await context.found(() => context.table(calls, 'call').get(callId));
    if (row?.entity !== entityOf(incidentId)) return refuse('CallNotFound');
    const against = againstReport(row, incidentId);
    if (against) return against;
    starts.push(row.startedAt);
  }
  return starts;
}

function againstReport({ status, incidentId: its }: CallRow, incidentId: string): Rejection | undefined {
  switch (status) {
    case 'RECEIVED':
    case 'CLASSIFIED':
      return undefined;
    case 'REPORTED':
    case 'LINKED':
      return its === incidentId ? undefined : refuse('CallHasIncident');
    case 'CLOSED':
      return refuse('CallClosed');
    case 'ABANDONED':
      return refuse('CallAbandoned');
    case 'TRANSFERRED':
      return refuse('CallTransferred');
  }
}

/** Changes of incidents that occurred in a window, for example late facts of a month. */
function occurredBetween({
  occurredFrom,
  occurredTo,
}: {
  readonly occurredFrom?: Instant | null;
  readonly occurredTo?: Instant | null;
}) {
  return { occurredAt: { gte: occurredFrom?.ms, lt: occurredTo?.ms } };
}
