import { entity as federalEntity, zoneOf } from '@proximidad/catalogues';
import { type Dependencies, type Due, edgeOf, type Slice } from '@proximidad/edge';
import { entityOf, execution, instantAt } from '@proximidad/eventsourcing';
import type { NationResources } from '../resources.ts';
import { reporting } from './reporting.ts';
import { HEARTBEAT_AGE_MAX_MS, isCounted, source, sourceIdOf } from './source.ts';

/** The states' systems, and whether they are heard. */
export const sourceSlice: Slice<NationResources> = {
  aggregate: source,
  readModels: [reporting],
  feeds: { Source: { model: reporting, kind: 'source' } },
  listed: { Silence: 'source' },
  due: silences,
  edge: edgeOf<NationResources>()({
    aggregate: source,
    ...{ type: 'Source', field: 'source', model: reporting, kind: 'source', history: null },
    lookUps: {},
    natural: { SourceAlive: ({ entity }, nowMs) => sourceIdOf(entity, nowMs) },
    telemetry: {
      // A heartbeat counts even while the store is down; the fact can be recorded later.
      SourceAlive({ input: { entity }, context: { cut }, deps }) {
        if (isCounted(entity)) deps.resources.heartbeats.heard(entity, cut.clock);
      },
    },
    answers: {
      SourceAlive: {
        ...{ type: 'SourceAlive', field: 'entity', as: 'Entity!', doc: 'Whose system was heard.' },
        key: (_command, id) => entityOf(id),
        value: (code) => federalEntity(code),
      },
    },
  }),
};

/** Systems that counted as reporting and whose last heartbeat has become too old. */
export function* silences(
  { readModels, resources }: Pick<Dependencies<NationResources>, 'readModels' | 'resources'>,
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
      execution: execution(source, sourceIdOf(entity, heardAt), {
        type: 'NoteSilence',
        lastHeartbeatAt: instantAt(heardAt, zone),
        at: instantAt(dueAt, zone),
      }),
    };
  }
}
