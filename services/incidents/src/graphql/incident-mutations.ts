import { isSensitive } from '@proximidad/catalogues';
import { entityOf, idFor, type Instant, uuidv5 } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import type { Context } from '@proximidad/service';
import { incident, type IncidentCommand } from '../domain/incident.ts';
import type { Places } from '../places.ts';
import { commandIdOf, type Commanded, found, instantOf, type Maybe, refusal } from './edge.ts';
import { answered, entityFor, type Input, type Located, type Log, toldOf } from './telling.ts';
import { callsSeen, incidentsSeen } from './views.ts';

type Facts<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

interface ReportIncident extends Commanded, Located {
  readonly incidentId?: Maybe<string>;
  readonly point?: Maybe<Point>;
  readonly code: string;
  readonly priority?: Maybe<Facts<'ReportIncident'>['priority']>;
  readonly callIds?: Maybe<readonly string[]>;
  readonly folio?: Maybe<string>;
  readonly exercise?: Maybe<boolean>;
  readonly happenedAt?: Maybe<string>;
}
interface OnIncident extends Commanded {
  readonly incidentId: string;
}
interface ChangePriority extends OnIncident {
  readonly priority: Facts<'ChangePriority'>['to'];
  readonly reason: Facts<'ChangePriority'>['reason'];
}
interface OnUnit extends OnIncident {
  readonly unitId: string;
}
interface DispatchPatrol extends OnUnit {
  readonly overrideReason?: Maybe<Facts<'DispatchPatrol'>['overrideReason']>;
}
interface CancelDispatch extends OnUnit {
  readonly reason: Facts<'CancelDispatch'>['reason'];
}
interface CloseIncident extends OnIncident {
  readonly outcome: Facts<'CloseIncident'>['outcome'];
  readonly finalCode: string;
  readonly victims?: Maybe<number>;
  readonly rndDelayReason?: Maybe<Facts<'CloseIncident'>['rndDelayReason']>;
}

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
    (_: unknown, { input }: Input<OnUnit>, context: Context) =>
      onIncident(context, input, (at) => ({ type, unitId: input.unitId, at }));

  return {
    reportIncident: (_: unknown, { input }: Input<ReportIncident>, context: Context) =>
      reportIncident(context, input, log, places),
    changePriority: (_: unknown, { input }: Input<ChangePriority>, context: Context) =>
      onIncident(context, input, (at) => {
        return { type: 'ChangePriority', to: input.priority, reason: input.reason, at };
      }),
    dispatchPatrol(_: unknown, { input }: Input<DispatchPatrol>, context: Context) {
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
    cancelDispatch: (_: unknown, { input }: Input<CancelDispatch>, context: Context) =>
      onIncident(context, input, (at) => {
        return { type: 'CancelDispatch', unitId: input.unitId, reason: input.reason, at };
      }),
    closeIncident: (_: unknown, { input }: Input<CloseIncident>, context: Context) =>
      onIncident(context, input, (at) => {
        const { outcome, finalCode, victims, rndDelayReason = null } = input;
        return { type: 'CloseIncident', outcome, finalCode, victims: victims ?? 0, rndDelayReason, at };
      }),
  };
}

async function reportIncident(context: Context, input: ReportIncident, log: Log, places: Places) {
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
  const told = { commandId, occurredAt: at, municipality };
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
