import { formatInstant } from '@proximidad/eventsourcing';
import type { Format, HistoricalItem } from './format.ts';
import { sandiegoCfs, sffdUnits } from './formats/abroad.ts';
import { boroughOf } from './formats/cdmx.ts';
import { cdmxC5 } from './formats/cdmx-c5.ts';
import { cdmxDelitos } from './formats/cdmx-delitos.ts';
import { fgj, sscTransito } from './formats/cdmx-traffic.ts';
import { cuadrantes } from './formats/cuadrantes.ts';
import { mplsCad } from './formats/mpls-cad.ts';

const rowOf = (line: number, fields: Record<string, string>, geometry?: unknown) => ({
  line,
  fields,
  geometry,
});
const history = (format: Format, ...rows: Record<string, string>[]) =>
  format.read(
    rows.map((fields, i) => rowOf(i + 2, fields)),
    { edition: undefined },
  ) as HistoricalItem;

const crime = {
  cuadrante: 'S-2.5.4',
  crime: 'ROBO A TRANSEUNTE C.V.',
  date: '2013-07-01',
  hour: '00:52',
  lat: '19.30671',
  long: '-99.16236',
  id: '13',
  cuadrante_2023: 'S-1.1.1',
};
const road = {
  folio: 'C5/180327/08751',
  fecha_creacion: '2018-03-27',
  hora_creacion: '21:57:15',
  fecha_cierre: '2018-04-25',
  hora_cierre: '18:20:04',
  delegacion_inicio: 'GUSTAVO A. MADERO',
  incidente_c4: 'accidente-choque con lesionados',
  latitud: '19.36753',
  longitud: '-99.03605',
  codigo_cierre: 'D',
  cuadrante_2016: 'O-2.3.2',
  cuadrante_2023: '',
};

describe('crimes of Mexico City', () => {
  test('a crime keeps the classification of its source, its local time and its place', () => {
    const item = history(cdmxDelitos, crime);
    expect(item).toMatchObject({
      entity: '09',
      sourceKey: '13',
      classification: { system: 'SSP-CDMX-DELITOS', code: 'ROBO A TRANSEUNTE C.V.' },
      sensitive: false,
      point: { lat: 19.30671, lon: -99.16236 },
      beatCode: 'S-1.1.1',
      beatEdition: '2023',
      municipality: '09999',
    });
    expect(formatInstant(item.occurredAt)).toBe('2013-07-01T00:52:00.000-05:00');
  });

  test('without the code of 2023 the one of 2016 counts, in its own edition', () => {
    expect(history(cdmxDelitos, { ...crime, cuadrante_2023: '' })).toMatchObject({
      beatCode: 'S-2.5.4',
      beatEdition: '2016',
    });
  });

  test.each(['21510', '', '24:00', '7:15', '12:60'])(
    'an hour of %p is no time: the row is rejected and says so',
    (hour) => {
      expect(cdmxDelitos.read([rowOf(7, { ...crime, hour })], { edition: undefined })).toEqual({
        reason: `not a date and hour: 2013-07-01 ${hour}`,
      });
    },
  );

  test.each(['VIOLACION', 'ROBO A CASA HABITACION C.V.'])('%s is marked sensitive', (kind) => {
    expect(history(cdmxDelitos, { ...crime, crime: kind }).sensitive).toBe(true);
  });
});

