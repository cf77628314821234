import { type Context, ServiceError } from '@proximidad/service';
import { parseDateTime } from '@proximidad/eventsourcing';
import { APART_MAX_MS, duplicateCandidates } from '../domain/duplicates.ts';
import type { IncidentRow } from '../domain/incident-board.ts';
import { incidentThen } from '../domain/incident-then.ts';
import { incidentFigures, TALLIED } from './figures.ts';
import { incidentsThen, validAtOf } from './incidents-then.ts';
import type {
  QueryCallArgs,
  QueryDuplicateCandidatesArgs,
  QueryIncidentArgs,
  QueryIncidentsArgs,
} from './schema.gen.ts';
import { callsSeen, incidentConnection, incidentsSeen, within } from './views.ts';

/** The newest incidents that a call is compared with. */
const COMPARED_MAX = 500;
/** A report may be written long after its call began. */
const REPORT_DELAY_MAX_MS = 60 * 60_000;

export const queries = {
  incidents(
    _: unknown,
    {
      entity,
      municipality,
      beat,
      status,
      finalCode,
      counted,
      from,
      to,
      validAt,
      ...page
    }: QueryIncidentsArgs,
    context: Context,
  ) {
    const occurred = {
      ...(from ? { gte: parseDateTime(from).ms } : {}),
      ...(to ? { lt: parseDateTime(to).ms } : {}),
    };
    const place = {
      ...(entity ? { entity } : within(beat ?? municipality)),
      municipality: municipality ?? undefined,
      beatId: beat ?? undefined,
    };
    const then = validAtOf(validAt, context);
    if (then !== undefined) {
      const fits = (row: IncidentRow) =>
        (!status || status.includes(row.status)) &&
        (!finalCode || finalCode === row.finalCnie) &&
        (!counted || row.tally !== 'APART');
      return incidentsThen(incidentsSeen(context), place, occurred, then, fits, page);
    }
    const where = {
      ...place,
      status: status ? { in: status } : undefined,
      open: status && !status.includes('CLOSED') ? true : undefined,
      finalCnie: finalCode ?? undefined,
      tally: counted ? TALLIED : undefined,
      occurredAt: from || to ? occurred : undefined,
    };
    return incidentConnection(context, where, page);
  },
  incident(_: unknown, { id, validAt }: QueryIncidentArgs, context: Context) {
    const then = validAtOf(validAt, context);
    const row = incidentsSeen(context).get(id);
    return (row && then !== undefined ? incidentThen(row, then) : row) ?? null;
  },
  call: (_: unknown, { id }: QueryCallArgs, context: Context) => callsSeen(context).get(id) ?? null,
  duplicateCandidates(_: unknown, args: QueryDuplicateCandidatesArgs, context: Context) {
    // Distances from points of one's choice would give the incident's own away.
    context.field('Incident.point');
    const { code, at, entity } = toldBy(args, context);
    const open = incidentsSeen(context).list({
      where: {
        entity,
        open: true,
        reportedAt: { gte: at - APART_MAX_MS, lt: at + APART_MAX_MS + REPORT_DELAY_MAX_MS },
      },
      orderBy: [{ column: 'reportedAt', desc: true }],
      first: COMPARED_MAX,
    });
    const telling = { code, at, point: args.point, cellFix: args.cellFix ?? false };
    return duplicateCandidates(
      telling,
      open.rows.map(({ row }) => row),
    );
  },
  incidentFigures,
};

/** A call gives its own code and time; without one both are asked for. */
function toldBy({ callId, code, at }: QueryDuplicateCandidatesArgs, context: Context) {
  const call = callId ? callsSeen(context).get(callId) : undefined;
  const told = {
    code: code ?? call?.code,
    at: at ? parseDateTime(at).ms : call?.startedAt.ms,
    entity: call?.entity ?? context.subject.entity,
  };
  if (!told.code || told.at === undefined) {
    throw new ServiceError('BAD_USER_INPUT', 'A classified call is needed, or a code and a time.');
  }
  return { code: told.code, at: told.at, entity: told.entity };
}
