import type { Instant } from '@proximidad/eventsourcing';
import { type Format, type HistoricalItem, unreadable } from '../format.ts';
import { boroughOf, CDMX, CDMX_UNSPECIFIED, CDMX_ZONE, localInstant, pointOf } from './cdmx.ts';

type Fields = Readonly<Record<string, string>>;

/** Traffic events with people hurt or killed, from the city's police: one row is one event, and has no closing. */
export const sscTransito: Format = {
  name: 'ssc-transito',
  title: 'traffic events of the SSC of Mexico City 2018-2019, CSV (CC BY 4.0)',
  container: 'csv',
  key: 'no_folio',
  columns: [
    ...['no_folio', 'fecha_evento', 'hora_evento', 'condicion', 'tipo_de_evento', 'alcaldia'],
    ...['latitud', 'longitud', 'cuadrante_2016', 'cuadrante_2023'],
  ],
  user: 'machine-09',
  read([row]) {
    const fields = row!.fields as Fields;
    const { no_folio, fecha_evento = '', hora_evento = '', condicion, tipo_de_evento } = fields;
    if (!no_folio) return unreadable('no no_folio');
    if (!tipo_de_evento || !condicion) return unreadable('no tipo_de_evento or condicion');
    const occurredAt = localInstant(fecha_evento, hora_evento, CDMX_ZONE);
    if (!occurredAt) return unreadable(`not a date and time: ${fecha_evento} ${hora_evento}`);
    const code = `${tipo_de_evento} ${condicion}`;
    return inTheCity(fields, fields['alcaldia'], {
      source: 'ssc-transito',
      sourceKey: no_folio,
      occurredAt,
      classification: { system: 'SSC-TRANSITO', code },
    });
  },
};

/**
 * Investigation files of the city's prosecutor about traffic. A file is opened days after the fact; its number starts
 * again each year of facts, so the year is part of the key.
 */
export const fgj: Format = {
  name: 'fgj',
  title: 'investigation files of the FGJ of Mexico City about traffic 2016-2020, CSV (CC BY 4.0)',
  container: 'csv',
  key: 'id',
  columns: [
    ...['id', 'fecha_hechos', 'fecha_inicio', 'delito', 'alcaldia_hechos'],
    ...['latitud', 'longitud', 'cuadrante_2016', 'cuadrante_2023'],
  ],
  user: 'machine-09',
  read([row]) {
    const fields = row!.fields as Fields;
    const { id, fecha_hechos = '', delito } = fields;
    if (!id) return unreadable('no id');
    if (!delito) return unreadable('no delito');
    const [date = '', time = ''] = fecha_hechos.split(' ');
    const occurredAt = localInstant(date, time, CDMX_ZONE);
    if (!occurredAt) return unreadable(`not a date and time: ${fecha_hechos}`);
    return inTheCity(fields, fields['alcaldia_hechos'], {
      source: 'fgj',
      sourceKey: `${date.slice(0, 4)}/${id}`,
      occurredAt,
      classification: { system: 'FGJ-CDMX', code: delito },
    });
  },
};

interface Told {
  readonly source: string;
  readonly sourceKey: string;
  readonly occurredAt: Instant;
  readonly classification: HistoricalItem['classification'];
}

function inTheCity(
  fields: Fields,
  borough: string | undefined,
  told: Told,
): HistoricalItem | { readonly reason: string } {
  const { latitud = '', longitud = '', cuadrante_2016, cuadrante_2023 } = fields;
  const point = pointOf(latitud, longitud);
  if (point === null) return unreadable(`not a point: ${latitud}, ${longitud}`);
  const beat = cuadrante_2023
    ? { beatCode: cuadrante_2023, beatEdition: '2023' }
    : cuadrante_2016
      ? { beatCode: cuadrante_2016, beatEdition: '2016' }
      : {};
  return {
    kind: 'historical',
    entity: CDMX,
    ...told,
    sensitive: false,
    municipality: boroughOf(borough ?? '') ?? CDMX_UNSPECIFIED,
    point,
    ...beat,
  };
}
