import { reaction } from '@proximidad/bus';
import { beatBoundary } from './domain/beat-boundary.ts';
import { incident } from './domain/incident.ts';
import { noteBoundary, noteClosing, proposePatrol } from './domain/reactions.ts';

/** What this service listens to. The names are part of the commands' ids: they never change. */
export const reactions = [
  reaction({
    name: 'note-designed-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatDesigned',
    react: (event) => ({ aggregate: beatBoundary, ...noteBoundary(event) }),
  }),
  reaction({
    name: 'note-redrawn-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatRedrawn',
    react: (event) => ({ aggregate: beatBoundary, ...noteBoundary(event) }),
  }),
  reaction({
    name: 'note-closed-beat',
    context: 'beats',
    kind: 'public',
    type: 'BeatClosed',
    react: (event) => ({ aggregate: beatBoundary, ...noteClosing(event) }),
  }),
  reaction({
    name: 'propose-patrol',
    context: 'beats',
    kind: 'restricted',
    type: 'PatrolCandidatesRanked',
    react: (event, { occurredAt, municipality }) => {
      return { aggregate: incident, ...proposePatrol(event, occurredAt), municipality };
    },
  }),
];
