import { Fault } from '@proximidad/program';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mustBeAsListed } from './checksums.ts';
import { javaEnvironment } from './config.ts';

export const KAFKA_VERSION = '4.4.0';
const JAVA_MAJOR_MIN = 17;
const FETCH_TIMEOUT_MS = 300_000;
const run = promisify(execFile);

/** Resolves to what Java says of its version. @throws {Fault} that says what to install, when Java 17 or Maven is missing. */
export async function mustHaveJava(cache: string): Promise<string> {
  const java = await versionOf('java', ['-version']);
  const major = Number(/version "(\d+)/.exec(java ?? '')?.[1] ?? 0);
  const isFetched = existsSync(jarsFolder(cache));
  const maven = isFetched || (await versionOf('mvn', ['-v'])) !== undefined;
  if (java !== undefined && major >= JAVA_MAJOR_MIN && maven) return java;
  const missing = [major >= JAVA_MAJOR_MIN ? '' : `Java ${JAVA_MAJOR_MIN} or newer`, maven ? '' : 'Maven'];
  throw new Fault(
    `Kafka needs ${missing.filter(Boolean).join(' and ')}: install it (Debian: apt-get install openjdk-17-jre-headless maven), ` +
      'or set KAFKA_BROKERS to a cluster elsewhere.',
  );
}

async function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, args);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}

const jarsFolder = (cache: string) => join(cache, `kafka-${KAFKA_VERSION}`);

/**
 * The folder with Kafka's jars, each identical to the one on the list beside the pom; downloaded with Maven when it
 * does not exist yet (54 MB).
 *
 * | @throws {Fault} also when a jar is a different one.
 */
export async function jars(cache: string, pom: string, say: (line: string) => void): Promise<string> {
  const folder = jarsFolder(cache);
  const list = join(dirname(pom), 'jars.sha256');
  if (!existsSync(folder)) await fetchJars(folder, { cache, pom, list, say });
  await mustBeAsListed(folder, list);
  return folder;
}

interface Fetching {
  readonly cache: string;
  readonly pom: string;
  readonly list: string;
  readonly say: (line: string) => void;
}

async function fetchJars(folder: string, { cache, pom, list, say }: Fetching): Promise<void> {
  say(`Fetching Apache Kafka ${KAFKA_VERSION} with Maven, once …`);
  await mkdir(cache, { recursive: true });
  const incoming = await mkdtemp(join(cache, 'kafka-incoming-'));
  try {
    await copyFile(pom, join(incoming, 'pom.xml'));
    const args = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime'];
    await run('mvn', [...args, `-DoutputDirectory=${join(incoming, 'lib')}`], {
      ...{ cwd: incoming, env: javaEnvironment() },
      timeout: FETCH_TIMEOUT_MS,
    });
    await mustBeAsListed(join(incoming, 'lib'), list);
    // Two processes at once both download; the second finds the first one's folder and uses it.
    await rename(join(incoming, 'lib'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      `Apache Kafka ${KAFKA_VERSION} could not be fetched with Maven: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}
