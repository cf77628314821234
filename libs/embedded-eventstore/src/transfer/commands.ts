import { readFileSync } from 'node:fs';
import { isAddress } from '../client/address.ts';
import { CallRefused } from '../client/connection.ts';
import { Damaged } from '../store/checksum.ts';
import { StoreRefused } from '../store/database.ts';
import { backupLog, restoreLog } from './backup.ts';
import { copyLog } from './copy.ts';
import { OPENED_IN } from './log-opened.ts';
import { CopyRefused } from './side.ts';

const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;
const EXIT_INTERRUPTED = 130;
const PROGRESS_EVERY_MS = 2_000;

export const TRANSFER_HELP = `backup, restore, copy:
  backup  --data <folder> --to <file>     writes the log as it is now to one file, verified; also while it is served
  restore --from <file> --data <folder>   makes a data folder from a backup, verified; overwrites nothing
  copy    --from <log> --to <log>         copies in commit order, keeping ids, metadata and order; proves the copy equal;
                                          if interrupted or killed, the same command continues. <log>: a data folder,
                                          esdb://user:password@host:2113?tls=true..., a file that ends in .url with such
                                          an address in it, so that no list of processes shows the password, or, to read
                                          from, a single file. A server gives the events new times
  --opened-in <stream>  a copied or restored log is a new one and announces this with a LogOpened in this stream
                        (${OPENED_IN}); none for no such event
  One JSON line with the figures on stdout, progress as JSON lines on stderr.
`;

export interface TransferArguments {
  readonly data: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly openedIn: string | undefined;
}

/** The exit code. */
export async function transfer(
  command: 'backup' | 'restore' | 'copy',
  { data, from, to, openedIn: named }: TransferArguments,
): Promise<number> {
  const openedIn = named === 'none' ? undefined : (named ?? OPENED_IN);
  switch (command) {
    case 'backup':
      if (data === undefined || to === undefined) return wrongUse('backup needs --data <folder> --to <file>');
      return carryOut(command, (signal) => backupLog(data, to, { signal, onProgress: paced('copying') }));
    case 'restore':
      if (data === undefined || from === undefined)
        return wrongUse('restore needs --from <file> --data <folder>');
      return carryOut(command, async () => restoreLog(from, data, openedIn));
    case 'copy':
      if (from === undefined || to === undefined) return wrongUse('copy needs --from <log> --to <log>');
      return carryOut(command, (signal) => {
        const onProgress = ({ step, ...figures }: { step: string }) => tell('info', step, figures);
        return copyLog({ from: logIn(from), to: logIn(to), openedIn, signal, onProgress });
      });
  }
}

/** A file whose name ends in `.url` stands for the address that it contains. */
function logIn(named: string): string {
  if (isAddress(named) || !named.endsWith('.url')) return named;
  let text: string;
  try {
    text = readFileSync(named, 'utf8').trim();
  } catch (cause) {
    throw new StoreRefused(`${named}: cannot be read (${(cause as Error).message})`, { cause });
  }
  if (!isAddress(text)) throw new StoreRefused(`${named}: holds no address of a store`);
  return text;
}

async function carryOut(command: string, work: (signal: AbortSignal) => Promise<object>): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  const begun = performance.now();
  try {
    const figures = await work(interrupt.signal);
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ command, ...figures, seconds })}\n`);
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) {
      tell(
        'info',
        `interrupted; ${command === 'copy' ? 'the same command goes on' : 'nothing of it is left'}`,
      );
      return EXIT_INTERRUPTED;
    }
    if (!isRefusal(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_FAILED;
  }
}

function isRefusal(error: unknown): error is Error {
  return [StoreRefused, CopyRefused, CallRefused, Damaged].some((kind) => error instanceof kind);
}

function paced(step: string): (events: number) => void {
  let reportedAt = performance.now();
  return (events) => {
    if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = performance.now();
    tell('info', step, { events });
  };
}

function tell(level: 'info', message: string, fields: object = {}): void {
  const time = new Date().toISOString();
  process.stderr.write(`${JSON.stringify({ time, level, process: 'store', message, ...fields })}\n`);
}

function wrongUse(problem: string): number {
  process.stderr.write(`${problem}; see --help\n`);
  return EXIT_WRONG_USE;
}
