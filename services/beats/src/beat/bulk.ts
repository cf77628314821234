import { zoneOf } from '@proximidad/catalogues';
import { Instant, instantAt, latest, optional, streamOf, Uuid } from '@proximidad/eventsourcing';
import {
  type Context,
  commandIdsOf,
  digested,
  type OutcomeOf,
  publicError,
  toldIn,
  limitExceeded,
  recordedIn,
  refuseImplausibleUnless,
  neverFuture,
} from '@proximidad/edge';
import { z } from 'zod';
import { beat, beatId } from './beat.ts';
import { type Drawn, overlapping } from './overlap.ts';
import type { BeatsDependencies } from '../resources.ts';
import type { DesignBeatInput } from '../schema.gen.ts';

const BEATS_AT_ONCE_MAX = 100;
/** Beats of one bulk that are recorded at the same time. */
const WAVE_MAX = 16;

/** Overlaps of a beat that is already on the map are not measured: its stream alone says whether the command is known. */
export function overlapsOf(
  { resources }: BeatsDependencies,
  drawn: Drawn,
  besides: readonly Drawn[] = [],
): string[] {
  return resources.places.has(drawn.id) ? [] : resources.places.overlaps(drawn, besides);
}

/**
 * Each item by itself, measured in order against the map and the items accepted before it. Items that do not touch
 * one another are recorded at the same time.
 */
export async function designBeats(
  deps: BeatsDependencies,
  context: Context,
  items: readonly DesignBeatInput[],
) {
  if (items.length > BEATS_AT_ONCE_MAX) {
    throw limitExceeded('items', BEATS_AT_ONCE_MAX, { cost: items.length });
  }
  const accepted: Drawn[] = [];
  const results: ItemResult[] = [];
  let position: number | undefined;
  let wave: { readonly index: number; readonly drawing: Drawing }[] = [];

  const record = async ({ index, drawing: { drawn, execute } }: (typeof wave)[number]) => {
    try {
      const outcome = await execute(overlapsOf(deps, drawn, accepted));
      results[index] = { index, id: drawn.id, ...itemOutcome(outcome, context) };
      if (!outcome.ok) return;
      accepted.push(drawn);
      position = latest(position, outcome.position);
    } catch (error) {
      results[index] = { index, ...itemFault(error, context) };
    }
  };
  const recordWave = async () => {
    await Promise.all(wave.map((one) => context.itemInTurn(() => record(one))));
    wave = [];
  };
  for (const [index, item] of items.entries()) {
    try {
      const drawing = await drawnBy(deps, context, item);
      const others = wave.map((other) => other.drawing.drawn);
      const touches = overlapping(drawing.drawn, others).length > 0;
      if (touches || wave.length === WAVE_MAX) await recordWave();
      wave.push({ index, drawing });
    } catch (error) {
      results[index] = { index, ...itemFault(error, context) };
    }
  }
  await recordWave();
  await context.waitFor(position);
  const done = { ok: true, state: results, position, known: false } as const;
  return context.answer(done, () => ({ __typename: 'DesignBeatsAccepted', results })) as DesignBeatsAnswer;
}

interface DesignBeatsAnswer {
  readonly results: readonly ItemResult[];
  readonly position: string;
}

interface ItemResult {
  readonly index: number;
  readonly outcome: 'ACCEPTED' | 'KNOWN' | 'REJECTED';
  readonly id?: string;
  readonly code?: string;
  readonly message?: string;
}

/** One item, before it is measured against others. */
interface Drawing {
  readonly drawn: Drawn;
  execute(overlaps: readonly string[]): Promise<OutcomeOf<typeof beat>>;
}

const Item = z.object({
  commandId: Uuid,
  ...beat.commands.DesignBeat.input,
  occurredAt: optional(Instant),
});

/** The same command as that of `designBeat`, under the same id. */
async function drawnBy(
  { log }: BeatsDependencies,
  context: Context,
  item: DesignBeatInput,
): Promise<Drawing> {
  const input = Item.parse(item);
  const { commandId: given, occurredAt, ...facts } = input;
  const { authority, edition, code, municipality, polygon } = facts;
  const id = beatId(municipality, authority, edition, code);
  const at = instantAt(occurredAt?.ms ?? context.cut.clock, zoneOf(municipality));
  neverFuture(context, 'occurredAt', at);
  context.mayExecute(beat, 'DesignBeat', municipality.slice(0, 2));
  const ids = commandIdsOf(context, given);
  const isRecorded = async () => (await recordedIn(log, streamOf(beat.category, id), ids)) !== undefined;
  const told = { entity: municipality.slice(0, 2), ms: at.ms, decreed: context.decreed };
  await refuseImplausibleUnless(isRecorded, input, told);
  const type = 'DesignBeat';
  return {
    drawn: { id, authority, edition, polygon },
    execute: (overlaps) =>
      context.execute(
        beat,
        id,
        { type, ...facts, at, overlaps },
        {
          ...digested(ids, { type, input }),
          municipality,
          occurredAt: at,
        },
      ),
  };
}

function itemOutcome(outcome: OutcomeOf<typeof beat>, { language }: Context): Omit<ItemResult, 'index'> {
  if (outcome.ok) return { outcome: outcome.known ? 'KNOWN' : 'ACCEPTED' };
  const { rejected: code, reason } = outcome.rejection;
  return { outcome: 'REJECTED', code, message: reason[language] };
}

/** What is wrong with an item concerns that item alone; anything else fails the whole bulk, which is sent again. */
function itemFault(error: unknown, { language }: Context): Omit<ItemResult, 'index'> {
  const { code, message, details } = toldIn(language, publicError(error, 'beats'));
  if (code !== 'BAD_USER_INPUT' && code !== 'FORBIDDEN') throw error;
  const fields = (details.fields ?? []).map((field) => `${field.path}: ${field.message}`);
  return { outcome: 'REJECTED', code, message: fields.length > 0 ? fields.join('; ') : message };
}
