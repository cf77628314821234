import { reaction } from '@proximidad/bus';
import { notedGeography } from '@proximidad/contracts';
import { execution } from '@proximidad/eventsourcing';
import type { Slice } from './slice.ts';

/** Municipalities that decrees made or ended, as a service that takes places has learned (ADR 109, 247). */
export function geographyNoted<Resources>(category: string): Slice<Resources> {
  const { noting, rows, idOf } = notedGeography(category);
  return {
    aggregate: noting,
    readModels: [rows],
    decreed: (readModels, cvegeo) => readModels.table(rows).get(cvegeo),
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
