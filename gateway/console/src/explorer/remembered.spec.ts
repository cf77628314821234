import { filled, remembering } from './remembered.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const ids = () => {
  let count = 0;
  return () => `0000000${++count}-0000-4000-8000-000000000000`;
};

test('a placeholder becomes a new id, a time or what an earlier step has left', () => {
  const input = {
    commandId: '{{uuid}}',
    at: ['{{now+8h}}', '{{now}}'],
    of: '{{call}}',
    person: '{{new.person}}',
  };
  const { variables, names } = filled({ input, count: 3 }, new Map([['call', '09-a']]), NOW, ids());
  expect(variables).toEqual({
    input: {
      commandId: '00000001-0000-4000-8000-000000000000',
      at: ['2026-11-26T20:00:00.000Z', '2026-11-26T12:00:00.000Z'],
      of: '09-a',
      person: '09-00000002-0000-4000-8000-000000000000',
    },
    count: 3,
  });
  expect(names.get('person')).toBe('09-00000002-0000-4000-8000-000000000000');
});

test('what no step has left yet stays visible', () => {
  expect(filled('{{incidentId}}', new Map(), NOW, ids()).variables).toBe('{{incidentId}}');
});

test('an answer leaves what its step names, and nothing where the answer has nothing', () => {
  const step = { remember: { id: 'report.incident.id', unit: 'report.unit.id' } };
  const names = remembering(new Map([['unit', 'before']]), step, {
    report: { incident: { id: 'x' }, unit: null },
  });
  expect([...names]).toEqual([
    ['unit', 'before'],
    ['id', 'x'],
  ]);
  expect([...remembering(names, step, null)]).toEqual([...names]);
});
