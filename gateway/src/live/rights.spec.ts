import type { Subject } from '@proximidad/policy';
import { keyOf, rightsOf } from './rights.ts';

const officer: Subject = {
  ...{ id: 'a', role: 'officer', entity: '09', purpose: 'PATROL' },
  unit: '09-00000000-0000-5000-8000-000000000001',
};
const other = { ...officer, id: 'b', unit: '09-00000000-0000-5000-8000-000000000002' };

test('H9: officers who are tied to different units share no feed and no frame', () => {
  const [mine, theirs, again] = [officer, other, { ...officer, id: 'c' }].map((who) => keyOf(rightsOf(who)));
  expect(theirs).not.toBe(mine);
  expect(again).toBe(mine);
});
