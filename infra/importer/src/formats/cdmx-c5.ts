import { unreadable, type Format, type HistoricalItem } from '../format.ts';
import { boroughOf, CDMX, CDMX_UNSPECIFIED, CDMX_ZONE, endOf, localInstant, pointOf } from './cdmx.ts';

/** The C5's closing codes; an informative one (I) says nothing about the outcome. */
const OUTCOMES: Readonly<Record<string, HistoricalItem['outcome']>> = {
  A: 'RESOLVED',
  N: 'NO_CONTACT',
  D: 'DUPLICATE',
  F: 'UNFOUNDED',
  I: undefined,
};

/** Road incidents of Mexico City's C5, 2018 to 2020. The closing time is administrative. */
export const cdmxC5: Format = {
  name: 'cdmx-c5',
  title: 'road incidents of the C5 of Mexico City 2018-2020, CSV (CC BY 4.0)',
  container: 'csv',
  key: 'folio',
  columns: [
    'folio',
    'fecha_creacion',
    'hora_creacion',
    'fecha_cierre',
    'hora_cierre',
    'delegacion_inicio',
    'incidente_c4',
    'latitud',
    'longitud',
    'codigo_cierre',
    'cuadrante_2016',
    'cuadrante_2023',
  ],
  user: 'machine-09',
  read([row]) {
    const fields = row!.fields as Record<string, string>;
    const { folio, incidente_c4, codigo_cierre, latitud, longitud, delegacion_inicio } = fields;
    if (!folio) return unreadable('no folio');
    if (!incidente_c4) return unreadable('no incidente_c4');
    const opening = { date: fields['fecha_creacion']!, time: fields['hora_creacion']! };
    const occurredAt = localInstant(opening.date, opening.time, CDMX_ZONE);
    if (!occurredAt) return unreadable(`not a date and time: ${opening.date} ${opening.time}`);
    const closing = { date: fields['fecha_cierre']!, time: fields['hora_cierre']! };
    const closedAt = closing.date === '' ? undefined : endOf(opening, closing, CDMX_ZONE);
    if (closing.date !== '' && !closedAt) {
      return unreadable(`not a date and time: ${closing.date} ${closing.time}`);
    }
    if (codigo_cierre && !(codigo_cierre in OUTCOMES))
      return unreadable(`unknown codigo_cierre: ${codigo_cierre}`);
    const point = pointOf(latitud!, longitud!);
    if (point === null) return unreadable(`not a point: ${latitud}, ${longitud}`);
    const beat = fields['cuadrante_2023']
      ? { beatCode: fields['cuadrante_2023'], beatEdition: '2023' }
      : fields['cuadrante_2016']
        ? { beatCode: fields['cuadrante_2016'], beatEdition: '2016' }
        : {};
    return {
      kind: 'historical',
      entity: CDMX,
      source: 'cdmx-c5',
      sourceKey: folio,
      occurredAt,
      closedAt,
      outcome: codigo_cierre ? OUTCOMES[codigo_cierre] : undefined,
      classification: { system: 'C5-CDMX', code: incidente_c4 },
      sensitive: false,
      municipality: boroughOf(delegacion_inicio ?? '') ?? CDMX_UNSPECIFIED,
      point,
      ...beat,
    };
  },
};
