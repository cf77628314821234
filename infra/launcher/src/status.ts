import { Fault, runMain } from '@proximidad/program';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { servedBy } from './claim.ts';
import { readDataFolder } from './config.ts';
import { lastLine } from './last-line.ts';
import { isHalted, runningId } from './pid-file.ts';
import { fullDisk } from './preconditions.ts';
import { probed } from './probe.ts';

const HELP = `npm run status [-- --json]

Shows for each process of the platform on this machine whether it runs and can work, with its port, its process id and,
if it cannot, the last line of its log. A process whose clock differs from this machine's cannot work: the others do not
accept its word about who is asking. Nor can one that is halted, as by Ctrl-Z: kill -CONT <its id> continues it.
Exit 0 if all are ready, 1 if one is not, or nothing runs, or the disk of the data folder is full or
nearly so, which is said on stderr.

  --json   one line per process: {"name","state","port","pid","lastLine","clockAheadS"}; state is ready, not ready,
           halted or ended, clockAheadS is null if its clock is right
  --help   this text

Settings (environment): PROXIMIDAD_DATA (.data).
`;

interface State {
  readonly name: string;
  readonly state: 'ready' | 'not ready' | 'halted' | 'ended';
  readonly port: number;
  readonly pid: number | null;
  /** The last line of its log, where it does not say that it is ready; null of a halted one. */
  readonly lastLine: string | null;
  /** How far its clock is from this machine's, in whole seconds, below 0 when it is behind. */
  readonly clockAheadS: number | null;
}

/** Longer than an answer takes, and less than is acceptable between two clocks. */
const CLOCK_DIFFERENCE_MAX_S = 5;

await runMain(main);

async function main(): Promise<void> {
  const { help, json } = parseArgs({
    options: { help: { type: 'boolean' }, json: { type: 'boolean' } },
  }).values;
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const data = readDataFolder();
  const launched = servedBy(data);
  if (!launched) throw new Fault(`Nothing serves ${data}. Start it with npm start.`);
  const { pid, since, port, processes } = launched;
  const states = await Promise.all(
    processes.map(async (one): Promise<State> => {
      const id = runningId(data, one.name);
      const halted = id !== null && isHalted(id);
      const { ready, clock = Date.now() } =
        id === null || halted ? { ready: false } : await probed(one.ready);
      const aheadS = Math.round((clock - Date.now()) / 1_000);
      const clockAheadS = Math.abs(aheadS) > CLOCK_DIFFERENCE_MAX_S ? aheadS : null;
      const works = ready && clockAheadS === null;
      const state = id === null ? 'ended' : halted ? 'halted' : works ? 'ready' : 'not ready';
      const log = join(data, 'log', `${one.name}.log`);
      // What one wrote that was halted, or that is ready but for its clock, says nothing about that.
      const isTold = !ready && !halted && isWrittenSince(log, since);
      const said = isTold ? (lastLine(log) ?? null) : null;
      return { name: one.name, state, port: one.port, pid: id, lastLine: said, clockAheadS };
    }),
  );
  if (json) for (const state of states) process.stdout.write(`${JSON.stringify(state)}\n`);
  else {
    const halted = isHalted(pid) ? ' (halted)' : '';
    process.stdout.write(`Proximidad on ${data}: process ${pid}${halted}, port ${port}, since ${since}\n`);
    const width = Math.max(...states.map(({ name }) => name.length));
    for (const state of states) process.stdout.write(`${row(state, width)}\n`);
  }
  const full = fullDisk(data);
  if (full !== undefined) process.stderr.write(`${full}\n`);
  if (full !== undefined || states.some(({ state }) => state !== 'ready')) process.exitCode = 1;
}

/** What it wrote in an earlier start says nothing about this one. */
function isWrittenSince(file: string, since: string): boolean {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && written >= Date.parse(since);
}

function row({ name, state, port, pid, lastLine: said, clockAheadS: aheadS }: State, width: number): string {
  const where = `${name.padEnd(width)}  ${state.padEnd(10)} port ${port}${pid === null ? '' : `, process ${pid}`}`;
  const clock =
    aheadS === null ? [] : [`its clock is ${Math.abs(aheadS)} s ${aheadS > 0 ? 'ahead' : 'behind'}`];
  const more = [...clock, ...(said === null ? [] : [`its last line: ${said}`])];
  return [`  ${where}`, ...more.map((line) => `${' '.repeat(width + 4)}${line}`)].join('\n');
}
