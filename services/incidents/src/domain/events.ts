import { beatBoundary, boundaryEvents, type BoundaryEvent } from './beat-boundary.ts';
import { call, type CallEvent, callEvents } from './call.ts';
import { historical, type HistoricalEvent, historicalEvents } from './historical.ts';
import { type IncidentEvent, incidentEvents } from './incident-events.ts';
import { incident } from './incident.ts';

/** Everything this service records; its read models see all of it. */
export type IncidentsEvent = BoundaryEvent | CallEvent | HistoricalEvent | IncidentEvent;

export const families = {
  [beatBoundary.category]: boundaryEvents,
  [call.category]: callEvents,
  [historical.category]: historicalEvents,
  [incident.category]: incidentEvents,
};
