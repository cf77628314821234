import type { Example } from './example.ts';

/** What goes on answering. */
export const room: Example = {
  role: 'Sala de operaciones, en vivo',
  user: 'operator-09',
  text: 'Lo que sigue llegando mientras la página está abierta. «Detener» lo termina.',
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
