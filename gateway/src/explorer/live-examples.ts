import type { Example } from './example.ts';

/** Operations that keep answering. */
export const room: Example = {
  role: 'Sala de operaciones, en vivo',
  user: 'operator-09',
  text: 'Lo que sigue llegando mientras la página está abierta. El botón que la ejecutó la detiene.',
  steps: [
    {
      title: 'El tablero en vivo',
      about: 'Cualquier consulta con @live: cada cuadro es el resultado completo en su propio corte.',
      query: `query @live {
  incidents(entity: "09", status: [REPORTED, DISPATCHED, ON_SCENE], first: 20) {
    totalCount
    edges { node { id status priority beat { code units { code status } } } }
  }
}`,
    },
    {
      title: 'El mapa en vivo',
      about:
        'Primero toda unidad vista en los últimos 30 minutos; luego, a lo más cada segundo, la posición nueva de cada una que se movió.',
      query: `subscription ($bbox: BoundingBox) {
  unitPositions(entity: "09", bbox: $bbox) { unitId beatId lat lon accuracyMetres at }
}`,
      variables: { bbox: { south: 19, west: -99.4, north: 19.7, east: -98.9 } },
    },
    {
      title: 'Cada cambio, una vez',
      about: 'Con resume y el último cursor se continúa sin huecos en cualquier réplica.',
      query: `subscription {
  incidentChanged(entity: "09") {
    cursor kind id
    incident { status priority municipality { name } units { code status } }
    lagged { cursor }
  }
}`,
    },
  ],
};
