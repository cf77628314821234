import { reaction } from '@proximidad/bus';
import type { Slice } from '@proximidad/edge';
import { beatBoundary } from './beat-boundary.ts';
import { boundaries } from './boundaries.ts';
import type { Places } from './places.ts';
import { noteBoundary, noteClosing } from './reactions.ts';

const beats = { context: 'beats', kind: 'public' } as const;

/** Beats, as this service has learned about them; the names of reactions are part of their commands' ids. */
export const beatBoundarySlice: Slice<Places> = {
  aggregate: beatBoundary,
  readModels: [boundaries],
  reactions: () => [
    reaction({ ...beats, name: 'note-designed-beat', type: 'BeatDesigned', react: noteBoundary }),
    reaction({ ...beats, name: 'note-redrawn-beat', type: 'BeatRedrawn', react: noteBoundary }),
    reaction({ ...beats, name: 'note-closed-beat', type: 'BeatClosed', react: noteClosing }),
  ],
};
