import type { Step } from './example.ts';

/** What was known, what has changed, and what is known now about that time. */
export const inTime: readonly Step[] = [
  {
    title: 'Lo que ve una sala, con su huella',
    about: 'Guarde «position» y «stateHash»: en esa posición la huella será la misma para siempre.',
    query: `query ($entity: ID!) {
  operationsPicture(entity: $entity) {
    asOf position stateHash servicesDown
    openIncidents { id code label priority status units }
    units { code status beat }
  }
}`,
    variables: { entity: '09' },
    remember: { moment: 'operationsPicture.position' },
  },
  {
    title: 'Lo que vio en aquel momento',
    about: 'La misma consulta en aquella posición: la huella es la misma. Los derechos son los de hoy.',
    query: `query ($moment: Position!, $entity: ID!) @asOf(position: $moment) {
  operationsPicture(entity: $entity) { asOf stateHash openIncidents { id status } }
}`,
    variables: { moment: '{{moment}}', entity: '09' },
  },
  {
    title: 'Qué cambió desde entonces',
    about: 'Lo que apareció, cambió y terminó en la entidad, en cada servicio, con su antes y su después.',
    query: `query ($from: Moment!, $entity: ID!) {
  changesBetween(from: $from, entity: $entity) {
    from { at } to { at position }
    incidents(first: 20) { totalCount edges { node { id kind before { status } after { status priority } } } }
    units(first: 20) { edges { node { id kind before { status } after { code status } } } }
    followUps(first: 20) { edges { node { kind after { status dueAt } } } }
  }
}`,
    variables: { from: '{{moment}}', entity: '09' },
  },
  {
    title: 'Lo que hoy se sabe de hace una hora',
    about:
      'validAt es la hora de los hechos, aunque hayan llegado tarde; con @asOf, lo que entonces se sabía.',
    query: `query ($validAt: DateTime!, $entity: ID!) {
  incidents(entity: $entity, status: [REPORTED, DISPATCHED, ON_SCENE], validAt: $validAt, first: 20) {
    edges { node { id status priority occurredAt dispatches { status arrivedAt } } }
  }
}`,
    variables: { validAt: '{{now-1h}}', entity: '09' },
  },
  {
    title: 'La cuenta de un código, con sus correcciones',
    about:
      'Sin simulacros ni duplicados. Con @asOf, la cuenta que entonces se conocía; cada corrección dice por qué.',
    query: `query ($municipality: ID!, $finalCode: String!, $from: DateTime!, $to: DateTime!) {
  incidents(municipality: $municipality, finalCode: $finalCode, counted: true, from: $from, to: $to, first: 20) {
    totalCount
    edges { node {
      id finalCode { code label }
      reclassifications { from { code } to { code } validFrom reason authorisedBy statPeriod recordedAt }
      relocations { fromMunicipality { name } toMunicipality { name } reason authorisedBy statPeriod recordedAt }
    } }
  }
}`,
    variables: { municipality: '09007', finalCode: '30421', from: '{{now-8h}}', to: '{{now}}' },
  },
  {
    title: 'Reproducir, cuadro por cuadro',
    about: 'Desde cualquier momento; en la terminal, npm run replay; en vivo, la suscripción replay.',
    query: `query ($from: Moment!, $entity: ID!) {
  replayFrames(entity: $entity, from: $from, step: 10, first: 10) {
    edges { cursor node { asOf stateHash openIncidents { id status } } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { from: '{{moment}}', entity: '09' },
  },
];
