import { progressOn } from './progress.ts';

function told(isTTY: boolean) {
  let [clock, text] = [0, ''];
  const progress = progressOn(
    { isTTY, write: (part: string | Uint8Array) => ((text += String(part)), true) },
    () => clock,
  );
  for (let executed = 1_000; executed <= 25_000; executed += 1_000) {
    clock += 1_000;
    progress.update(executed);
  }
  progress.done();
  return text;
}

test('a long simulation says how far it is, also where nobody has a terminal', () => {
  expect(told(false)).toBe('10,000 commands executed\n20,000 commands executed\n');
  expect(told(true).split('\r')).toHaveLength(27);
  expect(told(true)).not.toContain('\n');
});
