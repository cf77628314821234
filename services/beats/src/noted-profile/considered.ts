import type { Context } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import type { BeatsDependencies } from '../resources.ts';
import { governing } from './noted-profiles.ts';

interface Asked {
  readonly context: Context;
  readonly deps: BeatsDependencies;
  readonly at: (place: string) => Instant;
}

interface AskedOfRecord extends Asked {
  readonly row: { readonly municipality: string } | undefined;
}

/** For commands on the record of a town: refused to the town's own command where it is under a mando. */
export function commanded(doing: 'OPERATIONS' | 'ADMINISTRATION') {
  return ({ context, deps, at, row }: AskedOfRecord) =>
    (row && againstTownCommand(deps, context, row.municipality, doing, at(row.municipality))) ?? {
      found: {},
    };
}

/** For commands on a beat by those who administer it: the beat, and the model that governs it then. */
export async function considered({ context, deps, at }: Asked, beatId: string) {
  const row = await context.found(() => context.table(beats, 'beat').get(beatId));
  if (!row) return refuse('BeatNotFound');
  const { entity, municipality } = row;
  const when = at(municipality);
  const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', when);
  if (command) return command;
  const governs = governing(deps, { entity, municipality, beatId }, when.ms);
  return {
    municipality,
    found: { municipality, beatActive: isDrawnAt(row, when.ms), governing: governs },
  };
}