describe('road incidents of the C5', () => {
  test('the last evening of the year 9999, as where nothing is known, is no moment', () => {
    const last = { fecha_cierre: '9999-12-31', hora_cierre: '23:59:59' };
    expect(history(cdmxC5, { ...road, ...last })).toEqual({
      reason: 'not a date and time: 9999-12-31 23:59:59',
    });
    const opened = { ...road, fecha_creacion: '9999-12-31', hora_creacion: '18:00:00' };
    expect(history(cdmxC5, opened)).toEqual({ reason: 'not a date and time: 9999-12-31 18:00:00' });
  });

  test('a closing with D is a duplicate report, one with I says nothing of the outcome', () => {
    expect(history(cdmxC5, road).outcome).toBe('DUPLICATE');
    expect(history(cdmxC5, { ...road, codigo_cierre: 'I' }).outcome).toBeUndefined();
    expect(cdmxC5.read([rowOf(2, { ...road, codigo_cierre: 'Z' })], { edition: undefined })).toEqual({
      reason: 'unknown codigo_cierre: Z',
    });
  });

  test('in the night of a time change the span that the clock showed is kept', () => {
    const night = { ...road, fecha_creacion: '2018-04-01', fecha_cierre: '2018-04-01' };
    for (const [hora_creacion, hora_cierre, seconds] of [
      ['02:43:42', '03:37:30', 3_228],
      ['01:53:20', '02:14:11', 1_251],
    ] as const) {
      const { occurredAt, closedAt } = history(cdmxC5, { ...night, hora_creacion, hora_cierre });
      expect((closedAt!.ms - occurredAt.ms) / 1000).toBe(seconds);
    }
  });

  test('the borough gives the municipality by any spelling of the city', () => {
    expect(history(cdmxC5, road).municipality).toBe('09005');
    expect(boroughOf('GUSTAVO A MADERO')).toBe('09005');
    expect(boroughOf('Cuajimalpa')).toBe('09004');
    expect(boroughOf('MAGDALENA CONTRERAS')).toBe('09008');
    expect(boroughOf('Coyoacán')).toBe('09003');
    expect(boroughOf('TOLUCA')).toBeUndefined();
  });
});

describe('files from abroad', () => {
  const call = {
    incident_num: 'E23010000002',
    date_time: '2023-01-01 00:00:30',
    call_type: 'SHOPS',
    disposition: 'W',
    beat: '-1',
    priority: '4',
  };
  const unit = {
    call_number: '163660008',
    unit_id: 'E41',
    call_type: 'Gas Leak (Natural and LP Gases)',
    t_received: '2016-12-31 00:01:04',
    t_on_scene: '2016-12-31 00:06:52',
    t_available: '2016-12-31 00:13:54',
    lat_3d: '37.793',
    lon_3d: '-122.420',
  };

  test('they go to the sandbox entity, and no disposition is guessed', () => {
    expect(history(sandiegoCfs, call)).toMatchObject({
      entity: '99',
      municipality: '99999',
      outcome: undefined,
    });
    expect(history(sandiegoCfs, call).beatCode).toBeUndefined();
    expect(history(sandiegoCfs, { ...call, disposition: 'DUP', beat: '523' })).toMatchObject({
      outcome: 'DUPLICATE',
      beatCode: '523',
    });
  });

  test('the units of a call are one incident, reached when the first of them is there', () => {
    const item = history(sffdUnits, unit, {
      ...unit,
      unit_id: 'T03',
      t_on_scene: '2016-12-31 00:06:36',
      t_available: '2016-12-31 00:20:00',
    });
    expect(item.sourceKey).toBe('163660008');
    expect(formatInstant(item.arrivedAt!)).toBe('2016-12-31T00:06:36.000-08:00');
    expect(formatInstant(item.closedAt!)).toBe('2016-12-31T00:20:00.000-08:00');
  });
});

describe('beats', () => {
  const properties = {
    cuadrante: 'P-1.3.8',
    sector: 'SAN ANGEL',
    alcaldia: 'ALVARO OBREGON',
    poblacion: '569',
  };
  const geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ],
    ],
  };

  test('a beat needs its edition', () => {
    expect(cuadrantes.needs?.({ edition: undefined })).toMatch(/--edition/);
    expect(cuadrantes.needs?.({ edition: '1999' })).toMatch(/--edition/);
    expect(cuadrantes.needs?.({ edition: '2023' })).toBeUndefined();
  });

  test('a beat comes with its borough and population', () => {
    expect(cuadrantes.read([rowOf(1, properties, geometry)], { edition: '2023' })).toMatchObject({
      code: 'P-1.3.8',
      edition: '2023',
      municipality: '09010',
      population: 569,
    });
  });

  test.each([
    [{ ...properties, alcaldia: 'ATLANTIS' }, geometry, 'unknown borough in the property alcaldia: ATLANTIS'],
    [{ ...properties, cuadrante: '' }, geometry, 'no beat code in the property cuadrante'],
    [properties, { type: 'Point', coordinates: [0, 0] }, expect.stringContaining('not a GeoJSON Polygon')],
  ])('what is wrong with a beat is named', (fields, shape, reason) => {
    expect(cuadrantes.read([rowOf(1, fields, shape)], { edition: '2023' })).toEqual({ reason });
  });
});

