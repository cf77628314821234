import type { ProfileLink } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import type { Spanned } from '../effective.ts';
import { adoption } from './adoption.ts';

/** One adoption of a territory. */
export interface AdoptionLink extends ProfileLink {
  readonly authority: string;
  readonly decree: string | null;
  readonly adoptedAt: Instant;
  readonly by: By;
}

export interface AdoptionRow {
  readonly territory: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly links: readonly AdoptionLink[];
}

/** The models that each territory has been under. */
export const adoptions = readModel<AdoptionRow>()({
  name: 'adoptions',
  version: 2,
  of: [adoption],
  columns: { entity: 'text', municipality: 'text', territory: 'text' },
  indexes: [['entity', 'territory']],
  keys: ({ territory }) => [territory],
  project(row, { type: _type, territory, ...link }, { entity, by }) {
    const municipality = territory.length === 5 ? territory : null;
    return { territory, entity, municipality, links: [...(row?.links ?? []), { ...link, by }] };
  },
});

/** With its end, which is the beginning of the next one. */
export type SpannedAdoption = Spanned<AdoptionLink>;
