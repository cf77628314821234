import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sized } from '@proximidad/testing/sizes';
import { importFile } from './import-file.ts';
import { importOutlines } from './outlines/import-outlines.ts';
import { named, receiver } from './testing/receiver.ts';

/** The real data is beside a checkout; the product works without it. */
const DATA = join(import.meta.dirname, '../../../../shared/data');
type RealFile = [format: string, file: string, rows: number, accepted: number];
const SAMPLES: readonly RealFile[] = [
  ['cdmx-delitos', 'incidentes_cdmx_delitos_2013_2016_muestra2k.csv', 2_000, 2_000],
  ['cdmx-c5', 'incidentes_c5_viales_2018_2020_muestra2k.csv', 2_000, 2_000],
];
const WHOLE: readonly RealFile[] = [
  ['cdmx-delitos', 'incidentes_cdmx_delitos_2013_2016.csv.gz', 132_692, 132_682],
  ['cdmx-c5', 'incidentes_c5_viales_2018_2020.csv.gz', 38_935, 38_935],
];
const real = existsSync(DATA) ? describe : describe.skip;

real('real files (skipped where ../shared/data is absent)', () => {
  test.each<RealFile>([
    ['cuadrantes', 'cuadrantes_cdmx_2023.geojson', 847, 847],
    ...sized(SAMPLES, WHOLE),
    ['sandiego-cfs', 'sandiego_pd_cfs_2023_01.csv.gz', 28_970, 28_951],
    ['sffd-units', 'sffd_unit_status_timeline_2017w1.csv.gz', 7_704, 7_704],
  ])(
    '%s: every row of %s is accounted for, and no request is too large',
    async (name, file, rows, accepted) => {
      const data = mkdtempSync(join(tmpdir(), 'import-'));
      const { send, sizes } = receiver();
      const signal = new AbortController().signal;
      const { summary } = (await importFile({
        file: join(DATA, file),
        format: named(name),
        options: { edition: '2023' },
        data,
        send,
        signal,
        onProgress: () => undefined,
      }))!;
      rmSync(data, { recursive: true });
      expect(summary).toMatchObject({ rows, accepted, rejected: rows - accepted });
      expect(Math.max(...sizes)).toBeLessThan(200 * 1024);
    },
    180_000,
  );

  test('geografia: every municipality and state of municipios_estados_mx.topojson is kept, and known when it comes again', () => {
    const data = mkdtempSync(join(tmpdir(), 'import-'));
    const job = { file: join(DATA, 'municipios_estados_mx.topojson'), data, attribution: 'INEGI' };
    const told = { rows: 2_501, rejected: 0 };
    expect(importOutlines(job).summary).toMatchObject({ ...told, accepted: 2_501 });
    expect(readdirSync(join(data, 'geography'))).toHaveLength(33);
    expect(importOutlines(job).summary).toMatchObject({ ...told, known: 2_501 });
    rmSync(data, { recursive: true });
  });
});