describe('traffic of Mexico City', () => {
  const event = {
    ...{ no_folio: '325980_2', fecha_evento: '2018-01-01', hora_evento: '00:29:00', condicion: 'LESIONADO' },
    ...{ tipo_de_evento: 'CHOQUE', alcaldia: 'GUSTAVO A MADERO', latitud: '19.46913', longitud: '-99.10229' },
    ...{ cuadrante_2016: 'N-2.2.5', cuadrante_2023: 'N-1.3.5' },
  };
  const file = {
    ...{
      id: '1',
      fecha_hechos: '2016-01-01 01:45:00',
      fecha_inicio: '2016-01-01',
      delito: 'LESIONES CULPOSAS',
    },
    ...{ alcaldia_hechos: 'IZTAPALAPA', latitud: '19.31861', longitud: '-99.07572' },
    ...{ cuadrante_2016: 'O-2.5.3', cuadrante_2023: 'O-1.9.3' },
  };

  test('an event of the police has its kind, its borough and its beat, and no end', () => {
    expect(history(sscTransito, event)).toMatchObject({
      ...{ entity: '09', source: 'ssc-transito', sourceKey: '325980_2', municipality: '09005' },
      ...{ classification: { system: 'SSC-TRANSITO', code: 'CHOQUE LESIONADO' }, beatCode: 'N-1.3.5' },
    });
    expect(history(sscTransito, event).closedAt).toBeUndefined();
  });

  test('a file of the prosecutor is named by its number and the year of the facts: numbers begin anew', () => {
    expect(history(fgj, file)).toMatchObject({ sourceKey: '2016/1', municipality: '09007' });
    expect(history(fgj, { ...file, fecha_hechos: '2020-01-01 03:25:00' }).sourceKey).toBe('2020/1');
  });

  test.each([
    [sscTransito, { ...event, hora_evento: '25:00:00' }, 'not a date and time: 2018-01-01 25:00:00'],
    [fgj, { ...file, fecha_hechos: 'ayer' }, 'not a date and time: ayer'],
    [fgj, { ...file, delito: '' }, 'no delito'],
  ])('what cannot be read says why', (format: Format, row: Record<string, string>, reason: string) => {
    expect(format.read([rowOf(2, row)], { edition: undefined })).toEqual({ reason });
  });
});

describe('calls of Minneapolis', () => {
  const call = {
    ...{
      call_id: 'MPLS-1',
      t_phone_pickup: '2020-05-24 23:55:00',
      t_calltaking_complete: '2020-05-25 00:00:00',
    },
    ...{ t_first_unit_assigned: '2020-05-25 00:16:00', t_first_unit_enroute: '2020-05-25 00:16:00' },
    ...{ t_first_unit_arrived: '2020-05-25 00:19:00', t_closed: '2020-05-25 00:33:00' },
    ...{ final_problem: 'Theft - Report Only (P)', sector_beat: 'P2 Sec 1', disposition: 'RPT-Report' },
  };

  test('the whole timeline is kept, by the clock of the place', () => {
    const { legs, arrivedAt, occurredAt, outcome, entity } = history(mplsCad, call);
    expect([entity, outcome]).toEqual(['99', 'RESOLVED']);
    const minutes = [legs!.classifiedAt, legs!.dispatchedAt, legs!.enRouteAt, arrivedAt];
    expect(minutes.map((at) => (at!.ms - occurredAt.ms) / 60_000)).toEqual([5, 21, 21, 24]);
    expect(formatInstant(occurredAt)).toBe('2020-05-24T23:55:00.000-05:00');
  });

  test('a stamp before the call is left out, and an unknown disposition is no outcome', () => {
    const early = { ...call, t_first_unit_arrived: '2020-05-24 23:00:00', disposition: 'TOW-Towed' };
    expect(history(mplsCad, early)).toMatchObject({ arrivedAt: undefined, outcome: undefined });
    expect(history(mplsCad, { ...call, final_problem: 'Domestic (P)' }).sensitive).toBe(true);
  });
});
