import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { javaEnvironment } from './config.ts';

/** The start is what costs in these programs: they are over, or idle, before a better compiler pays. */
export const QUICK = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * Kafka's classes, read and checked, in a file beside the jars that Java maps: a node then starts with half the work.
 * An archive that does not fit, Java leaves aside.
 */
export interface ClassArchive {
  /** Options for Java: those that use the archive, or none while there is none. */
  options(): readonly string[];
  /** The same for a node; while there is no archive, the first node to ask notes the classes that it loads. */
  ofNode(): readonly string[];
  /** Makes the archive of what a node of this process has noted, alongside everything else; resolves when that is over. */
  make(): Promise<void>;
  /** Breaks off what is being made. */
  close(): void;
}

/** The archive for these jars and this Java, which is told by what it says of its version. */
export function classArchive(jars: string, java: string): ClassArchive {
  const made = JSON.stringify([java, jars, statSync(jars).mtimeMs]);
  const file = `${jars}-${createHash('sha256').update(made).digest('hex').slice(0, 12)}.jsa`;
  const [claim, noted, draft] = [`${file}.claim`, `${file}.classes`, `${file}.draft`];
  const options = () => (existsSync(file) ? [`-XX:SharedArchiveFile=${file}`] : []);
  let isNoting = false;
  let making: ChildProcess | undefined;
  const forget = () => {
    if (isNoting) for (const left of [draft, noted, claim]) rmSync(left, { force: true });
    isNoting = false;
  };
  return {
    options,
    ofNode() {
      if (existsSync(file) || isNoting || !isClaimed(claim)) return options();
      isNoting = true;
      return [`-XX:DumpLoadedClassList=${noted}`];
    },
    async make() {
      try {
        if (!isNoting) return;
        keepLines(noted);
        const dump = ['-Xshare:dump', `-XX:SharedClassListFile=${noted}`, `-XX:SharedArchiveFile=${draft}`];
        making = spawn('java', [...QUICK, ...dump, '-cp', join(jars, '*')], {
          ...{ stdio: 'ignore', env: javaEnvironment() },
        });
        const over = ended(making);
        if (making.pid !== undefined) setPriority(making.pid, constants.priority.PRIORITY_LOW);
        if ((await over) !== 0) return;
        for (const other of archivesOf(jars)) rmSync(other, { force: true });
        renameSync(draft, file);
      } catch {
        // Nodes start without an archive, too.
      } finally {
        forget();
      }
    },
    close() {
      making?.kill('SIGKILL');
      forget();
    },
  };
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((settle) => {
    child.once('error', () => settle(null));
    child.once('exit', settle);
  });

/** The node goes on writing: its last line may be half of one, and further ones are not wanted. */
function keepLines(noted: string): void {
  const text = readFileSync(noted, 'utf8');
  rmSync(noted);
  writeFileSync(noted, text.slice(0, text.lastIndexOf('\n') + 1));
}

/** Those that were made for these jars, another Java's among them. */
const archivesOf = (jars: string) =>
  readdirSync(dirname(jars))
    .filter((name) => name.startsWith(`${basename(jars)}-`) && name.endsWith('.jsa'))
    .map((name) => join(dirname(jars), name));

/** Takes the claim unless a process that still runs holds it, or the folder is not to be written to. */
function isClaimed(claim: string): boolean {
  try {
    if (existsSync(claim) && !isRunning(Number(readFileSync(claim, 'utf8')))) rmSync(claim, { force: true });
    writeFileSync(claim, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
