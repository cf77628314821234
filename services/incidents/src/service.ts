import type { ServiceDefinition } from '@proximidad/service';
import { boundaries } from './domain/boundaries.ts';
import { calls } from './domain/calls.ts';
import { families } from './domain/events.ts';
import { incidentBoard } from './domain/incident-board.ts';
import { incident } from './domain/incident.ts';
import { published } from './domain/published.ts';
import { resolvers } from './graphql/resolvers.ts';
import { openPlaces, type Places } from './places.ts';
import { reactions } from './reactions.ts';

/** What happened: calls, incidents and their dispatches, and the past as past. */
export const definition: ServiceDefinition<Places> = {
  name: 'incidents',
  schema: new URL('./graphql/schema.graphql', import.meta.url),
  families,
  readModels: [incidentBoard, calls, boundaries],
  feeds: {
    Incident: { model: incidentBoard, kind: 'incident' },
    Call: { model: calls, kind: 'call' },
  },
  published: { [incident.category]: published },
  reactions: () => reactions,
  opened: ({ readModels }) => openPlaces(readModels),
  resolvers,
};
