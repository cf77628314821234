import { publishOnly } from '@proximidad/bus';
import { entityOf, execution, type Instant, subjectToken } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import {
  argument,
  columnFilter,
  connectionOf,
  type Context,
  type Dependencies,
  type Due,
  edgeOf,
  ServiceError,
  type Slice,
} from '@proximidad/edge';
import { Point } from '@proximidad/geography';
import type { Places } from '../beat-boundary/places.ts';
import { codeOf, mustBeCnie } from '../incident/codes.ts';
import { incidentBoard, isGuarded } from '../incident/incident-board.ts';
import { callsAbout } from '../incident/what-it-is.ts';
import type { QueryDuplicateCandidatesArgs, SliceResolvers } from '../schema.gen.ts';
import { devices } from '../device/devices.ts';
import { deviceResolvers } from '../device/resolvers.ts';
import { call, endsCall } from './call.ts';
import { callerLanguage, callerName, callerNumber } from './caller.ts';
import { type CallRow, calls } from './calls.ts';
import { callerOf, callTask } from './call-task.ts';
import { type Account, APART_MAX_MS, duplicateCandidates, suggestionsOf } from './duplicates.ts';
import { spanOf } from '../span.ts';
import { callLoad } from './load.ts';
import { publishedCall } from './published.ts';
import { callersDue } from './retention.ts';

/** The newest incidents that a call is compared with. */
const COMPARED_MAX = 500;
/** How far off a telephone cell's point may be, where the network does not say. */
const CELL_RADIUS_METRES = 500;
/** Calls whose history is updated in one tick; the rest waits for the next. */
const TOLD_MAX = 100;
/** Reports carry the time of their own clocks, which may be ahead. */
const UNTOLD_AHEAD_MS = 60_000;
/** A report may be written long after its call began. */
const REPORT_DELAY_MAX_MS = 60 * 60_000;

