import { PriorityCode, UnitStatus } from '@proximidad/contracts';
import { z } from 'zod';

/** The most rows of each kind in a picture: nobody could look at more. */
export const ROOM_ROWS_MAX = 2_000;

/** A jurisdiction: an entity, and the part of it that an operations room looks at. */
export interface Jurisdiction {
  readonly entity: string;
  readonly municipality: string | null;
  readonly beat: string | null;
}

const Reference = z.object({ id: z.string() }).nullable();
const Municipality = z.object({ cvegeo: z.string() });

const Incident = z.object({
  id: z.string(),
  folio: z.string().nullable(),
  initialCode: z.object({ code: z.string(), label: z.string().nullable() }),
  priority: PriorityCode.nullable(),
  status: z.enum(['REPORTED', 'DISPATCHED', 'ON_SCENE', 'CLOSED']),
  occurredAt: z.string(),
  reportedAt: z.string(),
  municipality: Municipality,
  beat: Reference,
  units: z.array(z.object({ id: z.string() })),
});
const UnitRow = z.object({
  id: z.string(),
  code: z.string(),
  status: UnitStatus,
  since: z.string(),
  municipality: z.string(),
  beatId: z.string().nullable(),
  incidentId: z.string().nullable(),
});

/** An open incident on the board of a room. */
export interface RoomIncident {
  readonly id: string;
  readonly folio: string | null;
  readonly code: string;
  readonly label: string | null;
  readonly priority: z.infer<typeof PriorityCode> | null;
  readonly status: z.infer<typeof Incident>['status'];
  readonly occurredAt: string;
  readonly reportedAt: string;
  readonly municipality: string;
  readonly beat: string | null;
  readonly units: readonly string[];
}

/** A unit on the board of a room; it is located by the beats that it entered, not by its positions. */
export interface RoomUnit {
  readonly id: string;
  readonly code: string;
  readonly status: z.infer<typeof UnitStatus>;
  readonly since: string;
  readonly municipality: string;
  readonly beat: string | null;
  readonly incident: string | null;
}

/** One page of what a service shows for a jurisdiction. */
export interface RoomPage<Row> {
  readonly rows: readonly Row[];
  /** Where the next page starts; undefined after the last. */
  readonly next: string | undefined;
}

/** How a room's rows changed between two cuts: each as it is at the later cut, undefined if it is no longer there. */
export type RoomChanges<Row> = ReadonlyMap<string, Row | undefined>;

/** How a service is asked for the rows of a room: page by page, or for their changes. */
export interface RoomQuestion<Row> {
  readonly service: 'incidents' | 'beats';
  readonly kind: 'incident' | 'unit';
  readonly query: string;
  /** @throws {z.ZodError} when the answer does not fit. */
  page(data: unknown): RoomPage<Row>;
  /** Asks for the changes between the `cuts` given. */
  readonly changesQuery: string;
  /** The place whose changes are asked for. */
  changesOf(jurisdiction: Jurisdiction): Jurisdiction;
  /**
   * Undefined if there are more changes than one answer lists.
   *
   * @throws {z.ZodError} when the answer does not fit.
   */
  changes(data: unknown): RoomChanges<Row> | undefined;
  /** The order in which the service lists the rows. */
  compare(a: Row, b: Row): number;
}

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const connectionOf = <Node extends z.ZodType>(node: Node) =>
  z.object({ edges: z.array(z.object({ node })), pageInfo: PageInfo });
const changesOf = <Node extends z.ZodType>(node: Node) =>
  z.object({
    edges: z.array(z.object({ node: z.object({ id: z.string(), after: node.nullable() }) })),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  });
const Incidents = z.object({ incidents: connectionOf(Incident) });
const IncidentChanges = z.object({ between: z.tuple([z.object({ incidents: changesOf(Incident) })]) });
const Units = z.object({ roomUnits: z.array(UnitRow) });
const ChangedUnit = UnitRow.omit({ municipality: true, incidentId: true }).extend({
  municipality: Municipality,
  incident: Reference,
});
const UnitChanges = z.object({ between: z.tuple([z.object({ units: changesOf(ChangedUnit) })]) });

