import type { Both } from './settings.ts';

/** By what an operator finds what is sealed. */
export type FoundBy = 'plate' | 'number' | 'name';

/** Searches of what is sealed: only an exact text finds, and each search is noted. */
const es = {
  find: 'Buscar',
  by: 'Por',
  bys: {
    plate: 'Placa de un vehículo',
    number: 'Teléfono de quien llamó',
    name: 'Nombre de una víctima o testigo',
  } as Readonly<Record<FoundBy, string>>,
  text: {
    plate: 'Placa: letras y números',
    number: 'Teléfono completo',
    name: 'Nombre completo, como se anotó',
  } as Readonly<Record<FoundBy, string>>,
  hint: {
    plate: 'Solo la placa exacta, en los incidentes de su entidad.',
    number: 'Solo el número exacto, en las llamadas de su entidad.',
    name: 'Solo el nombre completo de una persona adulta, en los incidentes de su entidad; no importan mayúsculas ni acentos. Requiere capacitación en atención a víctimas y segundo factor.',
  } as Readonly<Record<FoundBy, string>>,
  noted: (purpose: string) =>
    `Se busca para: ${purpose}. Queda constancia de cada búsqueda, encuentre algo o no.`,
  none: {
    plate: 'Ningún incidente tiene un vehículo con esa placa.',
    number: 'Ninguna llamada vino de ese teléfono.',
    name: 'Ningún incidente tiene una víctima o testigo con ese nombre.',
  } as Readonly<Record<FoundBy, string>>,
};
const en: typeof es = {
  find: 'Find',
  by: 'By',
  bys: {
    plate: 'Plate of a vehicle',
    number: 'Telephone of a caller',
    name: 'Name of a victim or witness',
  },
  text: {
    plate: 'Plate: letters and digits',
    number: 'Whole telephone number',
    name: 'Whole name, as it was recorded',
  },
  hint: {
    plate: 'Only the exact plate, in incidents of your entity.',
    number: 'Only the exact number, in calls of your entity.',
    name: 'Only the whole name of an adult, in incidents of your entity, whatever its capitals and accents. It takes training to attend victims and a second factor.',
  },
  noted: (purpose) =>
    `Purpose of the search: ${purpose}. Each one is noted, whether it finds anything or not.`,
  none: {
    plate: 'No incident has a vehicle with this plate.',
    number: 'No call came from this telephone.',
    name: 'No incident has a victim or witness of this name.',
  },
};
export const findingWords: Both<typeof es> = { es, en };
