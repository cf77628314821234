import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = join(import.meta.dirname, 'python');
const SCRIPT = join(HERE, 'contract.py');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const INSTALL_TIMEOUT_MS = 180_000;
const RUN_TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 10 * 1024 * 1024;

/** A Python that has the client, or why there is none. */
export type Python = { readonly executable: string } | { readonly missing: string };

/** The client and its dependencies, at fixed versions, in a folder that outlives the run. */
export async function pythonWithClient(): Promise<Python> {
  const cache = resolve(process.env['PROXIMIDAD_CACHE'] ?? join(HERE, '../../../../../.data/cache'));
  const version = await pythonVersion();
  if (version === undefined) return { missing: 'there is no python3' };
  const pins = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(version).digest('hex');
  const folder = join(cache, `python-client-${pins.slice(0, 12)}`);
  const executable = join(folder, 'bin/python');
  if (existsSync(executable)) return { executable };
  try {
    await install(folder);
    return { executable };
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return { missing: `kurrentdbclient cannot be installed: ${said}` };
  }
}

async function pythonVersion(): Promise<string | undefined> {
  return run('python3', ['--version']).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

/** Installed elsewhere and moved once complete. A virtual environment that was moved still runs by its `bin/python`. */
async function install(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const incoming = mkdtempSync(`${folder}-incoming-`);
  try {
    await run('python3', ['-m', 'venv', incoming]);
    const python = join(incoming, 'bin/python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await run(python, [...pip, '--only-binary', ':all:', '--no-deps', '--requirement', REQUIREMENTS], {
      timeout: INSTALL_TIMEOUT_MS,
    });
    renameSync(incoming, folder);
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
}

/** The cases of the contract, by the sentence that each is registered with. */
export function pythonCases(secure: boolean): string[] {
  const found = readFileSync(SCRIPT, 'utf8').matchAll(/^@case\("([^"]+)"(, only_secure=True)?\)$/gm);
  return [...found].flatMap(([, sentence, onlySecure]) => (onlySecure && !secure ? [] : [sentence!]));
}

/** Runs them all; the failure of each by its sentence, or null. */
export async function runPythonCases(
  executable: string,
  args: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const { stdout } = await run(executable, [SCRIPT, ...args], {
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const lines = stdout.trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const { sentence, problem } = JSON.parse(line) as { sentence: string; problem: string | null };
      return [sentence, problem];
    }),
  );
}
