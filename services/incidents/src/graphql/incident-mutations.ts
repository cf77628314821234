import { isSensitive } from '@proximidad/catalogues';
import { entityOf, idFor, type Instant, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { type Context, ServiceError } from '@proximidad/service';
import { incident, type IncidentCommand } from '../domain/incident.ts';
import type { Places } from '../places.ts';
import { commandIdOf, found, instantOf, refusal } from './edge.ts';
import type {
  CloseIncidentInput,
  MutationCancelDispatchArgs,
  MutationChangePriorityArgs,
  MutationCloseIncidentArgs,
  MutationDispatchPatrolArgs,
  MutationReclassifyIncidentArgs,
  MutationRelocateIncidentArgs,
  MutationReportArrivalArgs,
  MutationReportIncidentArgs,
  RelocateIncidentInput,
  ReportIncidentInput,
} from './schema.gen.ts';
import { answered, entityFor, type Log, toldOf } from './telling.ts';
import { callsSeen, incidentsSeen } from './views.ts';

/** What every command on an incident carries. */
type OnIncident = Pick<CloseIncidentInput, 'commandId' | 'incidentId' | 'occurredAt'>;

export function incidentMutations(log: Log, places: Places) {
  const onIncident = async (
    context: Context,
    input: OnIncident,
    command: (at: Instant, commandId: string) => IncidentCommand,
  ) => {
    const { incidentId } = input;
    const told = await toldOf(context, log, input, incidentId, () => incidentsSeen(context).get(incidentId));
    const outcome = await context.tell(incident, incidentId, command(told.occurredAt, told.commandId), told);
    return answered(context, 'IncidentAccepted', incidentId, outcome);
  };
  const unitReport =
    (type: 'AcknowledgeDispatch' | 'ReportEnRoute' | 'ReportArrival') =>
    (_: unknown, { input }: MutationReportArrivalArgs, context: Context) =>
      onIncident(context, input, (at) => ({ type, unitId: input.unitId, at }));

  return {
    reportIncident: (_: unknown, { input }: MutationReportIncidentArgs, context: Context) =>
      reportIncident(context, input, log, places),
    changePriority: (_: unknown, { input }: MutationChangePriorityArgs, context: Context) =>
      onIncident(context, input, (at) => {
        return { type: 'ChangePriority', to: input.priority, reason: input.reason, at };
      }),
    dispatchPatrol(_: unknown, { input }: MutationDispatchPatrolArgs, context: Context) {
      const { incidentId, unitId, overrideReason = null } = input;
      if (entityOf(unitId) !== entityOf(incidentId)) {
        return refusal(context, 'UnitOutsideEntity', 'La unidad es de otra entidad.');
      }
      return onIncident(context, input, (at, commandId) => {
        return { type: 'DispatchPatrol', jobId: uuidv5(commandId, 'job'), unitId, overrideReason, at };
      });
    },
    acknowledgeDispatch: unitReport('AcknowledgeDispatch'),
    reportEnRoute: unitReport('ReportEnRoute'),
    reportArrival: unitReport('ReportArrival'),
    cancelDispatch: (_: unknown, { input }: MutationCancelDispatchArgs, context: Context) =>
      onIncident(context, input, (at) => {
        return { type: 'CancelDispatch', unitId: input.unitId, reason: input.reason, at };
      }),
    closeIncident: (_: unknown, { input }: MutationCloseIncidentArgs, context: Context) =>
      onIncident(context, input, (at) => {
        const { outcome, finalCode, victims, rndDelayReason = null } = input;
        return { type: 'CloseIncident', outcome, finalCode, victims: victims ?? 0, rndDelayReason, at };
      }),
    reclassifyIncident: (_: unknown, { input }: MutationReclassifyIncidentArgs, context: Context) =>
      onIncident(context, input, (at) => {
        const { finalCode: to, reason } = input;
        const validFrom = input.validFrom ? parseDateTime(input.validFrom) : null;
        return { type: 'ReclassifyIncident', to, validFrom, reason, authorisedBy: context.subject.id, at };
      }),
    relocateIncident(_: unknown, { input }: MutationRelocateIncidentArgs, context: Context) {
      const { incidentId, municipality, reason } = input;
      if (municipality && municipality.slice(0, 2) !== entityOf(incidentId)) {
        return refusal(context, 'PlaceOutsideEntity', 'El municipio es de otra entidad.');
      }
      const to = placeFound(context, input, places);
      return onIncident(context, input, (at) => {
        return { type: 'RelocateIncident', to, reason, authorisedBy: context.subject.id, at };
      });
    },
  };
}

/**
 * Where the input says that it happened. Policy knows where the incident lies; that it stays within the municipality of
 * whoever serves one alone is seen to here.
 */
function placeFound(context: Context, input: RelocateIncidentInput, places: Places) {
  const { incidentId, point = null, municipality: named } = input;
  const { municipality, beatId, basis } = places.find({
    entity: entityOf(incidentId),
    point,
    municipality: named,
  });
  if (basis === 'UNKNOWN') {
    throw new ServiceError('BAD_USER_INPUT', 'A municipality is needed, or a point that a beat holds.');
  }
  const own = context.subject.municipality;
  if (own !== undefined && own !== municipality) {
    throw new ServiceError('FORBIDDEN', `You may not move an incident to ${municipality}.`);
  }
  return { municipality, beatId, point };
}

async function reportIncident(context: Context, input: ReportIncidentInput, log: Log, places: Places) {
  const commandId = commandIdOf(input);
  const entity = entityFor(context, input, input.incidentId);
  if (input.municipality && input.municipality.slice(0, 2) !== entity) {
    return refusal(context, 'PlaceOutsideEntity', 'El municipio es de otra entidad.');
  }
  const callIds = [...new Set(input.callIds ?? [])];
  const starts = await startsOf(context, callIds, entity, log);
  if (!starts) return refusal(context, 'CallUnknown', 'Una de las llamadas no existe en la entidad.');
  const callStartedAt = starts.sort((a, b) => a.ms - b.ms)[0] ?? null;
  const { municipality, beatId } = places.find({
    entity,
    point: input.point,
    municipality: input.municipality,
  });
  const at = instantOf(context, input.occurredAt, municipality);
  const happenedAt = input.happenedAt && instantOf(context, input.happenedAt, municipality);
  // The point finds the beat and is let go of when the kind is sensitive.
  const point = isSensitive(input.code) ? null : (input.point ?? null);
  const command: IncidentCommand = {
    type: 'ReportIncident',
    callIds,
    place: { municipality, beatId, point },
    code: input.code,
    priority: input.priority ?? null,
    folio: input.folio ?? null,
    exercise: input.exercise ?? false,
    happenedAt: happenedAt || (callStartedAt ?? at),
    callStartedAt,
    at,
  };
  const incidentId = input.incidentId ?? idFor(entity, commandId, 'incident');
  const told = { commandId, occurredAt: at, municipality, creates: true };
  return answered(
    context,
    'IncidentAccepted',
    incidentId,
    await context.tell(incident, incidentId, command, told),
  );
}

/** When each call began; undefined when the caller does not see one of them, or it is another entity's. */
async function startsOf(
  context: Context,
  callIds: readonly string[],
  entity: string,
  log: Log,
): Promise<Instant[] | undefined> {
  const starts: Instant[] = [];
  for (const callId of callIds) {
    const row = await found(context, log, () => callsSeen(context).get(callId));
    if (row?.entity !== entity) return undefined;
    starts.push(row.startedAt);
  }
  return starts;
}
