import { reaction } from '@proximidad/bus';
import type { Slice } from '@proximidad/edge';
import type { AreaIndex } from './area-index.ts';
import { areas } from './areas.ts';
import { contactArea } from './contact-area.ts';
import { noteBeatClosed, noteBoundary } from './reactions.ts';

const beats = { context: 'beats', kind: 'public' } as const;

/** The beats as this service has learned about them; the names of reactions are part of their commands' ids. */
export const contactAreaSlice: Slice<AreaIndex> = {
  aggregate: contactArea,
  readModels: [areas],
  reactions: () => [
    reaction({ ...beats, name: 'note-designed-beat', type: 'BeatDesigned', react: noteBoundary }),
    reaction({ ...beats, name: 'note-redrawn-beat', type: 'BeatRedrawn', react: noteBoundary }),
    reaction({ ...beats, name: 'note-closed-beat', type: 'BeatClosed', react: noteBeatClosed }),
  ],
};
