import { entityOf, idFor, type Instant } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import { call, type CallChannel as DomainChannel, type CallCommand } from '../domain/call.ts';
import { commandIdOf, found, instantOf, refusal } from './edge.ts';
import type {
  AbandonCallInput,
  CallChannel,
  MutationAbandonCallArgs,
  MutationClassifyCallArgs,
  MutationLinkDuplicateArgs,
  MutationReceiveCallArgs,
  ReceiveCallInput,
} from './schema.gen.ts';
import { answered, entityFor, type Log, toldOf } from './telling.ts';
import { callsSeen, incidentsSeen } from './views.ts';

/** The words that a name of the graph cannot spell: it may not begin with a digit. */
const CHANNELS = {
  ...{ C911: '911', C089: '089', APP: 'APP', PANIC_BUTTON: 'PANIC_BUTTON' },
  ...{ RADIO: 'RADIO', CAMERA: 'CAMERA', WALK_IN: 'WALK_IN' },
} as const satisfies Record<CallChannel, DomainChannel>;

export function callMutations(log: Log) {
  const onCall = async (context: Context, input: AbandonCallInput, command: (at: Instant) => CallCommand) => {
    const { callId } = input;
    const told = await toldOf(context, log, input, callId, () => callsSeen(context).get(callId));
    const outcome = await context.tell(call, callId, command(told.occurredAt), told);
    return answered(context, 'CallAccepted', callId, outcome);
  };
  return {
    receiveCall: (_: unknown, { input }: MutationReceiveCallArgs, context: Context) =>
      receiveCall(context, input),
    classifyCall: (_: unknown, { input }: MutationClassifyCallArgs, context: Context) =>
      onCall(context, input, () => ({ type: 'ClassifyCall', code: input.code })),
    abandonCall: (_: unknown, { input }: MutationAbandonCallArgs, context: Context) =>
      onCall(context, input, (at) => ({ type: 'AbandonCall', at })),
    async linkDuplicate(_: unknown, { input }: MutationLinkDuplicateArgs, context: Context) {
      const { callId, incidentId, rule, score = null } = input;
      const known = await found(context, log, () => incidentsSeen(context).get(incidentId));
      if (!known || known.entity !== entityOf(callId)) {
        return refusal(context, 'IncidentUnknown', 'El incidente no existe en la entidad de la llamada.');
      }
      return onCall(context, input, () => ({ type: 'LinkDuplicate', callId, incidentId, rule, score }));
    },
  };
}

async function receiveCall(context: Context, input: ReceiveCallInput) {
  const commandId = commandIdOf(input);
  const channel = CHANNELS[input.channel];
  const entity = entityFor(context, input, input.callId);
  const callId = input.callId ?? idFor(entity, commandId, 'call');
  const municipality = channel === '089' ? null : (input.municipality ?? null);
  if (municipality !== null && municipality.slice(0, 2) !== entity) {
    return refusal(context, 'PlaceOutsideEntity', 'El municipio es de otra entidad.');
  }
  const occurredAt = instantOf(context, input.occurredAt, municipality ?? entity);
  const startedAt = input.startedAt ? instantOf(context, input.startedAt, entity) : occurredAt;
  const command: CallCommand = {
    ...{ type: 'ReceiveCall', channel, c2Id: input.c2Id ?? null, municipality, startedAt },
  };
  const told = { commandId, occurredAt, municipality, creates: true };
  const outcome = await context.tell(call, callId, command, told);
  return answered(context, 'CallAccepted', callId, outcome);
}