/** Calls to the centres, and what came of each. */
export const callSlice: Slice<Places> = {
  aggregate: call,
  readModels: [calls, devices],
  feeds: {
    Call: {
      ...{ model: calls, kind: 'call', changes: 'calls' },
      // Nobody has to do anything about the call any more.
      ended: { status: ['REPORTED', 'LINKED', 'CLOSED', 'ABANDONED', 'TRANSFERRED'] },
    },
  },
  edge: edgeOf<Places>()({
    aggregate: call,
    ...{ type: 'Call', field: 'call', id: 'callId' },
    ...{ model: calls, kind: 'call' },
    // No incident is reported from a call while it is being linked or ended.
    oneByOne: {
      LinkDuplicate: (_, callId) => callId,
      ClassifyCall: ({ code }, callId) => (endsCall(code) ? callId : []),
      TransferCall: (_, callId) => callId,
      AbandonCall: (_, callId) => callId,
    },
    lookUps: {
      ReceiveCall({ input, context }) {
        const municipality = input.channel === '089' ? null : input.municipality;
        const centre = context.subject.municipality ?? null;
        return { found: { municipality, centre }, municipality: municipality ?? centre };
      },
      LocateCall({ input, id }) {
        const { municipality, point, radiusMetres } = input;
        if (municipality !== null && municipality.slice(0, 2) !== entityOf(id!))
          return refuse('OutsideEntity');
        const cell = point && { point, radiusMetres: radiusMetres ?? CELL_RADIUS_METRES };
        return { found: { municipality, cell } };
      },
      ClassifyCall: ({ row }) => ({ found: { reported: isReported(row) } }),
      AbandonCall: ({ row }) => (isReported(row) ? refuse('CallHasIncident') : { found: {} }),
      TransferCall: ({ input, id, row }) => {
        if (isReported(row)) return refuse('CallHasIncident');
        const own = entityOf(id!);
        const entity = input.toEntity ?? own;
        const { toC2Id, toMunicipality } = input;
        const told = [toC2Id, toMunicipality].filter((each) => each !== null);
        if (told.some((each) => !each.startsWith(entity))) return refuse('OutsideEntity');
        if (entity !== own) return { found: { toEntity: entity } };
        // Nothing is told of where to, and no municipality's centre has it.
        const isHere = told.length === 0 && (row?.municipality ?? null) === null;
        return isHere ? refuse('AlreadyThere') : { found: { toEntity: null } };
      },
      async SuggestDuplicates({ input, id, context }) {
        // The classification and the location of the call may have been recorded a moment ago.
        const row = await context.found(() => {
          const known = context.table(calls, 'call').get(id!);
          return known?.code && (input.point ?? known.cell) ? known : undefined;
        });
        const point = input.point ?? row?.cell?.point;
        if (!row?.code || !point) return { found: { suggestions: [] } };
        const cellFix = input.point === null || input.cellFix === true;
        const account = { code: row.code, at: row.startedAt.ms, point, cellFix };
        return { found: { suggestions: suggestionsOf(openDuplicates(account, row.entity, context)) } };
      },
      async LinkDuplicate({ input, id, row, context, deps }) {
        const { incidentId } = input;
        if (isReported(row) && row?.incidentId !== incidentId) return refuse('AlreadyLinked');
        const known = await context.found(() => context.table(incidentBoard, 'incident').get(incidentId));
        if (known?.entity !== entityOf(id!) || known.historical) {
          return refuse('IncidentNotFound');
        }
        const { initialCode, exercise, closedAt, mergedInto } = known;
        const told = callsAbout(deps.readModels.table(incidentBoard), known);
        const stands = {
          ...{ code: initialCode.code, sensitive: isGuarded(known), exercise, closedAt, calls: told },
          merged: mergedInto !== null,
        };
        return { found: { callId: id!, incident: stands } };
      },
    },
  }),
  published: publishOnly(['CallerRetentionCame'], publishedCall),
  *due({ readModels }, now) {
    yield* due(readModels, now);
    yield* callersDue(readModels, now);
  },
  resolvers: (deps) => resolversOver(deps),
};

/** Incidents were reported from calls: that is recorded in each call's own history. */
function* due(readModels: Dependencies<Places>['readModels'], now: number): Iterable<Due> {
  const untold = readModels.table(calls).list({
    where: { untoldSince: { gte: 0, lt: now + UNTOLD_AHEAD_MS } },
    orderBy: [{ column: 'untoldSince' }],
    first: TOLD_MAX,
  });
  for (const { row } of untold.rows) {
    const { id, incidentId, untoldSince: at, municipality } = row;
    if (incidentId === null || at === null) continue;
    yield {
      subject: `call-reported:${id}:${incidentId}`,
      dueAt: at.ms,
      execution: execution(
        call,
        id,
        { type: 'NoteCallReported', incidentId, at },
        municipality === null ? {} : { municipality },
      ),
    };
  }
}

/** The call's own stream learns of a report a moment after its row. */
const isReported = (row: CallRow | undefined) => row?.status === 'REPORTED';

const callsSeen = (context: Context) => context.table(calls, 'call');

function openDuplicates(account: Account, entity: string | undefined, context: Context) {
  const { at } = account;
  const open = context.table(incidentBoard, 'incident').list({
    where: {
      entity,
      open: true,
      reportedAt: { gte: at - APART_MAX_MS, lt: at + APART_MAX_MS + REPORT_DELAY_MAX_MS },
    },
    orderBy: [{ column: 'reportedAt', desc: true }],
    first: COMPARED_MAX,
  });
  return duplicateCandidates(
    account,
    open.rows.map(({ row }) => row),
  );
}

