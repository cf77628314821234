import { Fault } from '@proximidad/program';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const LINE = /^([0-9a-f]{64}) [ *](\S+)$/;

/**
 * Checks that a folder holds exactly the files of a list in the format of `sha256sum`, each unchanged.
 *
 * | @throws {Fault} naming every file for which this is not so.
 */
export async function mustBeAsListed(folder: string, list: string): Promise<void> {
  const expected = sumsIn(await readFile(list, 'utf8'), list);
  const found = await readdir(folder);
  const faults = [
    ...found.filter((file) => !expected.has(file)).map((file) => `${file} is not on the list`),
    ...[...expected.keys()].filter((file) => !found.includes(file)).map((file) => `${file} is missing`),
  ];
  for (const file of found) {
    const sum = expected.get(file);
    if (sum !== undefined && (await sumOf(join(folder, file))) !== sum)
      faults.push(`${file} has another sum`);
  }
  if (faults.length === 0) return;
  throw new Fault(
    `${folder} is not what ${basename(list)} lists: ${faults.join('; ')}. Remove the folder to have it fetched anew; ` +
      'if that does not help, their source serves other files.',
  );
}

function sumsIn(text: string, list: string): ReadonlyMap<string, string> {
  const entries = text
    .trim()
    .split('\n')
    .map((line) => LINE.exec(line));
  if (entries.some((entry) => !entry)) throw new Fault(`${list} is no list of sha256sum`);
  return new Map(entries.map((entry) => [entry![2]!, entry![1]!]));
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
