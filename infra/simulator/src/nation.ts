import { entities, zoneOf, type FederalEntity } from '@proximidad/catalogues';
import { idFor } from '@proximidad/eventsourcing';
import { officerTies } from '@proximidad/identity';
import type { Polygon } from '@proximidad/geography';
import { chance } from './random.ts';

const BEATS = 3;
const UNITS = 4;
const OFFICERS = 6;
/** About 900 m: a beat of Mexico City is at most 1 km² (docs/field.md#beats). */
const BEAT_DEGREES = 0.0085;
const CERTIFIED_SHARE = 0.75;
/** Coverage of the states that are far from the mean (docs/field.md#certification). */
const CERTIFIED: Readonly<Record<string, number>> = { '08': 1, '12': 0.17, '20': 0.17, '22': 1, '31': 0.17 };

/** Municipality and rough centre (lon, lat) of each capital; the squares around it are made up. */
const CAPITALS: Readonly<Record<string, readonly [string, number, number]>> = {
  '01': ['01001', -102.296, 21.88],
  '02': ['02002', -115.453, 32.625],
  '03': ['03003', -110.31, 24.142],
  '04': ['04002', -90.53, 19.845],
  '05': ['05030', -101.0, 25.423],
  '06': ['06002', -103.724, 19.243],
  '07': ['07101', -93.116, 16.753],
  '08': ['08019', -106.076, 28.635],
  '09': ['09015', -99.145, 19.435],
  '10': ['10005', -104.67, 24.027],
  '11': ['11015', -101.257, 21.019],
  '12': ['12029', -99.501, 17.551],
  '13': ['13048', -98.733, 20.122],
  '14': ['14039', -103.349, 20.673],
  '15': ['15106', -99.655, 19.289],
  '16': ['16053', -101.194, 19.702],
  '17': ['17007', -99.234, 18.921],
  '18': ['18017', -104.895, 21.508],
  '19': ['19039', -100.316, 25.672],
  '20': ['20067', -96.725, 17.06],
  '21': ['21114', -98.206, 19.041],
  '22': ['22014', -100.39, 20.589],
  '23': ['23004', -88.305, 18.5],
  '24': ['24028', -100.976, 22.151],
  '25': ['25006', -107.394, 24.809],
  '26': ['26030', -110.961, 29.073],
  '27': ['27004', -92.93, 17.989],
  '28': ['28041', -99.141, 23.736],
  '29': ['29033', -98.238, 19.316],
  '30': ['30087', -96.91, 19.54],
  '31': ['31050', -89.623, 20.967],
  '32': ['32056', -102.571, 22.776],
};

export interface Officer {
  readonly id: string;
  readonly certified: boolean;
  readonly trained: boolean;
}

/** One state of the made-up nation: small, but with some of everything. */
export interface State {
  readonly entity: FederalEntity;
  readonly municipality: string;
  readonly zone: string;
  readonly authority: string;
  readonly beats: readonly {
    readonly code: string;
    readonly polygon: Polygon;
    readonly centre: readonly [number, number];
  }[];
  readonly units: readonly {
    readonly id: string;
    readonly code: string;
    readonly kind: string;
    readonly beat: number;
  }[];
  readonly officers: readonly Officer[];
}

/** The same seed gives the same nation: ids, shapes, who is certified. No person in it is real. `only`: of the states with these codes. */
export function nation(seed: number, only?: readonly string[]): State[] {
  return entities.filter(({ code }) => only?.includes(code) ?? true).map((entity) => stateOf(seed, entity));
}

function stateOf(seed: number, entity: FederalEntity): State {
  const { code } = entity;
  const [municipality, lon, lat] = CAPITALS[code]!;
  const dice = chance(seed, 'state', code);
  const share = CERTIFIED[code] ?? CERTIFIED_SHARE;
  // The first unit and the first officer belong to the development user `officer-<entity>`.
  const { unit, officer } = officerTies(code);
  return {
    entity,
    municipality,
    zone: zoneOf(municipality),
    authority: `auth-${code}-demo`,
    beats: Array.from({ length: BEATS }, (_, i) => {
      const west = lon + (i - BEATS / 2) * BEAT_DEGREES;
      return {
        code: `DEMO-${code}-${i + 1}`,
        polygon: square(west, lat),
        centre: [west + BEAT_DEGREES / 2, lat + BEAT_DEGREES / 2] as const,
      };
    }),
    units: Array.from({ length: UNITS }, (_, i) => ({
      id: i === 0 ? unit : idFor(code, 'sim-unit', seed, i),
      code: `U-${code}${String(i + 1).padStart(2, '0')}`,
      kind: i === UNITS - 1 ? 'FOOT' : 'PATROL',
      beat: i % BEATS,
    })),
    officers: Array.from({ length: OFFICERS }, (_, i) => ({
      id: i === 0 ? officer : idFor(code, 'sim-officer', seed, i),
      // Always the first one, so that a beat can have its owner in every state.
      certified: i === 0 || dice.happens(share),
      trained: i === 0 || dice.happens(0.6),
    })),
  };
}

function square(west: number, south: number): Polygon {
  const round = (n: number) => Math.round(n * 1e6) / 1e6;
  const [w, e, s, n] = [west, west + BEAT_DEGREES, south, south + BEAT_DEGREES].map(round) as [
    number,
    number,
    number,
    number,
  ];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ],
  };
}
