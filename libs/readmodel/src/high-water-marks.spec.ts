import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel, type Instant } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import type { Fed } from './projection.ts';
import { openReadModels } from './read-models.ts';
import { type CallEvent, calls, families, recorded } from './testing/wall-board.ts';

interface Visit {
  readonly id: string;
  readonly at: Instant | null;
}

/** A visit reported by a call, with a time of its own, possibly late or in the future, or with none. */
const visits = readModel<Visit>()({
  name: 'visits',
  version: 1,
  of: [calls],
  columns: { at: 'instant' },
  project: (_row, event, { id }) => ({
    id,
    at: event.type === 'UnitArrived' ? { ms: event.afterSeconds, offsetMin: 0 } : null,
  }),
});

const EVENTS = 1_500;
const CUTS = 60;
const folder = mkdtempSync(join(tmpdir(), 'reach-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Values rise with the log, one in ten lies anywhere, and some rows have none. */
const story = fc.array(
  fc.record({
    row: fc.nat(300),
    off: fc.oneof({ weight: 9, arbitrary: fc.nat(5) }, fc.nat(2_000)),
    no: fc.nat(20),
  }),
  { minLength: EVENTS, maxLength: EVENTS },
);

test('newest first, a list of the past is whole however its values lie, across restarts and lost transactions', () => {
  let files = 0;
  fc.assert(
    fc.property(story, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3 }), (steps, sizes) => {
      const file = join(folder, `${files++}.db`);
      const open = () => openReadModels({ file, models: [visits], families });
      const events = steps.map(({ row, off, no }, n) => {
        const event: CallEvent =
          no === 0 ? { type: 'CallClosed', outcome: 'DONE' } : { type: 'UnitArrived', afterSeconds: n + off };
        return recorded(n + 1, `09-${row}`, event);
      });
      let readModels = open();
      for (let n = 0, batch = 0; n < events.length; batch++) {
        const part: Fed[] = events.slice(n, n + sizes[batch % sizes.length]!);
        const broken = recorded(EVENTS + 1, '09-0', { type: 'UnitArrived', afterSeconds: 'never' as never });
        expect(() => readModels.apply([...part, broken])).toThrow(/stopped/i);
        readModels.apply(part);
        n += part.length;
        if (batch % 5 === 4) {
          readModels.close();
          readModels = open();
        }
      }
      for (let cut = 1; cut <= CUTS; cut++) {
        const at = Math.floor((cut * EVENTS) / CUTS);
        const held = new Map(
          events
            .slice(0, at)
            .map(({ stream, data, type }) => [
              stream.slice('call_'.length),
              type === 'UnitArrived' ? (data as { afterSeconds: number }).afterSeconds : -1,
            ]),
        );
        const expected = [...held].sort(([a, x], [b, y]) => y - x || (a < b ? 1 : -1)).map(([id]) => id);
        const { rows } = readModels
          .table(visits)
          .list({ orderBy: [{ column: 'at', desc: true }], first: 500, at });
        expect(rows.map(({ key }) => key)).toEqual(expected);
      }
      readModels.close();
    }),
    { numRuns: 15 },
  );
});
