import { type Platform, runProgram } from '@proximidad/e2e/platform';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why the importer takes none of the rows, as it says where it rejects them. */
export const REJECTED_FOR = 'not a date and hour';

/**
 * Somebody's name, telephone and place, each in a column where it does not belong, in a file that the importer
 * rejects whole. The file is its owner's, in a folder that is not the platform's; what the importer writes and prints
 * is in `saidIn`.
 */
export async function importRejected(
  { environment }: Platform,
  { from, saidIn }: { readonly from: string; readonly saidIn: string },
  random: () => number,
): Promise<readonly string[]> {
  const digits = (count: number) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  const [name, street, number] = [
    `Canario fila ${digits(12)}`,
    `Canario calle ${digits(12)}`,
    `55${digits(8)}`,
  ];
  const rows = [
    [name, '', 'ROBO', name, number, '19.3', '-99.1', ''],
    [number, '', 'ROBO', '2014-02-03', street, name, street, ''],
    ['7', '', name, street, '10:15', '19.3', '-99.1', ''],
  ];
  const header = 'id,cuadrante,crime,date,hour,lat,long,cuadrante_2023';
  const file = join(from, 'rejected.csv');
  writeFileSync(file, [header, ...rows.map((cells) => cells.join(','))].join('\n'));
  const args = ['infra/importer/src/main.ts', '--format', 'cdmx-delitos', file];
  const { stdout, stderr } = await runProgram(args, environment);
  writeFileSync(join(saidIn, 'importer.txt'), stdout + stderr);
  return [name, street, number];
}
