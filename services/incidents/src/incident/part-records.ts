import { type Context, type Dependencies, eachRow, type Seeking } from '@proximidad/edge';
import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Where } from '@proximidad/readmodel';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { wasSent } from './board-dispatches.ts';
import { incidentBoard } from './incident-board.ts';
import type { IncidentRow } from './incident-row.ts';
import { type Part, partOf } from './parts.ts';
import { whatTheyAre, withAbsorbed } from './what-it-is.ts';

/** The row of a person or a vehicle of an incident. */
interface PartRow extends Part {
  readonly incidentId: string;
  /** 0 once it was taken back. */
  readonly stands: 0 | 1;
}

interface PartKind<Row extends PartRow> {
  readonly model: ReadModelOf<Row>;
  readonly field: 'Incident.people' | 'Incident.vehicles';
  readonly idOf: (incidentId: string, which: number | string) => string;
}

type Telling = Seeking<
  Places,
  { readonly number: number | null; readonly unitId: string | null },
  IncidentRow
>;

/** How the people of incidents, or their vehicles, are told, taken back, shown and found. */
export function partRecords<Row extends PartRow>({ model, field: name, idOf }: PartKind<Row>) {
  /** All of one incident, also those that were taken back: their numbers are not given again. */
  const told = ({ readModels }: Pick<Dependencies<Places>, 'readModels'>, incidentId: string) => [
    ...eachRow(readModels.table(model), { where: { incidentId } as Where<Row> }),
  ];
  const sentBy = (row: IncidentRow, unitId: string | null) => unitId === null || wasSent(row, unitId);
  return {
    /** Two that are told at once get two numbers. */
    turn: (_: unknown, incidentId: string) => `${model.name} ${incidentId}`,
    telling({ deps, row, id: incidentId, commandId, input: { number, unitId } }: Telling) {
      if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
      const part = partOf(told(deps, incidentId), number, (which) => idOf(incidentId, which), commandId);
      const found = { incidentId, number: part.number, open: row.open, sent: sentBy(row, unitId) };
      return { id: part.id, found };
    },
    retracting({ deps, row, id: incidentId, input: { number, unitId } }: Telling) {
      if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
      const part = told(deps, incidentId).find((each) => each.number === number);
      if (!part) return refuse('NotRecorded');
      return { id: part.id, found: { incidentId, number: part.number, sent: sentBy(row, unitId) } };
    },
    /** Of an incident and of those merged into it, for roles with field work and anyone to whom its owner opened it. */
    shown(
      { id, historical }: IncidentRow,
      { retracted }: { readonly retracted: boolean },
      { field, granted, today }: Context,
    ) {
      if (!granted('incident').includes(id)) field(name);
      if (historical) return [];
      const where = { incidentId: { in: withAbsorbed(today(incidentBoard), id) }, stands: retracted ? 0 : 1 };
      const orderBy = [{ column: 'incidentId' }, { column: 'number' }] as const;
      return [...eachRow(today(model), { where: where as Where<Row>, orderBy })];
    },
    /** The incidents of those found that were not taken back. */
    incidentsOf(ids: readonly string[], { table, today }: Context) {
      const rows = [...today(model).getMany(ids).values()].filter(({ stands }) => stands === 1);
      return whatTheyAre(table(incidentBoard, 'incident'), rows);
    },
  };
}

/** What a command about one of them answers with. */
export const ANSWER = {
  ...({ type: 'Incident', field: 'incident', model: incidentBoard, kind: 'incident' } as const),
  key: (_: unknown, incidentId: string) => incidentId,
};
