import type { AuthorityKind, PolicingFunction } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import type { Dated } from '../effective.ts';
import { authority, type AuthorityEvent } from './authority.ts';

type Of<Type extends AuthorityEvent['type']> = Extract<AuthorityEvent, { type: Type }>;

interface Published extends Dated {
  readonly decree: string | null;
  /** Who recorded it, possibly long after it took effect. */
  readonly by: By;
}
export interface TitleRow extends Published {
  readonly title: string;
}
export interface ParentRow extends Published {
  readonly parent: string | null;
}
export interface SuccessionRow extends Published {
  readonly successor: string;
  readonly functions: Of<'AuthoritySucceeded'>['functions'];
}
export interface TransferRow extends Published {
  readonly datasets: readonly string[];
  readonly to: string;
  readonly inventoryHash: string;
}

export interface AuthorityRow {
  readonly id: string;
  readonly code: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly kind: AuthorityKind;
  readonly functions: readonly PolicingFunction[];
  readonly since: Instant;
  readonly titles: readonly TitleRow[];
  readonly parents: readonly ParentRow[];
  readonly successions: readonly SuccessionRow[];
  readonly transfers: readonly TransferRow[];
  /** Who registered it and when, possibly long after it came into being. */
  readonly by: By;
}

/** The registry of institutions. */
export const authorities = readModel<AuthorityRow>()({
  name: 'authorities',
  version: 2,
  of: [authority],
  columns: { entity: 'text', municipality: 'text', code: 'text', kind: 'text' },
  indexes: [['entity', 'code']],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'AuthorityRegistered': {
        const { code, kind, municipality, functions, title, parent, from } = event;
        return {
          ...{ id, code, entity, municipality, kind, functions, since: from, by },
          titles: [{ title, from, decree: null, by }],
          parents: [{ parent, from, decree: null, by }],
          successions: [],
          transfers: [],
        };
      }
      case 'AuthorityRenamed':
        return row && { ...row, titles: [...row.titles, { ...without(event), by }] };
      case 'AuthorityMoved':
        return row && { ...row, parents: [...row.parents, { ...without(event), by }] };
      case 'AuthoritySucceeded': {
        const { by: successor, functions, from, decree } = event;
        const succession = { successor, functions, from, decree, by };
        return row && { ...row, successions: [...row.successions, succession] };
      }
      case 'CustodyTransferred':
        return row && { ...row, transfers: [...row.transfers, { ...without(event), by }] };
    }
  },
});

function without<Event extends { readonly type: string }>({ type: _type, ...fields }: Event) {
  return fields;
}
