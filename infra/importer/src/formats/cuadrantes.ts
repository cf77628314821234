import { Polygon } from '@proximidad/geography';
import { unreadable, type Format } from '../format.ts';
import { boroughOf } from './cdmx.ts';

const EDITIONS = ['2016', '2023'];

/**
 * The beats of Mexico City: one GeoJSON polygon each, with a code that means something only together with its
 * edition.
 */
export const cuadrantes: Format = {
  name: 'cuadrantes',
  title: 'beats of Mexico City, GeoJSON; needs --edition 2016|2023',
  container: 'geojson',
  key: 'cuadrante',
  columns: ['cuadrante', 'sector', 'alcaldia'],
  user: 'machine-09',
  needs: ({ edition }) =>
    edition && EDITIONS.includes(edition)
      ? undefined
      : 'A code of a beat means something only with its edition: add --edition 2016 or --edition 2023.',
  read([row], { edition }) {
    const { cuadrante, sector, alcaldia, poblacion } = row!.fields;
    if (!cuadrante) return unreadable('no beat code in the property cuadrante');
    const municipality = boroughOf(alcaldia ?? '');
    if (!municipality) return unreadable(`unknown borough in the property alcaldia: ${alcaldia}`);
    const polygon = Polygon.safeParse(row!.geometry);
    if (!polygon.success) return unreadable(`not a GeoJSON Polygon: ${polygon.error.issues[0]!.message}`);
    const population = poblacion === undefined || poblacion === '' ? undefined : Number(poblacion);
    if (population !== undefined && !(Number.isInteger(population) && population >= 0)) {
      return unreadable(`not a population: ${poblacion}`);
    }
    return {
      kind: 'beat',
      authority: 'auth-09-ssc',
      code: cuadrante,
      edition: edition!,
      name: `${sector} ${cuadrante}`,
      municipality,
      population,
      polygon: polygon.data,
    };
  },
};
