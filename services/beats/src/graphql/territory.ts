import { zoneOf } from '@proximidad/catalogues';
import { idFor, localDate, parseDateTime } from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { type Context, type OutcomeOf, publicError, ServiceError } from '@proximidad/service';
import { z } from 'zod';
import { beat, type BeatCommand, beatId as idOfBeat, type Drawn, overlapping } from '../domain/beat.ts';
import { beats } from '../domain/beats.ts';
import { beatShift, beatShiftId } from '../domain/beat-shift.ts';
import { unit } from '../domain/unit.ts';
import type { BeatsDependencies } from '../own.ts';
import { answered, commandIdOf, found, momentOf, onTheClockOf, refusal } from './edge.ts';
import type {
  DesignBeatInput,
  MutationCloseBeatArgs,
  MutationDesignBeatArgs,
  MutationDesignBeatsArgs,
  MutationOpenShiftArgs,
  MutationRedrawBeatArgs,
  MutationRegisterUnitArgs,
} from './schema.gen.ts';

const BEATS_AT_ONCE_MAX = 100;
/** Beats of one bulk that are recorded at the same time. */
const WAVE_MAX = 16;

/** The mutations on the map. */
export function territory(deps: BeatsDependencies) {
  const { own } = deps;
  const beatOf = beatLookup(deps);

  return {
    async designBeat(_: unknown, { input }: MutationDesignBeatArgs, context: Context) {
      const { id, drawn, tell } = drawnBy(context, input);
      const outcome = await tell(overlapsOf(deps, drawn));
      // The next beat may border on this one: it is on the map before this is answered.
      if (outcome.ok) await context.reached(outcome.position);
      return answered(context, outcome, 'BeatAccepted', id);
    },

    designBeats: (_: unknown, { input }: MutationDesignBeatsArgs, context: Context) =>
      designAll(deps, context, input.items),

    async redrawBeat(_: unknown, { input }: MutationRedrawBeatArgs, context: Context) {
      const { beatId: id, reason } = input;
      const row = await beatOf(context, id);
      if (!row) return refusal(context, 'NotDesigned', 'There is no such beat.');
      const { municipality, authority, edition } = row;
      const at = momentOf(context, input.occurredAt, municipality);
      const validFrom = input.validFrom ? onTheClockOf(municipality, parseDateTime(input.validFrom)) : at;
      const polygon = polygonOf(input.polygon);
      const overlaps = own.places.overlaps({ id, authority, edition, polygon });
      const command: BeatCommand = { type: 'RedrawBeat', at, polygon, reason, validFrom, overlaps };
      const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
      const outcome = await context.tell(beat, id, command, told);
      if (outcome.ok) await context.reached(outcome.position);
      return answered(context, outcome, 'BeatAccepted', id);
    },

    async closeBeat(_: unknown, { input }: MutationCloseBeatArgs, context: Context) {
      const { beatId } = input;
      const row = await beatOf(context, beatId);
      if (!row) return refusal(context, 'NotDesigned', 'There is no such beat.');
      const successorBeatIds = [...(input.successorBeatIds ?? [])];
      for (const id of successorBeatIds) {
        if (!(await beatOf(context, id)))
          return refusal(context, 'SuccessorNotFound', 'A successor is no beat.');
      }
      const { municipality } = row;
      const at = momentOf(context, input.occurredAt, municipality);
      const validFrom = input.validFrom ? onTheClockOf(municipality, parseDateTime(input.validFrom)) : at;
      const command: BeatCommand = { type: 'CloseBeat', at, beatId, successorBeatIds, validFrom };
      const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
      const outcome = await context.tell(beat, beatId, command, told);
      if (outcome.ok) await context.reached(outcome.position);
      return answered(context, outcome, 'BeatAccepted', beatId);
    },
  };
}

/** The mutations on what belongs to a beat: its units, its shifts. */
export function belongings(deps: BeatsDependencies) {
  const beatOf = beatLookup(deps);

  return {
    async registerUnit(_: unknown, { input }: MutationRegisterUnitArgs, context: Context) {
      const { code, kind, municipality, homeBeatId } = input;
      const commandId = commandIdOf(input);
      const id = input.unitId ?? idFor(municipality.slice(0, 2), commandId, unit.category);
      const row = homeBeatId ? await beatOf(context, homeBeatId) : undefined;
      if (homeBeatId && !row) return refusal(context, 'BeatNotFound', 'The home beat is no beat.');
      if (id.slice(0, 2) !== municipality.slice(0, 2)) {
        return refusal(context, 'NoJurisdiction', 'The id is of another entity.', 'BR-A1');
      }
      const home = row ? { beatId: row.id, active: row.status === 'ACTIVE' } : null;
      const at = momentOf(context, input.occurredAt, municipality);
      const command = { type: 'RegisterUnit', at, code, kind, municipality, home } as const;
      const outcome = await context.tell(unit, id, command, { commandId, occurredAt: at, municipality });
      return answered(context, outcome, 'UnitAccepted', id);
    },

    async openShift(_: unknown, { input }: MutationOpenShiftArgs, context: Context) {
      const { beatId } = input;
      // A name in GraphQL cannot begin with a digit.
      const kind = input.kind === 'H24' ? ('24' as const) : input.kind;
      const row = await beatOf(context, beatId);
      if (!row) return refusal(context, 'BeatNotFound', 'There is no such beat.');
      const { municipality } = row;
      const startsAt = onTheClockOf(municipality, parseDateTime(input.startsAt));
      const endsAt = onTheClockOf(municipality, parseDateTime(input.endsAt));
      const date = localDate(startsAt);
      const id = beatShiftId(beatId, date, kind);
      const command = {
        type: 'OpenShift',
        ...{ beatId, localDate: date, kind, startsAt, endsAt, municipality },
        timeZone: zoneOf(municipality),
        beatActive: row.status === 'ACTIVE',
      } as const;
      const at = momentOf(context, input.occurredAt, municipality);
      const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
      return answered(context, await context.tell(beatShift, id, command, told), 'BeatShiftAccepted', id);
    },
  };
}

