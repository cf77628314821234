import { reaction } from '@proximidad/bus';
import { type Governing, governingAt, type LinksOf, notedProfiles, type Placed } from '@proximidad/contracts';
import { execution } from '@proximidad/eventsourcing';
import type { Context } from './context.ts';
import type { Dependencies } from './definition.ts';
import type { Slice } from './slice.ts';

/** The answer in which it is read: as of its cut, and noted as what it depends on. */
type Seen = Pick<Context, 'cut' | 'note'>;

/** The models that territories have adopted, as a service that decides by them has learned (ADR 109, 220). */
export function profilesNoted<Resources>(category: string) {
  const noted = notedProfiles(category);
  const slice: Slice<Resources> = {
    aggregate: noted.noting,
    readModels: [noted.rows],
    feeds: { ProfileNoted: { model: noted.rows, kind: 'adoption' } },
    reactions: () => [
      reaction({
        ...{ name: 'note-profile', context: 'authorities', kind: 'public', type: 'ProfileAdopted' },
        react: ({ territory, version, from, certificationGate, profile }) =>
          execution(noted.noting, noted.idOf(territory), {
            ...{ type: 'NoteProfile', territory, version, from, certificationGate, profile },
          }),
      }),
    ],
  };
  function linksIn({ readModels }: Pick<Dependencies, 'readModels'>, seen?: Seen): LinksOf {
    const table = readModels.table(noted.rows);
    return (territory) => {
      seen?.note?.keys(noted.rows, [territory]);
      return table.get(territory, seen?.cut.at)?.links;
    };
  }
  /** The model that governs a place at a moment, by what was noted up to the cut of an answer, or by now when left out. */
  function governing(
    deps: Pick<Dependencies, 'readModels'>,
    place: Placed,
    ms: number,
    seen?: Seen,
  ): Governing {
    return governingAt(linksIn(deps, seen), place, ms);
  }
  return { slice, governing, linksIn };
}