const INCIDENT = `id folio initialCode { code label } priority status occurredAt reportedAt municipality { cvegeo } beat { id }
        units { id }`;

/** The newest first. Everything that an incident shows is in its own row. */
export const ROOM_INCIDENTS: RoomQuestion<RoomIncident> = {
  ...{ service: 'incidents', kind: 'incident' },
  query: `query ($entity: ID, $municipality: ID, $beat: ID, $after: String) {
    incidents(entity: $entity, municipality: $municipality, beat: $beat, status: [REPORTED, DISPATCHED, ON_SCENE],
      first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { ${INCIDENT} } } } }`,
  page(data) {
    const { edges, pageInfo } = Incidents.parse(data).incidents;
    return { rows: edges.map(({ node }) => incidentOf(node)), next: nextOf(pageInfo) };
  },
  changesQuery: changesQueryOf('incidents', INCIDENT),
  changesOf: (jurisdiction) => jurisdiction,
  changes(data) {
    const { edges, pageInfo } = IncidentChanges.parse(data).between[0].incidents;
    if (pageInfo.hasNextPage) return undefined;
    return new Map(
      edges.map(({ node: { id, after } }) => [
        id,
        after && after.status !== 'CLOSED' ? incidentOf(after) : undefined,
      ]),
    );
  },
  compare: (a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || bytewise(b.id, a.id),
};

/** By code, in one answer: if there were pages, each would wait its turn, and the room for the last of them. */
export const ROOM_UNITS: RoomQuestion<RoomUnit> = {
  ...{ service: 'beats', kind: 'unit' },
  query: `query ($entity: ID!, $beat: ID) {
    roomUnits(entity: $entity, beat: $beat, most: ${ROOM_ROWS_MAX + 1}) {
      id code status since municipality beatId incidentId } }`,
  page: (data) => ({ rows: Units.parse(data).roomUnits.map(unitOf), next: undefined }),
  changesQuery: changesQueryOf(
    'units',
    'id code status since municipality { cvegeo } beatId incident { id }',
  ),
  changesOf: ({ entity, beat }) => ({ entity, beat, municipality: null }),
  changes(data) {
    const { edges, pageInfo } = UnitChanges.parse(data).between[0].units;
    if (pageInfo.hasNextPage) return undefined;
    return new Map(edges.map(({ node: { id, after } }) => [id, after ? changedUnitOf(after) : undefined]));
  },
  compare: (a, b) => bytewise(a.code, b.code) || bytewise(a.id, b.id),
};

function changesQueryOf(field: 'incidents' | 'units', row: string): string {
  return `query ($between: [_Any!]!) { between: _entities(representations: $between) { ... on ChangesBetween {
    ${field}(first: 100) { pageInfo { hasNextPage } edges { node { id after { ${row} } } } } } } }`;
}

/** The order in which SQLite sorts texts. */
function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function incidentOf({
  initialCode,
  municipality,
  beat,
  units,
  ...rest
}: z.infer<typeof Incident>): RoomIncident {
  return {
    ...rest,
    code: initialCode.code,
    label: initialCode.label,
    municipality: municipality.cvegeo,
    beat: beat?.id ?? null,
    units: units.map(({ id }) => id),
  };
}

function unitOf({ beatId, incidentId, ...rest }: z.infer<typeof UnitRow>): RoomUnit {
  return { ...rest, beat: beatId, incident: incidentId };
}

function changedUnitOf({ municipality, incident, ...rest }: z.infer<typeof ChangedUnit>): RoomUnit {
  return unitOf({ ...rest, municipality: municipality.cvegeo, incidentId: incident?.id ?? null });
}

function nextOf({ hasNextPage, endCursor }: z.infer<typeof PageInfo>): string | undefined {
  return hasNextPage && endCursor !== null ? endCursor : undefined;
}
