import { unreadable, type Format } from '../format.ts';
import { CDMX, CDMX_UNSPECIFIED, CDMX_ZONE, localInstant, pointOf } from './cdmx.ts';

/** Kinds whose exact place never enters the log (ADR 116). */
const isSensitive = (crime: string) => crime === 'VIOLACION' || crime.startsWith('ROBO A CASA HABITACION');

/**
 * High-impact crimes of Mexico City, 2013 to 2016. They are crimes, not emergency calls, so they keep the source's
 * own classification. The hour is that of registration; ten rows have an invalid one, and are rejected.
 */
export const cdmxDelitos: Format = {
  name: 'cdmx-delitos',
  title: 'high-impact crimes of Mexico City 2013-2016, CSV (hoyodecrimen.com / SSP-CDMX)',
  container: 'csv',
  key: 'id',
  columns: ['id', 'cuadrante', 'crime', 'date', 'hour', 'lat', 'long', 'cuadrante_2023'],
  user: 'machine-09',
  read([row]) {
    const { id, cuadrante, crime, date, hour, lat, long, cuadrante_2023 } = row!.fields as Record<
      string,
      string
    >;
    if (!id) return unreadable('no id');
    if (!crime) return unreadable('no crime');
    const occurredAt = /^\d\d:\d\d$/.test(hour!) ? localInstant(date!, `${hour}:00`, CDMX_ZONE) : undefined;
    if (!occurredAt) return unreadable(`not a date and hour: ${date} ${hour}`);
    const point = pointOf(lat!, long!);
    if (point === null) return unreadable(`not a point: ${lat}, ${long}`);
    const beat = cuadrante_2023
      ? { beatCode: cuadrante_2023, beatEdition: '2023' }
      : cuadrante
        ? { beatCode: cuadrante, beatEdition: '2016' }
        : {};
    return {
      kind: 'historical',
      entity: CDMX,
      source: 'cdmx-delitos',
      sourceKey: id,
      occurredAt,
      classification: { system: 'SSP-CDMX-DELITOS', version: '2013', code: crime },
      sensitive: isSensitive(crime),
      municipality: CDMX_UNSPECIFIED,
      point,
      ...beat,
    };
  },
};