function beatLookup({ log }: BeatsDependencies) {
  return (context: Context, id: string) => found(context, log, () => context.table(beats, 'beat').get(id));
}

/** What a drawing says, before it is measured against others. */
function drawnBy(context: Context, input: DesignBeatInput) {
  const { authority, code, edition, municipality } = input;
  const polygon = polygonOf(input.polygon);
  const id = idOfBeat(municipality, authority, edition, code);
  const drawn: Drawn = { id, authority, edition, polygon };
  const at = momentOf(context, input.occurredAt, municipality);
  const tell = (overlaps: string[]) => {
    const command: BeatCommand = {
      type: 'DesignBeat',
      ...{ at, authority, code, edition, municipality, polygon, overlaps },
      name: input.name ?? null,
      population: input.population ?? null,
    };
    const told = { commandId: commandIdOf(input), occurredAt: at, municipality };
    return context.tell(beat, id, command, told);
  };
  return { id, drawn, tell };
}

/** Of a beat that is on the map already nothing is measured: its stream alone says whether the command is known. */
function overlapsOf({ own }: BeatsDependencies, drawn: Drawn, besides: readonly Drawn[] = []): string[] {
  return own.places.has(drawn.id) ? [] : own.places.overlaps(drawn, besides);
}

/**
 * Each item for itself, measured in order against the map and against those accepted before it. Items that do not touch
 * one another are recorded at the same time.
 */
async function designAll(deps: BeatsDependencies, context: Context, items: readonly DesignBeatInput[]) {
  if (items.length > BEATS_AT_ONCE_MAX) {
    const limit = { limit: BEATS_AT_ONCE_MAX };
    throw new ServiceError('LIMIT_EXCEEDED', `At most ${BEATS_AT_ONCE_MAX} beats at once.`, limit);
  }
  const accepted: Drawn[] = [];
  const results: object[] = [];
  let position: number | undefined;
  let wave: { readonly index: number; readonly drawing: ReturnType<typeof drawnBy> }[] = [];

  const record = async ({ index, drawing: { id, drawn, tell } }: (typeof wave)[number]) => {
    try {
      const outcome = await tell(overlapsOf(deps, drawn, accepted));
      results[index] = { index, id, ...itemOutcome(outcome) };
      if (!outcome.ok) return;
      accepted.push(drawn);
      position = Math.max(position ?? 0, outcome.position ?? 0);
    } catch (error) {
      results[index] = { index, ...itemFault(error) };
    }
  };
  const recordWave = async () => {
    await Promise.all(wave.map(record));
    wave = [];
  };
  for (const [index, item] of items.entries()) {
    try {
      const drawing = drawnBy(context, item);
      const touches =
        overlapping(
          drawing.drawn,
          wave.map((other) => other.drawing.drawn),
        ).length > 0;
      if (touches || wave.length === WAVE_MAX) await recordWave();
      wave.push({ index, drawing });
    } catch (error) {
      results[index] = { index, ...itemFault(error) };
    }
  }
  await recordWave();
  await context.reached(position);
  const done = { ok: true, state: results, events: [], revision: -1, position, known: false } as const;
  return context.answer(done, () => ({ __typename: 'DesignBeatsAccepted', results }));
}

function itemOutcome(outcome: OutcomeOf<typeof beat>) {
  if (outcome.ok) return { outcome: outcome.known ? 'KNOWN' : 'ACCEPTED' };
  const { rejected: code, reason: message } = outcome.rejection;
  return { outcome: 'REJECTED', code, message };
}

/** What is wrong with one item is its own; anything else fails the whole, to be told again. */
function itemFault(error: unknown) {
  const { code, message, details } = publicError(error, beats.name);
  if (code !== 'BAD_USER_INPUT' && code !== 'FORBIDDEN') throw error;
  const fields = (details.fields ?? []).map((field) => `${field.path}: ${field.message}`);
  return { outcome: 'REJECTED', code, message: fields.length > 0 ? fields.join('; ') : message };
}

const PolygonText = z
  .string()
  .max(200_000, 'at most 200,000 characters')
  .transform((text, issues) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      issues.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(Polygon);

/** @throws {z.ZodError} when the text is no GeoJSON Polygon. */
function polygonOf(text: string): Polygon {
  return z.object({ polygon: PolygonText }).parse({ polygon: text }).polygon;
}
