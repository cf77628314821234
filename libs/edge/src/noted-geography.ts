import { reaction } from '@proximidad/bus';
import { notedGeography, type NotedMunicipalityRow } from '@proximidad/contracts';
import { execution, type ReadModelOf } from '@proximidad/eventsourcing';
import type { ReadModels } from '@proximidad/readmodel';
import type { Decreed } from './decreed.ts';
import type { Slice } from './slice.ts';

/** Municipalities that decrees created or ended, as a service that takes places has learned (ADR 109, 247). */
export function geographyNoted<Resources>(category: string): Slice<Resources> {
  const { noting, rows, idOf } = notedGeography(category);
  return {
    aggregate: noting,
    readModels: [rows],
    decreed: remembered(rows),
    reactions: () => [
      reaction({
        ...{ name: 'note-municipality', context: 'authorities', kind: 'public', type: 'MunicipalityCreated' },
        react: ({ cvegeo, from }) =>
          execution(noting, idOf(cvegeo), { type: 'NoteMunicipality', cvegeo, since: from, until: null }),
      }),
      reaction({
        ...{
          name: 'note-municipality-end',
          context: 'authorities',
          kind: 'public',
          type: 'MunicipalityEnded',
        },
        react: ({ cvegeo, from }) =>
          execution(noting, idOf(cvegeo), { type: 'NoteMunicipality', cvegeo, since: null, until: from }),
      }),
    ],
  };
}

/** Municipalities remembered at a time; more than exist. */
const REMEMBERED_MAX = 5_000;

/** Decrees are few, and every command that names a municipality asks: each row is read once, and again when it has changed. */
function remembered(rows: ReadModelOf<NotedMunicipalityRow>): Decreed {
  const all = new WeakMap<ReadModels, Map<string, NotedMunicipalityRow | undefined>>();
  const opened = (readModels: ReadModels) => {
    const found = new Map<string, NotedMunicipalityRow | undefined>();
    all.set(readModels, found);
    readModels.onChange(({ touched }) => {
      for (const { model, key } of touched) if (model === rows.name) found.delete(key);
    });
    return found;
  };
  return (readModels, cvegeo) => {
    const found = all.get(readModels) ?? opened(readModels);
    if (found.has(cvegeo)) return found.get(cvegeo);
    if (found.size >= REMEMBERED_MAX) found.clear();
    const row = readModels.table(rows).get(cvegeo);
    found.set(cvegeo, row);
    return row;
  };
}
