import type { Subject } from '@proximidad/policy';
import { filterError } from './filters.ts';

const commander: Subject = { id: 'c', role: 'commander', entity: '09', purpose: 'DISPATCH' };
const local: Subject = {
  id: 'o',
  role: 'operator',
  entity: '09',
  municipality: '09007',
  purpose: 'DISPATCH',
};
const instant = (ms: number) => ({ ms, offsetMin: 0 });

test('F5: a filter that may find something is accepted', () => {
  expect(filterError({}, commander, 'incident')).toBeUndefined();
  expect(filterError({ entity: '09', municipality: '09007' }, commander, 'incident')).toBeUndefined();
  expect(filterError({ from: instant(1), to: instant(1) }, commander, 'incident')).toBeUndefined();
});

test.each([
  [{ entity: '14' }, commander, 'ENTITY'],
  [{ municipality: '14039' }, commander, 'ENTITY'],
  [{ beat: '14-00000000-0000-5000-8000-000000000000' }, commander, 'ENTITY'],
  [{ municipality: '09015' }, local, 'MUNICIPALITY'],
])(
  'F5: a filter outside one’s rights is forbidden, with what stands against it: %j',
  (filter, subject, reason) => {
    expect(filterError(filter, subject, 'incident')).toMatchObject({
      code: 'FORBIDDEN',
      details: { reason },
    });
  },
);

test('F5: everything that is wrong with a filter is named', () => {
  const filter = { entity: '33', municipality: '09777', beat: 'x', from: instant(2), to: instant(1) };
  const { details } = filterError(filter, commander, 'incident')!;
  expect(details.fields!.map(({ path, code }) => [path, code])).toEqual([
    ['entity', 'UNKNOWN_ENTITY'],
    ['municipality', 'UNKNOWN_MUNICIPALITY'],
    ['beat', 'NO_ID'],
    ['from', 'ENDS_BEFORE_IT_BEGINS'],
  ]);
});

test('F5: an empty text names nothing, and does not count as a filter left out', () => {
  const { details } = filterError({ entity: '', municipality: '', beat: '' }, commander, 'incident')!;
  expect(details.fields!.map(({ path }) => path)).toEqual(['entity', 'municipality', 'beat']);
  expect(
    filterError({ entity: null, municipality: null, beat: null }, commander, 'incident'),
  ).toBeUndefined();
});
