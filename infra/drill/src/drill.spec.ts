import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { sized } from '@proximidad/testing/sizes';
import { hasPassed } from './drill.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const ROUNDS = sized(2, 20);

/** What a drill prints for one trial, and at its end. */
interface Said {
  readonly drill: string;
  readonly summary?: boolean;
  readonly passed?: boolean;
  readonly seed?: number;
}

async function drill(...args: string[]): Promise<{ code: number | null; lines: Said[]; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  return { code, lines: lines.map((line) => JSON.parse(line) as Said), err };
}

test.each(sized(['bit-flip', 'kill'], ['bit-flip', 'kill', 'erase']))(
  '%s tells of each trial, sums up with its seed, and passes',
  async (name) => {
    const { code, lines, err } = await drill(name, '--rounds', String(ROUNDS), '--seed', '7');
    expect([code, err]).toEqual([0, '']);
    expect(lines).toHaveLength(ROUNDS + 1);
    expect(lines.at(-1)).toMatchObject({ drill: name, summary: true, passed: true, rounds: ROUNDS, seed: 7 });
  },
  sized(600_000, 2_700_000),
);

test('a drill that put nothing to the proof has not passed', () => {
  const figures = { falseAcknowledgements: 0 };
  expect(hasPassed({ passed: true, proven: 0, figures })).toBe(false);
  expect(hasPassed({ passed: true, proven: 1, figures })).toBe(true);
});

test('what cannot be drilled is said in one line, with 2', async () => {
  const cases = [
    [[], 'Which drill? See --help.\n'],
    [['earthquake'], 'There is no drill earthquake. See --help.\n'],
    [['toString'], 'There is no drill toString. See --help.\n'],
    [['kill', 'twice'], 'twice is not understood after kill. See --help.\n'],
    [['kill', '--rounds', 'many'], '--rounds must be a whole number above 0. See --help.\n'],
  ] as const;
  for (const [args, err] of cases) expect(await drill(...args)).toEqual({ code: 2, lines: [], err });
});
