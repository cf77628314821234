import { pagesOf, type WallIncident, type WallUnit } from './pages.ts';

const many = <T>(count: number) => Array.from({ length: count }, (_, id) => ({ id: `${id}` }) as T);

test('a wall shows everything in pages of what fits, none of them left out and none twice', () => {
  const pages = pagesOf(many<WallIncident>(9), many<WallUnit>(4), 4);
  expect(pages.map((page) => [page.kind, rowsIn(page)])).toEqual([
    ['incidents', ['0', '1', '2', '3']],
    ['incidents', ['4', '5', '6', '7']],
    ['incidents', ['8']],
    ['units', ['0', '1', '2', '3']],
  ]);
});

test('with nothing to show it still says so, on a page of each kind', () => {
  expect(pagesOf([], [], 0).map(({ kind }) => kind)).toEqual(['incidents', 'units']);
});

const rowsIn = (page: ReturnType<typeof pagesOf>[number]) =>
  (page.kind === 'incidents' ? page.incidents : page.units).map(({ id }) => id);
