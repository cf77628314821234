import { entityOf, idFor, parseDateTime, reject, type Rejection } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import type { AreaIndex } from '../area-index.ts';
import { areas } from '../domain/areas.ts';
import { contact, keptPoint } from '../domain/contact.ts';
import { followUpQueue } from '../domain/follow-up-queue.ts';
import { followUp, type FollowUpCommand } from '../domain/follow-up.ts';
import type {
  MutationCompleteFollowUpArgs,
  MutationRecordContactArgs,
  MutationRecordFollowUpAttemptArgs,
  MutationWaiveFollowUpArgs,
  RecordContactInput,
  RecordFollowUpAttemptInput,
} from './schema.gen.ts';

/** What the answer's own field is read by, once the read model has got there. */
export interface Accepted {
  readonly id: string;
  readonly at: number | undefined;
}

export const mutations = (areaIndex: AreaIndex) => ({
  async recordContact(_: unknown, { input }: MutationRecordContactArgs, context: Context) {
    const place = placeOf(input, context, areaIndex);
    if ('rejected' in place) return refused(context, place);
    const { municipality, beatId } = place;
    const entity = municipality.slice(0, 2);
    const { commandId, kind, point, topics } = input;
    const id = input.contactId ?? idFor(entity, commandId, 'contact');
    if (entityOf(id) !== entity) {
      return refused(context, reject('OtherEntity', 'The id is of another entity than the place.'));
    }
    const at = input.occurredAt ? parseDateTime(input.occurredAt) : context.now(municipality);
    const topicCodes = [...(topics ?? [])];
    const command = {
      type: 'RecordContact' as const,
      kind,
      outcome: input.outcome,
      municipality,
      beatId,
      point: point ? keptPoint(kind, topicCodes, point) : null,
      officerIds: [...input.officerIds],
      durationS: input.durationSeconds,
      topicCodes,
      people: input.people,
      at,
    };
    const outcome = await context.tell(contact, id, command, { commandId, municipality, occurredAt: at });
    return context.answer(outcome, () => ({
      __typename: 'ContactAccepted',
      id,
      at: outcome.ok ? outcome.position : undefined,
    }));
  },

  recordFollowUpAttempt: (_: unknown, { input }: MutationRecordFollowUpAttemptArgs, context: Context) =>
    tellFollowUp(context, input, (at) => ({ type: 'RecordAttempt', at })),

  completeFollowUp: (_: unknown, { input }: MutationCompleteFollowUpArgs, context: Context) =>
    tellFollowUp(context, input, (at) => ({ type: 'CompleteFollowUp', outcome: input.outcome, at })),

  waiveFollowUp: (_: unknown, { input }: MutationWaiveFollowUpArgs, context: Context) =>
    tellFollowUp(context, input, (at) => ({ type: 'WaiveFollowUp', reason: input.reason, at })),
});

async function tellFollowUp(
  context: Context,
  { commandId, followUpId: id, occurredAt }: RecordFollowUpAttemptInput,
  commandAt: (at: ReturnType<Context['now']>) => FollowUpCommand,
) {
  const municipality = context.table(followUpQueue, 'followup').get(id)?.municipality;
  const at = occurredAt ? parseDateTime(occurredAt) : context.now(municipality ?? entityOf(id));
  const outcome = await context.tell(followUp, id, commandAt(at), {
    commandId,
    municipality,
    occurredAt: at,
  });
  return context.answer(outcome, () => ({
    __typename: 'FollowUpAccepted',
    id,
    at: outcome.ok ? outcome.position : undefined,
  }));
}

/** The beat that was named, else the one that the point lies in, else the municipality alone. */
function placeOf(
  { beatId, point, municipality }: RecordContactInput,
  { table }: Context,
  areaIndex: AreaIndex,
): { readonly municipality: string; readonly beatId: string | null } | Rejection {
  if (beatId) {
    const area = table(areas, 'beat').get(beatId);
    return area
      ? { municipality: area.municipality, beatId }
      : reject('UnknownBeat', 'No such beat is known here, or it is closed.');
  }
  const area = point ? areaIndex.at(point) : undefined;
  if (area) return { municipality: area.municipality, beatId: area.id };
  return municipality
    ? { municipality, beatId: null }
    : reject('PlaceMissing', 'A contact has a beat, a point in a known beat, or a municipality.');
}

function refused({ answer }: Context, rejection: Rejection) {
  return answer({ ok: false, rejection }, () => ({ __typename: 'Refusal' }));
}
