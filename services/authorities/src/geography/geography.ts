import { Cvegeo, municipality as inFramework } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  named,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const UNITS_MAX = 40;
/** The most decrees of one entity. */
export const DECREES_MAX = 500;

/** The name of a municipality: letters, and numbers too short to identify anybody. */
const PlaceName = z
  .string()
  .normalize()
  .trim()
  .min(2)
  .max(120)
  .regex(/^[\p{L}\p{N} .,()'-]+$/u, 'letters, digits and simple punctuation')
  .refine((name) => !/\d{5}/.test(name), 'no long numbers');
/** Where it is published: `POE-2020-02-27`. */
const Decree = z.string().regex(/^[A-Z][A-Z0-9./-]{2,59}$/, 'capital letters, digits and `./-`');

const Unit = named(
  'MunicipalityInput',
  z.object({
    cvegeo: Cvegeo.describe('INEGI key, never used before.'),
    name: PlaceName.describe('What it is called.'),
  }),
  'A municipality that a decree creates.',
);

// ---- events -------------------------------------------------------------------

const decreed = { decree: Decree, from: Instant };
const keys = z.array(Cvegeo).max(UNITS_MAX);

/** One event for each municipality that a decree concerns: keys are never deleted, and stay valid for the past (BR-A3). */
export const geographyEvents = eventFamily({
  GeoUnitCreated: {
    version: 1,
    schema: z.object({ ...decreed, cvegeo: Cvegeo, name: PlaceName, parents: keys }),
  },
  GeoUnitSplit: { version: 1, schema: z.object({ ...decreed, cvegeo: Cvegeo, into: keys }) },
  GeoUnitMerged: { version: 1, schema: z.object({ ...decreed, cvegeo: Cvegeo, into: Cvegeo }) },
  GeoUnitRenamed: { version: 1, schema: z.object({ ...decreed, cvegeo: Cvegeo, name: PlaceName }) },
});
export type GeographyEvent = EventOf<typeof geographyEvents>;

// ---- state --------------------------------------------------------------------

interface UnitState {
  /** When the last decree about it took effect. */
  readonly last: number;
  readonly ended: boolean;
}
export interface Geography {
  readonly units: Readonly<Record<string, UnitState>>;
  readonly decrees: number;
}

/** All decrees about the municipalities of one entity. */
export function geographyId(entity: string): string {
  return idFor(entity, 'geography', 'municipalities');
}

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<Geography>();
const REGISTRARS = ['analyst', 'commander'] as const;

const published = {
  decree: Decree.describe('Where it is published, such as `POE-2020-02-27`.'),
  from: Instant.describe('From this moment on.'),
};
const municipality = Cvegeo.describe('INEGI key of the municipality that the decree is about.');
const creating = {
  municipality,
  unit: Unit.describe('The new municipality.'),
  ...published,
};
const splitting = {
  municipality,
  into: z.array(Unit).min(2).max(UNITS_MAX).describe('The municipalities that take its place. At most 40.'),
  ...published,
};
const merging = {
  municipality,
  others: keys.min(1).describe('INEGI keys of the municipalities merged into it. At most 40.'),
  ...published,
};
const renaming = { municipality, name: PlaceName.describe('What it is called from then on.'), ...published };

/** Changes by decree to the municipalities of an entity. */
export const geography = aggregate({
  category: 'geography',
  events: geographyEvents,
  initialState: { units: {}, decrees: 0 } as Geography,
  commands: {
    CreateMunicipality: command({
      doc: 'Creates a municipality out of part of one that continues. Refused with MunicipalityNotFound, MunicipalityEnded, KeyTaken, OutsideEntity (BR-A1), NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      addresses: 'natural',
      input: creating,
      decide: create,
    }),
    SplitMunicipality: command({
      doc: 'Splits a municipality into others: it ends, and its key stays valid for the past (BR-A3). Refused with MunicipalityNotFound, MunicipalityEnded, KeyTaken, OutsideEntity (BR-A1), NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      addresses: 'natural',
      input: splitting,
      decide: split,
    }),
    MergeMunicipalities: command({
      doc: 'Merges municipalities into one that continues: they end, and their keys stay valid for the past (BR-A3). Refused with MunicipalityNotFound, MunicipalityEnded, OutsideEntity (BR-A1), NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      addresses: 'natural',
      input: merging,
      decide: merge,
    }),
    RenameMunicipality: command({
      doc: 'Renames a municipality. Refused with MunicipalityNotFound, MunicipalityEnded, NotAfterTheLast or RecordFull.',
      mayExecute: REGISTRARS,
      addresses: 'natural',
      input: renaming,
      decide: (state, { municipality: cvegeo, name, decree, from }) =>
        against(state, [cvegeo], [], from) ?? [
          { type: 'GeoUnitRenamed' as const, cvegeo, name, decree, from },
        ],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function create(state: Geography, { municipality: parent, unit, decree, from }: Fields<typeof creating>) {
  const made = { ...unit, parents: [parent], decree, from };
  return against(state, [parent], [unit.cvegeo], from) ?? [{ type: 'GeoUnitCreated' as const, ...made }];
}

function split(state: Geography, { municipality: cvegeo, into, decree, from }: Fields<typeof splitting>) {
  const parts = into.map((unit) => unit.cvegeo);
  const refused = against(state, [cvegeo], parts, from);
  if (refused) return refused;
  return [
    ...into.map((unit) => ({
      ...{ type: 'GeoUnitCreated' as const, ...unit, parents: [cvegeo], decree, from },
    })),
    { type: 'GeoUnitSplit' as const, cvegeo, into: parts, decree, from },
  ];
}

function merge(state: Geography, { municipality: into, others, decree, from }: Fields<typeof merging>) {
  const ending = [...new Set(others)];
  const refused = against(state, [into, ...ending], [], from);
  if (refused) return refused;
  if (ending.includes(into)) return refuse('MunicipalityNotFound', { cvegeo: into });
  return ending.map((cvegeo) => ({ type: 'GeoUnitMerged' as const, cvegeo, into, decree, from }));
}

/** Existing ones must not have ended, new ones must never have existed; all must be of one entity. */
function against(
  { units, decrees }: Geography,
  there: readonly string[],
  made: readonly string[],
  from: Instant,
) {
  const entity = there[0]!.slice(0, 2);
  if ([...there, ...made].some((cvegeo) => cvegeo.slice(0, 2) !== entity)) return refuse('OutsideEntity');
  const missing = there.find((cvegeo) => !units[cvegeo] && inFramework(cvegeo)?.name === undefined);
  if (missing) return refuse('MunicipalityNotFound', { cvegeo: missing });
  const ended = there.find((cvegeo) => units[cvegeo]?.ended);
  if (ended) return refuse('MunicipalityEnded', { cvegeo: ended });
  const taken = made.find(
    (cvegeo, index) =>
      units[cvegeo] !== undefined || inFramework(cvegeo) !== undefined || made.indexOf(cvegeo) !== index,
  );
  if (taken) return refuse('KeyTaken', { cvegeo: taken });
  if (there.some((cvegeo) => from.ms <= (units[cvegeo]?.last ?? -Infinity))) return refuse('NotAfterTheLast');
  return decrees + there.length + made.length > DECREES_MAX
    ? refuse('RecordFull', { max: DECREES_MAX })
    : undefined;
}

function evolve({ units, decrees }: Geography, event: GeographyEvent): Geography {
  const ended = event.type === 'GeoUnitSplit' || event.type === 'GeoUnitMerged';
  return { units: { ...units, [event.cvegeo]: { last: event.from.ms, ended } }, decrees: decrees + 1 };
}
