import type { Subject } from '@proximidad/policy';
import { callRows, contactRows } from './testing/two-services.ts';
import { type Footprint, footprintNote, touches, type Columns } from '@proximidad/feed';

const feeds = { Call: { model: callRows, kind: 'call' } } as const;
const operator: Subject = { id: 'a', role: 'operator', entity: '09', purpose: 'DISPATCH' };

function noted(read: (note: ReturnType<typeof footprintNote>) => void): Footprint {
  const note = footprintNote(feeds, operator);
  read(note);
  return note.footprint();
}

const change = (key: string, before?: Columns, after?: Columns) => ({
  ...{ type: 'Call', key, position: 1 },
  ...(before && { before }),
  ...(after && { after }),
});

const inIztapalapa = { entity: '09', municipality: '09007', line: 'a' };
const inTlalpan = { entity: '09', municipality: '09012', line: 'b' };

test('an answer by key is touched by changes of that key alone, also by its appearing', () => {
  const footprint = noted((note) => note.keys(callRows, ['k']));
  expect(touches(footprint, change('k', undefined, inTlalpan))).toBe(true);
  expect(touches(footprint, change('other', inTlalpan, inTlalpan))).toBe(false);
  expect(touches(footprint, { ...change('k', inTlalpan), type: 'Contact' })).toBe(false);
});

test('a list is touched by what its filter would find, before the change or after it', () => {
  const footprint = noted((note) => note.where(callRows, { municipality: '09007' } as never));
  expect(touches(footprint, change('k', undefined, inIztapalapa))).toBe(true);
  expect(touches(footprint, change('k', inIztapalapa, inTlalpan))).toBe(true);
  expect(touches(footprint, change('k', inTlalpan, inTlalpan))).toBe(false);
});

test.each([
  [{ line: { in: ['a', 'c'] } }, true],
  [{ line: { in: [] } }, false],
  [{ line: { gte: 'a', lt: 'b' } }, true],
  [{ line: { gte: 'b' } }, false],
  [{ line: { isNull: true } }, false],
  [{ line: undefined }, true],
])('the condition %j means what it means to the table', (where, expected) => {
  const footprint = noted((note) => note.where(callRows, where as never));
  expect(touches(footprint, change('k', undefined, inIztapalapa))).toBe(expected);
});

test('an answer that is made of the time, or of rows without a feed, says so', () => {
  expect(noted((note) => note.keys(callRows, ['k']))).toMatchObject({ timeDependent: false, unfed: false });
  expect(noted((note) => note.keys(contactRows, ['k']))).toMatchObject({ timeDependent: false, unfed: true });
  const ends = noted((note) => [900, 700, 800].forEach((ms) => note.until(ms)));
  expect(ends).toMatchObject({ reads: [], until: 700, unfed: false });
  expect(noted(() => undefined)).not.toHaveProperty('until');
  expect(noted((note) => note.timeDependent())).toMatchObject({ timeDependent: true, unfed: false });
});

test('what other services were asked for belongs to the answer', () => {
  const calls = { reads: [{ type: 'Call', keys: ['k'] }], timeDependent: false, unfed: false };
  const clock = { reads: [{ type: 'Contact' }], timeDependent: true, unfed: false };
  const footprint = noted((note) => {
    note.elsewhere('calls', calls);
    note.elsewhere('calls', clock);
    note.elsewhere('contacts', clock);
  });
  expect(footprint).toEqual({
    ...{ reads: [], timeDependent: false, unfed: false },
    elsewhere: {
      calls: { reads: [...calls.reads, ...clock.reads], timeDependent: true, unfed: false },
      contacts: clock,
    },
  });
});

test('a footprint that would be too long names the whole type', () => {
  const footprint = noted((note) => {
    for (let n = 0; n < 200; n++) note.where(callRows, { line: `line ${n}` } as never);
  });
  expect(footprint.reads).toEqual([{ type: 'Call' }]);
  expect(touches(footprint, change('k', undefined, inTlalpan))).toBe(true);
});

test('H9: what is closed to a purpose is not followed by it: the answer is asked for again when the log has grown', () => {
  const closed = { Call: { ...feeds.Call, field: 'Officer.duty' } } as const;
  const footprintFor = (purpose: Subject['purpose']) => {
    const note = footprintNote(closed, { ...operator, role: 'commander', purpose });
    note.where(callRows, {});
    return note.footprint();
  };
  expect(footprintFor('SUPERVISION')).toMatchObject({ reads: [{ type: 'Call' }], unfed: false });
  expect(footprintFor('STATISTICS')).toMatchObject({ reads: [], unfed: true });
});
