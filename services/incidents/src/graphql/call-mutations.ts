import { entityOf, idFor, type Instant } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import { call, type CallCommand } from '../domain/call.ts';
import { commandIdOf, type Commanded, found, instantOf, type Maybe, refusal } from './edge.ts';
import { answered, entityFor, type Input, type Located, type Log, toldOf } from './telling.ts';
import { callsSeen, incidentsSeen } from './views.ts';

type Facts<Type extends CallCommand['type']> = Extract<CallCommand, { type: Type }>;

interface ReceiveCall extends Commanded, Located {
  readonly callId?: Maybe<string>;
  readonly channel: Facts<'ReceiveCall'>['channel'];
  readonly c2Id?: Maybe<string>;
  readonly startedAt?: Maybe<string>;
}
interface OnCall extends Commanded {
  readonly callId: string;
}
interface ClassifyCall extends OnCall {
  readonly code: string;
}
interface LinkDuplicate extends OnCall {
  readonly incidentId: string;
  readonly rule: Facts<'LinkDuplicate'>['rule'];
  readonly score?: Maybe<number>;
}

export function callMutations(log: Log) {
  const onCall = async (context: Context, input: OnCall, command: (at: Instant) => CallCommand) => {
    const { callId } = input;
    const told = await toldOf(context, log, input, callId, () => callsSeen(context).get(callId));
    const outcome = await context.tell(call, callId, command(told.occurredAt), told);
    return answered(context, 'CallAccepted', callId, outcome);
  };
  return {
    receiveCall: (_: unknown, { input }: Input<ReceiveCall>, context: Context) => receiveCall(context, input),
    classifyCall: (_: unknown, { input }: Input<ClassifyCall>, context: Context) =>
      onCall(context, input, () => ({ type: 'ClassifyCall', code: input.code })),
    abandonCall: (_: unknown, { input }: Input<OnCall>, context: Context) =>
      onCall(context, input, (at) => ({ type: 'AbandonCall', at })),
    async linkDuplicate(_: unknown, { input }: Input<LinkDuplicate>, context: Context) {
      const { callId, incidentId, rule, score = null } = input;
      const known = await found(context, log, () => incidentsSeen(context).get(incidentId));
      if (!known || known.entity !== entityOf(callId)) {
        return refusal(context, 'IncidentUnknown', 'El incidente no existe en la entidad de la llamada.');
      }
      return onCall(context, input, () => ({ type: 'LinkDuplicate', callId, incidentId, rule, score }));
    },
  };
}

async function receiveCall(context: Context, input: ReceiveCall) {
  const commandId = commandIdOf(input);
  const { channel, c2Id = null } = input;
  const entity = entityFor(context, input, input.callId);
  const callId = input.callId ?? idFor(entity, commandId, 'call');
  const municipality = channel === '089' ? null : (input.municipality ?? null);
  if (municipality !== null && municipality.slice(0, 2) !== entity) {
    return refusal(context, 'PlaceOutsideEntity', 'El municipio es de otra entidad.');
  }
  const occurredAt = instantOf(context, input.occurredAt, municipality ?? entity);
  const startedAt = input.startedAt ? instantOf(context, input.startedAt, entity) : occurredAt;
  const command: CallCommand = { type: 'ReceiveCall', channel, c2Id, municipality, startedAt };
  const outcome = await context.tell(call, callId, command, { commandId, occurredAt, municipality });
  return answered(context, 'CallAccepted', callId, outcome);
}
