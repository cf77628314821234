import { type Action, decide, type Resource, seesCoarsely } from './decide.ts';
import { admits, scopeOf } from './scope.ts';
import type { Subject } from './subject.ts';
import { KEY } from './tables.ts';

const may = (subject: Subject, action: Action, resource: Resource) =>
  decide(subject, action, resource).allowed;

describe('what an owner opens to one subject (ST-6)', () => {
  const liaison: Subject = {
    ...{ id: 'dev:liaison', role: 'liaison', entity: '10', purpose: 'INVESTIGATION_SUPPORT' },
  };
  const officer: Subject = { ...liaison, id: 'dev:officer', role: 'officer', purpose: 'PATROL' };
  const granted = ['12-of-the-kidnapping'];
  const incident = (id: string) =>
    ({ kind: 'incident', entity: '12', granted, columns: { [KEY]: id, federal: 0 } }) as const;

  test('is that record and no other, for its purpose, role and kind alone', () => {
    expect(may(liaison, 'read', incident(granted[0]!))).toBe(true);
    expect(may(liaison, 'read', incident('12-another'))).toBe(false);
    expect(may({ ...liaison, purpose: 'STATISTICS' }, 'read', incident(granted[0]!))).toBe(false);
    expect(may(officer, 'read', incident(granted[0]!))).toBe(false);
    expect(may(liaison, 'read', { ...incident(granted[0]!), kind: 'call' })).toBe(false);
    expect(may(liaison, { roles: ['liaison'] }, incident('12-another'))).toBe(true);
  });

  test('is shown in full where others like it are shown coarsely', () => {
    const coarse = { id: granted[0]!, entity: '12', federal: 2 };
    expect(seesCoarsely(liaison, 'incident', coarse)).toBe(true);
    expect(seesCoarsely(liaison, 'incident', coarse, granted)).toBe(false);
    expect(seesCoarsely({ ...liaison, purpose: 'STATISTICS' }, 'incident', coarse, granted)).toBe(true);
    // What is no federal matter any more, and guarded: shown only as of before.
    for (const [federal, is] of [
      [0, false],
      [1, false],
      [3, true],
    ] as const)
      expect(seesCoarsely(liaison, 'incident', { ...coarse, federal })).toBe(is);
  });

  test('row filter and decision agree', () => {
    const scope = scopeOf(liaison, 'incident', { now: 0, granted });
    for (const id of [granted[0]!, '12-another']) {
      const row = { entity: '12', federal: 0, [KEY]: id };
      expect(admits(scope, row)).toBe(may(liaison, 'read', incident(id)));
    }
  });
});
