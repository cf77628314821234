import { CNIE_CURRENT } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import type { ReclassificationRow, RelocationRow } from '../domain/board-corrections.ts';
import { type CallRow, calls } from '../domain/calls.ts';
import { type DispatchRow, incidentBoard, type IncidentRow, isWorking } from '../domain/incident-board.ts';
import { RESPONSE_TARGETS_S } from '../domain/values.ts';
import { codeOf, connectionOf, type Maybe, type Paged, pageSize } from './edge.ts';
import { incidentsThen, validAtOf } from './incidents-then.ts';

interface Reference {
  readonly id: string;
}

export const incidentsSeen = (context: Context) => context.table(incidentBoard, 'incident');
export const callsSeen = (context: Context) => context.table(calls, 'call');

/** How rows become types of the graph. */
export const views = {
  Incident: {
    __resolveReference: ({ id }: Reference, context: Context) => incidentsSeen(context).get(id) ?? null,
    entity: ({ entity }: IncidentRow) => ({ code: entity }),
    municipality: ({ municipality }: IncidentRow) => ({ cvegeo: municipality }),
    beat: ({ beatId }: IncidentRow) => beatId && { id: beatId },
    point({ point }: IncidentRow, _: unknown, context: Context) {
      context.field('Incident.point');
      return point;
    },
    initialCode: ({ initialCode }: IncidentRow) => codeOf(initialCode),
    finalCode: ({ finalCode }: IncidentRow) => finalCode && codeOf(finalCode),
    units: ({ dispatches }: IncidentRow) => dispatches.filter(isWorking).map(unitOf),
    dispatchDueAt: (row: IncidentRow) =>
      row.priority && after(row, RESPONSE_TARGETS_S[row.priority].dispatch),
    arrivalDueAt: (row: IncidentRow) => row.priority && after(row, RESPONSE_TARGETS_S[row.priority].urban),
  },
  Reclassification: {
    from: ({ from }: ReclassificationRow) => codeOf(from),
    to: ({ to }: ReclassificationRow) => codeOf(to),
  },
  Relocation: {
    fromMunicipality: ({ from }: RelocationRow) => ({ cvegeo: from.municipality }),
    fromBeat: ({ from }: RelocationRow) => from.beatId && { id: from.beatId },
    toMunicipality: ({ to }: RelocationRow) => ({ cvegeo: to.municipality }),
    toBeat: ({ to }: RelocationRow) => to.beatId && { id: to.beatId },
  },
  PatrolCandidate: { unit: unitOf },
  Dispatch: { unit: unitOf },
  Call: {
    __resolveReference: ({ id }: Reference, context: Context) => callsSeen(context).get(id) ?? null,
    entity: ({ entity }: CallRow) => ({ code: entity }),
    municipality: ({ municipality }: CallRow) => municipality && { cvegeo: municipality },
    channel: ({ channel }: CallRow) => (/^\d/.test(channel) ? `C${channel}` : channel),
    code: ({ code }: CallRow) => code && codeOf({ system: 'CNIE', version: CNIE_CURRENT, code }),
    incident: ({ incidentId }: CallRow, _: unknown, context: Context) =>
      incidentId && (incidentsSeen(context).get(incidentId) ?? null),
  },
  Beat: {
    __resolveReference: ({ id }: Reference) => ({ id }),
    openIncidents(
      { id: beatId }: Reference,
      { validAt, ...page }: Paged & { readonly validAt?: Maybe<string> },
      context: Context,
    ) {
      const then = validAtOf(validAt, context);
      if (then !== undefined) {
        const place = { ...within(beatId), beatId };
        return incidentsThen(incidentsSeen(context), place, {}, then, ({ open }) => open, page);
      }
      return incidentConnection(context, { ...within(beatId), beatId, open: true }, page);
    },
  },
  IncidentConnection: { totalCount: ({ count }: { count: () => number | null }) => count() },
};

type Where = Parameters<ReturnType<typeof incidentsSeen>['list']>[0]['where'];

/** The entity that an id or a municipality's key begins with: every index of the board does too. */
export function within(place: Maybe<string>) {
  return place ? { entity: place.slice(0, 2) } : {};
}

/** The newest first. */
export function incidentConnection(context: Context, where: Where, page: Paged) {
  const table = incidentsSeen(context);
  const rows = table.list({
    where,
    orderBy: [{ column: 'occurredAt', desc: true }],
    first: pageSize(page),
    after: page.after ?? undefined,
  });
  return connectionOf(rows, page, (max) => table.count({ where, max }));
}

function unitOf({ unitId }: Pick<DispatchRow, 'unitId'>) {
  return { id: unitId };
}

/** BR-I3 counts from the call, where there was one. */
function after({ callStartedAt, reportedAt }: IncidentRow, seconds: number | null): Instant | null {
  if (seconds === null) return null;
  const { ms, offsetMin } = callStartedAt ?? reportedAt;
  return { ms: ms + seconds * 1_000, offsetMin };
}
