import type { Frame, RoomIncident } from './frames.ts';

/** The most lines shown of what appeared and disappeared between two frames. */
const LINES_MAX = 6;
const HASH_LENGTH = 10;

const STATUSES: Readonly<Record<string, string>> = {
  REPORTED: 'reportado',
  DISPATCHED: 'unidad en camino',
  ON_SCENE: 'unidad en el lugar',
  CLOSED: 'cerrado',
};
const UNIT_STATUSES: Readonly<Record<string, string>> = {
  AVAILABLE: 'disponibles',
  EN_ROUTE: 'en camino',
  ON_SCENE: 'en el lugar',
  BUSY: 'ocupadas',
  OUT_OF_SERVICE: 'fuera de servicio',
  OFFLINE: 'sin señal',
};
const PRIORITIES = ['ALTA', 'MEDIA', 'BAJA'] as const;

/** A frame as an operator reads it, with what changed since the previous one. */
export function shown(frame: Frame, before: Frame | undefined): string {
  const { asOf, openIncidents, units, stateHash, servicesDown, truncated, reporting } = frame;
  const columns = [
    asOf.replace('T', ' ').replace(/\.\d+/, ''),
    openIncidents === null ? 'incidentes: sin respuesta' : incidentsText(openIncidents),
    units === null ? 'unidades: sin respuesta' : unitsText(units),
    ...(reporting === false ? ['ENTIDAD SIN REPORTAR'] : []),
    ...(servicesDown.length > 0 ? [`sin respuesta: ${servicesDown.join(', ')}`] : []),
    ...(truncated ? ['hay más de lo que se muestra'] : []),
    `huella ${stateHash?.slice(0, HASH_LENGTH) ?? '—'}`,
  ];
  return [columns.join(' · '), ...(before ? changesOf(before, frame) : [])].join('\n');
}

function incidentsText(incidents: readonly RoomIncident[]): string {
  const of = PRIORITIES.map((level) => [
    level,
    incidents.filter(({ priority }) => priority === level).length,
  ]);
  const split = of.filter(([, n]) => n !== 0).map(([level, n]) => `${n} ${level}`);
  return `abiertos ${incidents.length}${split.length > 0 ? ` (${split.join(', ')})` : ''}`;
}

function unitsText(units: readonly { readonly status: string }[]): string {
  const counts = Map.groupBy(units, ({ status }) => status);
  const split = Object.keys(UNIT_STATUSES).flatMap((status) => {
    const n = counts.get(status)?.length ?? 0;
    return n > 0 ? [`${n} ${UNIT_STATUSES[status]}`] : [];
  });
  return split.length > 0 ? `unidades: ${split.join(', ')}` : 'sin unidades';
}

function changesOf(before: Frame, { openIncidents, units }: Frame): string[] {
  const lines = [
    ...differences(before.openIncidents, openIncidents, incidentText, 'cerrado'),
    ...differences(before.units, units, unitText, 'fuera de esta jurisdicción'),
  ];
  const more = lines.length - LINES_MAX;
  return more > 0 ? [...lines.slice(0, LINES_MAX), `    … y ${more} cambios más`] : lines;
}

function differences<Row extends { readonly id: string }>(
  before: readonly Row[] | null,
  after: readonly Row[] | null,
  text: (row: Row) => string,
  gone: string,
): string[] {
  // What a service did not answer counts as unchanged.
  if (!before || !after) return [];
  const then = new Map(before.map((row) => [row.id, row]));
  const now = new Map(after.map((row) => [row.id, row]));
  const came = after.filter(({ id }) => !then.has(id)).map((row) => `  + ${text(row)}`);
  const changed = after
    .filter((row) => then.has(row.id) && text(row) !== text(then.get(row.id)!))
    .map((row) => `  ~ ${text(row)}`);
  const went = before.filter(({ id }) => !now.has(id)).map((row) => `  - ${text(row)} → ${gone}`);
  return [...came, ...changed, ...went];
}

function incidentText({ id, code, label, priority, status }: RoomIncident): string {
  const what = label ? `${code} ${label}` : code;
  return `${id.slice(0, 11)} ${what}${priority ? `, ${priority}` : ''}: ${STATUSES[status] ?? status}`;
}

function unitText({ code, status }: { readonly code: string; readonly status: string }): string {
  return `${code}: ${(UNIT_STATUSES[status] ?? status).replace(/s$/, '')}`;
}
