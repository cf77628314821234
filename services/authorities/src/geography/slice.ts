import type { Published } from '@proximidad/bus';
import { municipality, seatOf, zoneOf } from '@proximidad/catalogues';
import { streamOf } from '@proximidad/eventsourcing';
import { type Context, edgeOf, type Slice } from '@proximidad/edge';
import { linkAt } from '../effective.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { type GeoUnitRow, geoUnits } from './geo-units.ts';
import { geography, type GeographyEvent, geographyId } from './geography.ts';

const byEntity = ({ municipality: cvegeo }: { readonly municipality: string }) =>
  geographyId(cvegeo.slice(0, 2));
const unit = { type: 'DecreedMunicipality', field: 'decreedMunicipality', model: geoUnits } as const;
const answered = (key: (command: { readonly municipality: string }) => string) => ({
  ...{ ...unit, kind: 'geography' as const, key },
});

/** Changes by decree to municipalities, in addition to the framework that every service has. */
export const geographySlice: Slice<CarryingOut> = {
  aggregate: geography,
  readModels: [geoUnits],
  published: publishedDecree,
  decreed: (readModels, cvegeo) => readModels.table(geoUnits).get(cvegeo),
  edge: edgeOf<CarryingOut>()({
    aggregate: geography,
    ...{ ...unit, kind: 'geography' },
    history: ({ entity }) => streamOf(geography.category, geographyId(entity)),
    lookUps: {},
    natural: {
      CreateMunicipality: byEntity,
      SplitMunicipality: byEntity,
      MergeMunicipalities: byEntity,
      RenameMunicipality: byEntity,
    },
    answers: {
      CreateMunicipality: {
        ...{ ...unit, kind: 'geography' },
        key: ({ unit: { cvegeo } }) => cvegeo,
      },
      SplitMunicipality: answered(({ municipality: cvegeo }) => cvegeo),
      MergeMunicipalities: { ...{ ...unit, kind: 'geography' }, key: ({ others }) => others[0]! },
      RenameMunicipality: answered(({ municipality: cvegeo }) => cvegeo),
    },
  }),
  resolvers: () => resolvers,
};

/** Other services accept or refuse places by what they have learned of decrees. */
export function publishedDecree(event: GeographyEvent): Published {
  const { cvegeo, from } = event;
  switch (event.type) {
    case 'GeoUnitCreated':
      return { public: { type: 'MunicipalityCreated', cvegeo, from } };
    case 'GeoUnitSplit':
      return { public: { type: 'MunicipalityEnded', cvegeo, into: event.into, from } };
    case 'GeoUnitMerged':
      return { public: { type: 'MunicipalityEnded', cvegeo, into: [event.into], from } };
    case 'GeoUnitRenamed':
      return {};
  }
}

/** Municipalities created by decree, of one entity or of all, in the order of their keys. */
export function created({ table }: Pick<Context, 'table'>, entity: string | null | undefined) {
  const where = { entity: entity ?? undefined };
  return [...table(geoUnits, 'geography').scan({ where })].flatMap(({ row }) =>
    row.since === null ? [] : [{ cvegeo: row.cvegeo, entity: row.entity, name: row.names.at(-1)!.name }],
  );
}

const unitOf = ({ table }: Context, cvegeo: string): GeoUnitRow | undefined =>
  table(geoUnits, 'geography').get(cvegeo);

const resolvers = {
  DecreedMunicipality: { municipality: ({ cvegeo }) => ({ cvegeo }) },
  Municipality: {
    title({ cvegeo }, { at }, context) {
      const names = unitOf(context, cvegeo)?.names ?? [];
      const decreed = linkAt(names, at?.ms ?? context.cut.clock)?.name;
      return decreed ?? municipality(cvegeo)?.name ?? null;
    },
    seat({ cvegeo }) {
      const seat = seatOf(cvegeo);
      return seat ? { name: seat.name, point: seat.point ?? null } : null;
    },
    population: ({ cvegeo }) => seatOf(cvegeo)?.population ?? null,
    timeZone: ({ cvegeo }) => zoneOf(cvegeo),
    since: ({ cvegeo }, _, context) => unitOf(context, cvegeo)?.since ?? null,
    until: ({ cvegeo }, _, context) => unitOf(context, cvegeo)?.until ?? null,
    cutOutOf: ({ cvegeo }, _, context) =>
      (unitOf(context, cvegeo)?.parents ?? []).map((key) => ({ cvegeo: key })),
    succeededBy: ({ cvegeo }, _, context) =>
      (unitOf(context, cvegeo)?.into ?? []).map((key) => ({ cvegeo: key })),
  },
} satisfies SliceResolvers;