/** How calls are asked for. */
const questions = {
  call: (_, { id }, context) => callsSeen(context).get(id),
  calls(_, { entity, municipality, from, to, first, after, ...byColumn }, context) {
    mustBeCnie('code', byColumn.code);
    const place = municipality ?? undefined;
    const where = {
      entity: entity ?? place?.slice(0, 2) ?? undefined,
      municipality: place,
      ...columnFilter(byColumn),
      startedAt: from || to ? { gte: from?.ms, lt: to?.ms } : undefined,
    };
    return connectionOf(callsSeen(context), where, [{ column: 'startedAt', desc: true }], { first, after });
  },
  callLoad: (_, args, context) => callLoad(spanOf(args, ['call'], context), context),
  async accessLog(_, { entity, after, first, subject }, context) {
    const asked = { entity, after: Math.max(0, after ?? 0), first: first ?? 50, subject: subject ?? null };
    const { accesses } = await context.accesses(asked);
    return accesses.map(({ role: actingAs, reason: why, ...access }) => ({
      ...{ ...access, actingAs, why },
      at: { ms: access.at, offsetMin: 0 },
    }));
  },
  async callsOf(_, { number }, context) {
    const value = argument('number', callerNumber.plain, number);
    const numbered = (id: string) => context.today(calls).get(id)?.caller?.number;
    const ids = await context.findSealed('call', 'INCIDENT', callerNumber, value, numbered);
    return [...callsSeen(context).getMany(ids).values()];
  },
  duplicateCandidates(_, args, context) {
    // Distances from freely chosen points would give away the incident's own point.
    context.field('Incident.point');
    const { code, at, entity } = accountOf(args, context);
    const point = argument('point', Point, args.point);
    const account = { code, at, point, cellFix: args.cellFix ?? false };
    return openDuplicates(account, entity, context);
  },
} satisfies SliceResolvers['Query'];

const resolversOver = (deps: Dependencies<Places>) =>
  ({
    Query: { ...questions, ...deviceResolvers.Query },
    Device: deviceResolvers.Device,
    Call: {
      __resolveReference: ({ id }, { table }) => table(calls, 'call').get(id),
      entity: ({ entity }) => ({ code: entity }),
      municipality: ({ place }) => (place === null ? null : { cvegeo: place }),
      code: ({ code, catalogueVersion: version }) =>
        code === null || version === null ? null : codeOf({ system: 'CNIE', version, code }),
      caller: (row, _, { cut }) => callerOf(row, cut) ?? null,
      cell({ cell }, _, context) {
        context.field('Call.cell');
        return cell;
      },
      incident: ({ incidentId }, _, { table }) =>
        incidentId === null ? null : table(incidentBoard, 'incident').get(incidentId),
    },
    Caller: {
      person: ({ callId }) => subjectToken(callId, callerNumber.mark.subject),
      number: (caller, _, context) =>
        context.open(callerNumber, caller.number, callTask(deps, caller, context)),
      name: (caller, _, context) => context.open(callerName, caller.name, callTask(deps, caller, context)),
      language: (caller, _, context) =>
        context.open(callerLanguage, caller.language, callTask(deps, caller, context)),
    },
    CallTransfer: {
      toMunicipality: ({ toMunicipality: to }) => (to === null ? null : { cvegeo: to }),
      toEntity: ({ toEntity: code }) => (code === null ? null : { code }),
    },
    DuplicateSuggestion: {
      incident: ({ incidentId }, _, { table }) => table(incidentBoard, 'incident').get(incidentId),
    },
  }) satisfies SliceResolvers;

/** A call gives its code and time; without a call both are required. */
function accountOf({ callId, code, at }: QueryDuplicateCandidatesArgs, context: Context) {
  const known = callId ? context.table(calls, 'call').get(callId) : undefined;
  const when: Instant | undefined = at ?? known?.startedAt;
  mustBeCnie('code', code);
  const what = code ?? known?.code;
  if (!what || !when) {
    throw new ServiceError('BAD_USER_INPUT', 'A classified call is needed, or a code and a time.');
  }
  return { code: what, at: when.ms, entity: known?.entity ?? context.subject.entity };
}
