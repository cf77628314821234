import type { Both } from '../../words/settings.ts';

const es = {
  nation: 'Nación',
  where: 'Dónde se está',
  municipalities: 'Municipios',
  beats: 'Cuadrantes',
  incidents: 'Incidentes abiertos',
  municipality: 'Municipio',
  beat: 'Cuadrante',
  beatsCount: 'cuadrantes',
  open: 'abiertos',
  high: 'de prioridad alta',
  working: 'unidades en servicio',
  withoutUnit: 'cuadrantes sin unidad',
  noBeat: 'sin cuadrante',
  none: 'No hay cuadrantes ni incidentes abiertos.',
  noneOpen: 'Nada está abierto aquí.',
  room: 'Abrir la sala',
  truncated: 'Hay más de lo que se muestra: las cifras son parciales.',
  publicOnly:
    'Su función ve las cifras de cada entidad; de sus municipios, solo los cuadrantes, que son públicos.',
  ownOnly:
    'Su función ve lo de su municipio; de los demás, solo los cuadrantes, que son públicos. Los totales son de lo que ve.',
  age: 'atraso',
  upToDate: 'al día',
  dash: '— : no se sabe, o son menos de cinco',
  atLeast: '≥ : al menos; de alguna entidad no se dice la cifra entera.',
  noneOfAll:
    'Su función no ve las cifras de ninguna entidad. Lo que le toca se consulta y se registra con ejemplos en el',
  figure: 'Cifra en el mapa',
  drawn: 'Mapa',
  drawnLabel: 'Mapa de lo mismo que la tabla dice con texto.',
};
const en: typeof es = {
  nation: 'Nation',
  where: 'Where you are',
  municipalities: 'Municipalities',
  beats: 'Beats',
  incidents: 'Open incidents',
  municipality: 'Municipality',
  beat: 'Beat',
  beatsCount: 'beats',
  open: 'open',
  high: 'high priority',
  working: 'units on duty',
  withoutUnit: 'beats without a unit',
  noBeat: 'no beat',
  none: 'There are no beats and no open incidents.',
  noneOpen: 'Nothing is open here.',
  room: 'Open the room',
  truncated: 'Not everything is shown: the figures are partial.',
  publicOnly:
    'Your role sees the figures of each entity; of its municipalities it sees only the beats, which are public.',
  ownOnly:
    'Your role sees its own municipality; of the others it sees only the beats, which are public. Totals cover what it sees.',
  age: 'delay',
  upToDate: 'up to date',
  dash: '— : not known, or fewer than five',
  atLeast: '≥ : at least; some entity does not give its whole figure.',
  noneOfAll:
    'Your role does not see the figures of any entity. What concerns you can be queried and recorded, with examples, in the',
  figure: 'Figure on the map',
  drawn: 'Map',
  drawnLabel: 'Map of what the table gives as text.',
};
export const panoramaWords: Both<typeof es> = { es, en };
