import { advisoriesIn } from './advisories.ts';

const audit = (severity: string) =>
  JSON.stringify({
    vulnerabilities: { one: { severity, range: '<1.2.3' }, two: { severity: 'low', range: '*' } },
  });

test('L9: what is high or critical is named, the rest is counted', () => {
  expect(advisoriesIn(audit('critical'))).toEqual({
    kind: 'known',
    grave: ['one <1.2.3: critical'],
    others: 1,
  });
  expect(advisoriesIn(audit('moderate'))).toEqual({ kind: 'known', grave: [], others: 2 });
});

test('L9: where no advisories can be had, the reason is told', () => {
  const refused = { message: '405 Method Not Allowed', error: { summary: '', detail: '' } };
  expect(advisoriesIn(JSON.stringify(refused))).toEqual({
    kind: 'unknown',
    reason: '405 Method Not Allowed',
  });
  expect(advisoriesIn(JSON.stringify({ error: { summary: 'getaddrinfo ENOTFOUND' } }))).toEqual({
    ...{ kind: 'unknown', reason: 'getaddrinfo ENOTFOUND' },
  });
  expect(advisoriesIn('')).toEqual({ kind: 'unknown', reason: 'npm gave no answer that can be read' });
});
