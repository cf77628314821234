import { type CommandOf, isAfter, type Rejection } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import {
  type Context,
  limitExceeded,
  neverFuture,
  publicError,
  refuseImplausibleUnless,
  toldIn,
} from '@proximidad/edge';
import { z } from 'zod';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { BulkItemResult, HistoricalIncidentInput } from '../schema.gen.ts';
import { historical, historicalCommandIdOf, historicalIdOf, isSensitiveCategory } from './historical.ts';

const ITEMS_MAX = 500;

type Result = Omit<BulkItemResult, '__typename'>;
type Done = { readonly result: Result; readonly recorded?: Outcome };
type Outcome = Extract<Awaited<ReturnType<typeof execute>>, { ok: true }>;

/** The bulk form: each item has its own outcome, those recorded before are known. */
export async function recordHistoricalIncidents(
  items: readonly HistoricalIncidentInput[],
  context: Context,
  places: Places,
): Promise<{ readonly results: readonly Result[]; readonly position: string | null }> {
  if (items.length > ITEMS_MAX) {
    throw limitExceeded('items', ITEMS_MAX, { cost: items.length });
  }
  const done: Done[] = [];
  const there = context.table(incidentBoard, 'incident').getMany(items.map(idOf));
  const each = async ([index, item]: [number, HistoricalIncidentInput]) => {
    const record = () => recorded(index, item, !there.has(idOf(item)), context, places);
    done[index] = await context.itemInTurn(record);
  };
  const { first = [], repeated = [] } = Object.groupBy(items.entries(), isFirst());
  await Promise.all(first.map(each));
  for (const again of repeated) await each(again);
  return { results: done.map(({ result }) => result), position: lastPosition(done, context) };
}

/** Separates the first item of a key from its repetitions: executed at the same time, both would look new. */
function isFirst(): (entry: [number, HistoricalIncidentInput]) => 'first' | 'repeated' {
  const seen = new Set<string>();
  return ([, item]) => {
    const size = seen.size;
    return seen.add(idOf(item)).size > size ? 'first' : 'repeated';
  };
}

function idOf({ entity, source, sourceKey }: HistoricalIncidentInput): string {
  return historicalIdOf(entity, source, sourceKey);
}

async function recorded(
  index: number,
  item: HistoricalIncidentInput,
  creates: boolean,
  context: Context,
  places: Places,
): Promise<Done> {
  try {
    if (item.municipality && item.municipality.slice(0, 2) !== item.entity) {
      return { result: { index, outcome: 'REJECTED', ...refusalOf(refuse('OutsideEntity'), context) } };
    }
    const outcome = await execute(item, creates, context, places);
    const id = idOf(item);
    if (!outcome.ok) {
      return { result: { index, outcome: 'REJECTED', id, ...refusalOf(outcome.rejection, context) } };
    }
    const again = outcome.known || outcome.events.length === 0;
    return { result: { index, outcome: again ? 'KNOWN' : 'ACCEPTED', id }, recorded: outcome };
  } catch (error) {
    return { result: { index, outcome: 'REJECTED', ...aboutTheItem(error, context) } };
  }
}

async function execute(item: HistoricalIncidentInput, creates: boolean, context: Context, places: Places) {
  const { entity, source, sourceKey } = item;
  const told = { entity, ms: item.occurredAt.ms, decreed: context.decreed };
  await refuseImplausibleUnless(() => Promise.resolve(!creates), item, told);
  const command = commandOf(item, context, places);
  const { occurredAt, municipality } = command;
  const commandId = historicalCommandIdOf(entity, source, sourceKey);
  return context.execute(historical, idOf(item), command, { commandId, occurredAt, municipality, creates });
}

/** The point is used to find the beat and is dropped when the kind is sensitive. */
function commandOf(
  item: HistoricalIncidentInput,
  context: Context,
  places: Places,
): CommandOf<typeof historical> {
  const { occurredAt, arrivedAt, closedAt, legs } = item;
  const moments = { occurredAt, arrivedAt, closedAt };
  for (const [field, at] of Object.entries(moments)) neverFuture(context, field, at);
  for (const [leg, at] of Object.entries(legs ?? {})) neverFuture(context, `legs.${leg}`, at);
  const { system, version, code } = item.classification;
  const { municipality, beatId, basis } = places.find({ ...item, at: item.occurredAt });
  const sensitive = (item.sensitive ?? false) || isSensitiveCategory(item.classification);
  const given = {
    source: item.source,
    sourceKey: item.sourceKey,
    occurredAt: item.occurredAt,
    arrivedAt: item.arrivedAt ?? null,
    closedAt: item.closedAt ?? null,
    outcome: item.outcome ?? null,
    classification: { system, code, ...(version ? { version } : {}) },
    municipality,
    beatId,
    point: sensitive ? null : (item.point ?? null),
    placeBasis: basis,
    sensitive,
    legs: legsOf(item.legs),
  };
  return { ...Given.parse(given), type: 'RecordHistoricalIncident', at: item.occurredAt };
}

function legsOf(given: HistoricalIncidentInput['legs']) {
  const { answeredAt = null, classifiedAt = null, dispatchedAt = null, enRouteAt = null } = given ?? {};
  const legs = { answeredAt, classifiedAt, dispatchedAt, enRouteAt };
  return Object.values(legs).some((at) => at !== null) ? legs : null;
}

/** What an item has to be, by its own field names. */
const Given = z.object(historical.commands.RecordHistoricalIncident.input);

function refusalOf({ rejected: code, reason }: Rejection, { language }: Context) {
  return { code, message: reason[language] };
}

/** A fault of one item rejects that item; a fault of the environment ends the whole bulk. */
function aboutTheItem(
  error: unknown,
  { language }: Context,
): { readonly code: string; readonly message: string } {
  const { code, message, details } = toldIn(language, publicError(error, 'incidents'));
  if (code !== 'BAD_USER_INPUT' && code !== 'FORBIDDEN') throw error;
  const fields = details.fields?.map((field) => `${field.path}: ${field.message}`).join('; ');
  return { code, message: fields ?? message };
}

function lastPosition(done: readonly Done[], context: Context): string | null {
  let last: Outcome | undefined;
  for (const { recorded: outcome } of done) {
    if (outcome?.position === undefined) continue;
    if (last?.position === undefined || isAfter(outcome.position, last.position)) last = outcome;
  }
  if (!last) return null;
  const answer = context.answer(last, () => ({ __typename: 'RecordHistoricalIncidentsResult' }));
  return (answer as { position: string }).position;
}
