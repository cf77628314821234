import { zoneOf } from '@proximidad/catalogues';
import { execution, instantAt } from '@proximidad/eventsourcing';
import { type Dependencies, type Due, serviceOf, type Slice, type SlicedDefinition } from '@proximidad/edge';
import { access } from './domain/access.ts';
import { reporting } from './domain/reporting.ts';
import { revokedAccess } from './domain/revoked-access.ts';
import { HEARTBEAT_AGE_MAX_MS, source, sourceIdOf } from './domain/source.ts';
import type { NationResources } from './resources.ts';
import { type NationDeps, nationResolvers } from './resolvers.ts';

/** Hosted in the gateway's process, but a service like the others: own streams, read models, ticker and passports. */
export function nationService(deps: NationDeps): SlicedDefinition<NationResources> {
  return serviceOf<NationResources>({
    name: 'nation',
    schema: new URL('./schema.graphql', import.meta.url),
    slices: [sourceSlice, accessSlice],
    resolvers: nationResolvers(deps),
    opened: ({ readModels, now }) => ({
      heartbeats: deps.heartbeats,
      openedAt: now(),
      logId: () => readModels.checkpoint.log ?? NO_LOG,
    }),
  });
}

/** The states' systems, and whether they are heard. */
const sourceSlice: Slice<NationResources> = {
  aggregate: source,
  readModels: [reporting],
  feeds: { Source: { model: reporting, kind: 'source' } },
  due: silences,
};

/** Whose access has ended. */
const accessSlice: Slice<NationResources> = { aggregate: access, readModels: [revokedAccess] };

/** Stands for the log until the projector has named it. */
const NO_LOG = '00000000-0000-0000-0000-000000000000';

/** Systems that counted as reporting and whose last heartbeat has become too old. */
export function* silences(
  { readModels, resources }: Dependencies<NationResources>,
  now: number,
): Iterable<Due> {
  const last = resources.heartbeats.last();
  for (const { row } of readModels.table(reporting).list({ where: { reporting: 1 }, first: 100 }).rows) {
    const { entity } = row;
    const heardAt = last.get(entity) ?? resources.openedAt;
    const dueAt = heardAt + HEARTBEAT_AGE_MAX_MS + 1;
    if (dueAt > now) continue;
    const zone = zoneOf(entity);
    yield {
      subject: `source-silent:${entity}`,
      dueAt,
      execution: execution(source, sourceIdOf(entity), {
        type: 'NoteSilence',
        lastHeartbeatAt: instantAt(heardAt, zone),
        at: instantAt(dueAt, zone),
      }),
    };
  }
}
