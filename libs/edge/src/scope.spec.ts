import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventFamily, readModel, type EventOf, type RecordedEvent } from '@proximidad/eventsourcing';
import {
  admits,
  countedScopeOf,
  decide,
  type Kind,
  Role,
  type Subject,
  purposeFor,
} from '@proximidad/policy';
import { openReadModels, type ReadModels } from '@proximidad/readmodel';
import fc from 'fast-check';
import { z } from 'zod';
import { scopedFigures, scopedTable } from './scope.ts';

const family = eventFamily({
  Seen: { version: 1, schema: z.object({ municipality: z.string().nullable() }) },
});
interface Row {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
}
type Seen = EventOf<typeof family>;
const base = {
  version: 1,
  of: [{ category: 'thing', events: family }],
  project: (_row: Row | undefined, event: Seen, { id, entity }: { id: string; entity: string }) => ({
    id,
    entity,
    municipality: event.municipality,
  }),
};
const placed = readModel<Row>()({
  ...base,
  name: 'placed',
  columns: { entity: 'text', municipality: 'text' },
  figure: (row) => [{ key: `${row.municipality ?? row.entity}:all`, add: 1 }],
});
const coarse = readModel<Row>()({ ...base, name: 'coarse', columns: { entity: 'text' } });
const nowhere = readModel<Row>()({ ...base, name: 'nowhere', columns: {} });

const PLACES = [
  ['09', '09007'],
  ['09', '09015'],
  ['09', null],
  ['14', '14039'],
  ['14', null],
  ['99', null],
] as const;

let folder: string;
let readModels: ReadModels;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scope-'));
  const models = [placed, coarse, nowhere];
  readModels = openReadModels({ file: join(folder, 'rows.db'), models, families: { thing: family } });
  readModels.follow('log');
  readModels.apply(PLACES.map(([entity, municipality], index) => seen(entity, municipality, index + 1)));
  await readModels.caughtUp();
});
afterAll(() => {
  readModels.close();
  rmSync(folder, { recursive: true });
});

const idOf = (entity: string, n: number) => `${entity}-0000000${n}-0000-4000-8000-000000000000`;

function seen(entity: string, municipality: string | null, position: number): RecordedEvent {
  const metadata = { version: 1, jurisdiction: { entity } } as RecordedEvent['metadata'];
  const stream = `thing_${idOf(entity, position)}`;
  const data = { municipality };
  return {
    id: String(position),
    stream,
    revision: 0,
    position,
    recordedAt: position,
    type: 'Seen',
    data,
    metadata,
  };
}

const subjects: fc.Arbitrary<Subject> = fc
  .tuple(fc.constantFrom(...Role.options), fc.constantFrom('09', '14', '99', undefined), fc.boolean())
  .map(([role, entity, municipal]) => ({
    ...{ id: 's', role, purpose: purposeFor(role)! },
    ...(entity === undefined ? {} : { entity }),
    ...(entity === '09' && municipal ? { municipality: '09007' } : {}),
  }));
const kinds = fc.constantFrom<Kind>('incident', 'beat', 'officer', 'access', 'course');
const CUT = { at: undefined, clock: 0 };

test('every way of reading gives exactly what a subject may read of a kind', () =>
  fc.assert(
    fc.property(subjects, kinds, (subject, kind) => {
      const may = PLACES.flatMap(([entity, municipality], index) => {
        const resource = { kind, entity, ...(municipality === null ? {} : { municipality }) };
        return decide(subject, 'read', resource).allowed ? [idOf(entity, index + 1)] : [];
      }).toSorted();
      const all = PLACES.map(([entity], index) => idOf(entity, index + 1));
      const table = scopedTable(readModels, placed, CUT, { subject, kind, now: 0 });
      expect(table.list({ first: 100 }).rows.map(({ key }) => key)).toEqual(may);
      expect([...table.scan()].map(({ key }) => key)).toEqual(may);
      expect([...table.getMany(all).keys()].toSorted()).toEqual(may);
      expect(all.filter((id) => table.get(id)).toSorted()).toEqual(may);
      expect(table.count()).toBe(may.length);
      expect(table.count({ where: { entity: '09' } })).toBe(may.filter((id) => id.startsWith('09')).length);
      const totals = scopedFigures(readModels, placed, CUT, subject, kind, {});
      const told = PLACES.filter(([entity, municipality]) =>
        admits(countedScopeOf(subject, kind), { entity, municipality }),
      );
      expect([...totals.values()].reduce((sum, value) => sum + value, 0)).toBe(told.length);
    }),
  ));

test('a table that does not say where its rows belong shows nothing to a subject who serves one municipality', () => {
  const local: Subject = {
    id: 's',
    role: 'operator',
    entity: '09',
    municipality: '09007',
    purpose: 'DISPATCH',
  };
  expect(scopedTable(readModels, coarse, CUT, { subject: local, kind: 'incident', now: 0 }).count()).toBe(0);
  expect(
    scopedTable(readModels, coarse, CUT, {
      ...{ subject: { ...local, municipality: undefined } as never, kind: 'incident', now: 0 },
    }).count(),
  ).toBe(3);
});

test('a table without entities cannot be read through the policy at all', () => {
  const analyst: Subject = { id: 's', role: 'analyst', purpose: 'STATISTICS' };
  expect(() => scopedTable(readModels, nowhere, CUT, { subject: analyst, kind: 'incident', now: 0 })).toThrow(
    'nowhere needs the column entity',
  );
});
