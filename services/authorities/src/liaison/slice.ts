import type { Published } from '@proximidad/bus';
import { entities, zoneOf } from '@proximidad/catalogues';
import { execution, type Instant, instantAt } from '@proximidad/eventsourcing';
import { type Dependencies, connectionOf, type Due, eachRow, edgeOf, type Slice } from '@proximidad/edge';
import { decide } from '@proximidad/policy';
import { authorities } from '../authority/authorities.ts';
import { authorityOf } from '../authority/slice.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { liaison, LIAISON_GAP_HOURS, type LiaisonEvent, liaisonId } from './liaison.ts';
import { liaisons } from './liaisons.ts';

const FEDERAL = 'FEDERAL_ENLACE';
const LIAISON_GAP_MS = LIAISON_GAP_HOURS * 3_600_000;

/** Who represents the nation in each entity, and the entity towards the nation. */
export const liaisonSlice: Slice<CarryingOut> = {
  aggregate: liaison,
  readModels: [liaisons],
  feeds: { Liaison: { model: liaisons, kind: 'liaison' } },
  published: publishedLiaison,
  due,
  edge: edgeOf<CarryingOut>()({
    aggregate: liaison,
    ...{ type: 'Liaison', field: 'liaison', id: 'liaisonId' },
    ...{ model: liaisons, kind: 'liaison' },
    lookUps: {
      async AppointLiaison({ context, input: { entity, kind, authority } }) {
        const registered = (await context.found(() => authorityOf(context, authority))) !== undefined;
        return { id: liaisonId(entity, kind), found: { registered } };
      },
      VacateLiaison: ({ input: { entity, kind } }) => ({
        id: liaisonId(entity, kind),
        found: { registered: true },
      }),
    },
  }),
  resolvers: () => resolvers,
};

/** Publishes whether there is a liaison, never who. */
export function publishedLiaison(event: LiaisonEvent): Published {
  if (event.kind !== FEDERAL) return {};
  const { entity } = event;
  switch (event.type) {
    case 'LiaisonGapNoted':
      return { public: { type: 'LiaisonGapNoted', entity, since: event.since } };
    case 'LiaisonAppointed':
      return { public: { type: 'LiaisonGapFilled', entity, at: event.from } };
    case 'LiaisonVacated':
      return {};
  }
}

/** When the first federal force was registered: from then on posts are expected, whichever force it was. */
function firstForceAt(readModels: Dependencies['readModels']): Instant | undefined {
  const where = { entity: '00', kind: 'FEDERAL_FORCE' } as const;
  let first: Instant | undefined;
  for (const { by } of eachRow(readModels.table(authorities), { where })) {
    if (first === undefined || by.at.ms < first.ms) first = by.at;
  }
  return first;
}

/** Terms that have ended, and vacant posts of federal liaison. */
function* due({ readModels }: Pick<Dependencies, 'readModels'>, now: number): Iterable<Due> {
  const table = readModels.table(liaisons);
  const over = {
    where: { occupied: true, endsAt: { lt: now + 1 } },
    orderBy: [{ column: 'endsAt' }],
  } as const;
  for (const { id, entity, kind, endsAt: until } of eachRow(table, over)) {
    if (until === null) continue;
    const command = { type: 'NoteTermEnded', entity, kind, until } as const;
    yield { subject: `liaison-ended:${id}`, dueAt: until.ms, execution: execution(liaison, id, command) };
  }
  const begun = firstForceAt(readModels);
  for (const { code } of begun ? entities : []) {
    const id = liaisonId(code, FEDERAL);
    const row = table.get(id);
    if (row && (row.occupied || row.gapNotedAt)) continue;
    const since = row?.vacantSince ?? begun!;
    const dueAt = since.ms + LIAISON_GAP_MS;
    if (dueAt > now) continue;
    const at = instantAt(dueAt, zoneOf(code));
    const command = { type: 'NoteLiaisonGap', entity: code, kind: FEDERAL, since, at } as const;
    // Noted once for each vacancy: after an appointment that was taken back it is vacant since the same moment.
    const subject = `liaison-gap:${code}:${row?.tenures.length ?? 0}`;
    yield { subject, dueAt, execution: execution(liaison, id, command) };
  }
}

const resolvers = {
  Query: {
    liaisons: (_, { entity, kind, occupied, ...page }, { table }) => {
      const where = {
        ...{ entity: entity ?? undefined, kind: kind ? { in: kind } : undefined },
        occupied: occupied ?? undefined,
      };
      return connectionOf(
        table(liaisons, 'liaison'),
        where,
        [{ column: 'entity' }, { column: 'kind' }],
        page,
      );
    },
    liaisonCoverage(_, _args, { subject, table }) {
      const expected = entities.filter(
        ({ code }) => decide(subject, 'read', { kind: 'source', entity: code }).allowed,
      );
      const held = table(liaisons, 'liaison').getMany(expected.map(({ code }) => liaisonId(code, FEDERAL)));
      const gaps = expected.filter(({ code }) => held.get(liaisonId(code, FEDERAL))?.occupied !== true);
      const codes = gaps.map(({ code }) => ({ code }));
      return { occupied: expected.length - gaps.length, expected: expected.length, gaps: codes };
    },
  },
  Liaison: {
    __resolveReference: ({ id }, { table }) => table(liaisons, 'liaison').get(id),
    entity: ({ entity }) => ({ code: entity }),
    holder: ({ occupied, tenures }) => (occupied ? (tenures.at(-1)?.holder ?? null) : null),
    substitute: ({ occupied, tenures }) => (occupied ? (tenures.at(-1)?.substitute ?? null) : null),
    acting: ({ occupied, tenures }) => occupied && (tenures.at(-1)?.acting ?? false),
  },
  LiaisonTenure: {
    authority: ({ authority }, _, context) => (authority === null ? null : authorityOf(context, authority)),
  },
} satisfies SliceResolvers;
