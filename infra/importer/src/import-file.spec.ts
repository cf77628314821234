import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Format } from './format.ts';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { NotTaken, type Send } from '@proximidad/program';
import { importFile } from './import-file.ts';
import { named, receiver } from './testing/receiver.ts';

const header = 'id,cuadrante,crime,date,hour,lat,long,cuadrante_2023';
const line = (id: number, hour = '10:15') =>
  `${id},S-2.5.4,ROBO A NEGOCIO C.V.,2014-02-03,${hour},19.3,-99.1,`;

describe('a file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'import-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const run = async (
    file: string,
    send: Send,
    format: Format = named('cdmx-delitos'),
    signal = new AbortController().signal,
  ) => (await imported(file, send, format, signal))?.summary;
  const imported = (
    file: string,
    send: Send,
    format: Format = named('cdmx-delitos'),
    signal = new AbortController().signal,
  ) =>
    importFile({
      file,
      format,
      options: { edition: '2023' },
      data: folder,
      send,
      signal,
      onProgress: () => undefined,
    });

  test('of institutions or models is sent row by row: what one is refused for is told of that one', async () => {
    const seen = new Set<string>();
    const send: Send = async (query, variables) => {
      const { input } = variables as { input: { commandId: string; code?: string } };
      const field = query.includes('proposeProfile') ? 'proposeProfile' : 'registerAuthority';
      if (input.code === 'nadie') return { [field]: { code: 'AuthorityNotFound', message: 'unknown' } };
      if (input.code === 'mala') throw new NotTaken('title', 'BAD_USER_INPUT');
      const known = seen.has(input.commandId);
      seen.add(input.commandId);
      return { [field]: { known } };
    };
    const at = '2013-01-03T00:00:00-06:00';
    const institutions = write(
      'authorities.csv',
      [
        ...['entity,code,kind,title,from,functions', `00,segob,MINISTRY,Gobernación,${at},PREVENTION PATROL`],
        ...[
          `00,nadie,MINISTRY,Nadie,${at},`,
          `00,mala,MINISTRY,x,${at},`,
          '00,cns,MINISTRY,Comisionado,ayer,',
        ],
      ].join('\n'),
    );
    const summary = await run(institutions, send, named('authorities'));
    expect(summary).toMatchObject({ rows: 4, accepted: 1, known: 0, rejected: 3 });
    const reasons = readFileSync(summary!.rejectsFile!, 'utf8').trim().split('\n');
    expect(reasons.map((text) => (JSON.parse(text) as { line: number }).line)).toEqual([3, 4, 5]);
    expect(await run(institutions, send, named('authorities'))).toMatchObject({ accepted: 0, known: 1 });

    const told = { body: 'cnsp', agreementNumber: '04/XLIV/19' };
    const [model] = modelProfiles;
    const wrong = { ...model, territory: { ...model!.territory, cellSize: 0 } };
    const models = write(
      'models.json',
      JSON.stringify([
        { ...told, document: model },
        { ...told, document: wrong },
      ]),
    );
    const proposed = await run(models, send, named('profile'));
    expect(proposed).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
    expect(readFileSync(proposed!.rejectsFile!, 'utf8')).toContain('document.territory.cellSize');
  });

  test('is accounted for row by row, and a second import finds every row known', async () => {
    const rows = Array.from({ length: 1_234 }, (_, i) => line(i, i % 100 === 7 ? '21510' : '10:15'));
    const file = write('crimes.csv.gz', gzipSync([header, ...rows].join('\r\n')));
    const { send } = receiver();
    expect(await run(file, send)).toMatchObject({ rows: 1_234, accepted: 1_221, known: 0, rejected: 13 });
    const again = await run(file, send);
    expect(again).toMatchObject({ rows: 1_234, accepted: 0, known: 1_221, rejected: 13 });
    const rejects = readFileSync(again!.rejectsFile!, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { line: number; reason: string });
    expect(rejects).toHaveLength(13);
    expect(rejects[0]).toEqual({
      file: 'crimes.csv.gz',
      line: 9,
      key: '7',
      reason: 'not a date and hour: 2014-02-03 21510',
    });
  });

  test('may begin with a byte order mark', async () => {
    const text = `\uFEFF${[header, line(1)].join('\n')}`;
    for (const [name, bytes] of [['marked.csv', text] as const, ['marked.csv.gz', gzipSync(text)] as const])
      expect(await run(write(name, bytes), receiver().send)).toMatchObject({ rows: 1, accepted: 1 });
    const { columns } = named('cuadrantes');
    const properties = Object.fromEntries(columns.map((column) => [column, '']));
    const areas = { type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry: null }] };
    const file = write('marked.geojson', `\uFEFF${JSON.stringify(areas)}`);
    expect(await run(file, receiver().send, named('cuadrantes'))).toMatchObject({ rows: 1, rejected: 1 });
  });

  test('may mix the ends of its lines, and every row keeps its line', async () => {
    const quoted = line(4).replace('ROBO A NEGOCIO C.V.', '"ROBO A\r\nNEGOCIO\rC.V.\n"');
    const lines = [header, line(1), line(2), line(3, 'x'), quoted, line(5), line(6, 'x'), line(7)];
    const orders = [
      ['\n', '\r\n'],
      ['\r\n', '\n'],
      ['\r\n', '\r', '\n'],
    ];
    for (const [nth, ends] of orders.entries()) {
      const text = lines.map((each, i) => `${each}${ends[i % ends.length]}`).join('');
      const { send, seen } = receiver();
      const summary = await run(write(`mixed-${nth}.csv`, text), send);
      expect([summary, [...seen]]).toEqual([
        expect.objectContaining({ rows: 7, accepted: 5, rejected: 2 }),
        ['1', '2', '4', '5', '7'],
      ]);
      const rejects = readFileSync(summary!.rejectsFile!, 'utf8').trim().split('\n');
      expect(rejects.map((each) => JSON.parse(each) as object)).toMatchObject([
        { line: 4, key: '3' },
        { line: 10, key: '6' },
      ]);
    }
  });

  test('M11: of a rejected row nothing is written but line, key and reason', async () => {
    const told = 'JUAN PEREZ LOPEZ, ROBLE 12, 5512345678';
    const file = write('crimes.csv', `${header}\n7,${'S-2.5.4'},"${told}",2014-02-03,x,19.3,-99.1,\n`);
    const { summary, commonestReason } = (await imported(file, receiver().send))!;
    expect(summary).toMatchObject({ rows: 1, rejected: 1 });
    expect(commonestReason).toEqual({ reason: 'not a date and hour: 2014-02-03 x', rows: 1 });
    expect(readFileSync(summary.rejectsFile!, 'utf8')).not.toContain('PEREZ');
  });

  test('of what stands where a key, a date or a point belongs the shape is told, also where all rows are told of', async () => {
    const row = (...cells: readonly string[]) => cells.join(',');
    const rows = [
      row('JUAN PEREZ 7', 'S-2.5.4', 'ROBO', 'JUAN PEREZ', '55 1234 5678', '19.3', '-99.1', ''),
      row('5512345678', 'S-2.5.4', 'ROBO', '2014-02-03', '10:15', 'Calle Roble 12', '5512345678', ''),
    ];
    const file = write('told.csv', [header, ...rows].join('\n'));
    const { summary, commonestReason } = (await imported(file, receiver().send))!;
    const rejects = readFileSync(summary.rejectsFile!, 'utf8');
    const told = rejects
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as object);
    expect(told).toMatchObject([
      { line: 2, key: null, reason: 'not a date and hour: xxxx xxxxx 99 9999 9999' },
      { line: 3, key: null, reason: 'not a point: xxxxx xxxxx 99, 9999999999' },
    ]);
    expect(JSON.stringify([rejects, commonestReason])).not.toMatch(/JUAN|5512345678|Roble|1234/);
  });

  test('F11: that cannot be read on says where and why', async () => {
    const { send } = receiver();
    const text = [header, line(1), line(2), '3,"S-2.5.4', line(4), line(5)].join('\n');
    await expect(run(write('open.csv', text), send)).rejects.toThrow(
      /open\.csv, from line 4 on: a quote is opened and never closed\. What stands before/,
    );
    const cut = gzipSync([header, line(1), line(2)].join('\n')).subarray(0, 60);
    await expect(run(write('cut.csv.gz', cut), send)).rejects.toThrow(
      /cut\.csv\.gz, from line .* cut off \(Z_/,
    );
    await expect(run(write('no.csv.gz', 'not compressed'), send)).rejects.toThrow(/damaged or cut off \(Z_/);
    const foreign = Buffer.from([header, line(1).replace('ROBO', 'ROBÓ')].join('\n'), 'latin1');
    for (const [file, bytes] of [
      ['foreign.csv', foreign] as const,
      ['foreign.csv.gz', gzipSync(foreign)] as const,
    ])
      await expect(run(write(file, bytes), send)).rejects.toThrow(
        /from line 2 on: it is not UTF-8: convert it/,
      );
  });

  test('of which a row has too few or too many columns records nothing of it, and says so', async () => {
    const { send, seen } = receiver();
    const short = line(2).split(',').slice(0, 3).join(',');
    const shifted = line(3).replace('NEGOCIO', 'NEGOCIO, CAFE');
    const file = write('rows.csv', [header, line(1), short, shifted, line(4)].join('\n'));
    const summary = await run(file, send);
    expect([summary, seen.size]).toMatchObject([{ rows: 4, accepted: 2, rejected: 2 }, 2]);
    const rejects = readFileSync(summary!.rejectsFile!, 'utf8').trim().split('\n');
    expect(rejects.map((text) => JSON.parse(text) as object)).toMatchObject([
      { line: 3, reason: 'it has 3 columns, the header 8' },
      { line: 4, reason: 'it has 9 columns, the header 8' },
    ]);
  });

  test('that is packed is known by how it begins, and an archive is no such file', async () => {
    const { send } = receiver();
    const packed = gzipSync([header, line(1)].join('\n'));
    expect(await run(write('packed.csv', packed), send)).toMatchObject({ rows: 1, accepted: 1 });
    await expect(run(write('archive.csv', 'PK\u0003\u0004…'), send)).rejects.toThrow(
      /is an archive: unpack it/,
    );
  });

  test('of which the gateway cannot take one row is rejected in that row alone', async () => {
    const rows = Array.from({ length: 700 }, (_, i) => line(i));
    const file = write('crimes.csv', [header, ...rows].join('\n'));
    const { send, seen, sizes } = receiver();
    const refusing: Send = (query, variables) => {
      const { items = [] } = variables as { items?: { sourceKey: string }[] };
      if (!items.some(({ sourceKey }) => ['7', '8', '600'].includes(sourceKey)))
        return send(query, variables);
      sizes.push(0);
      throw new NotTaken('The gateway refused a request (BAD_USER_INPUT): x', 'BAD_USER_INPUT');
    };
    const summary = await run(file, refusing);
    expect([summary, seen.size]).toMatchObject([{ rows: 700, accepted: 697, rejected: 3 }, 697]);
    const rejects = readFileSync(summary!.rejectsFile!, 'utf8').trim().split('\n');
    expect(rejects.map((text) => JSON.parse(text) as object)).toMatchObject(
      [9, 10, 602].map((at) => ({
        line: at,
        reason: expect.stringMatching(/BAD_USER_INPUT.*: x$/) as string,
      })),
    );
    expect(sizes.length).toBeLessThan(60);
    const forbidden: Send = () => {
      throw new NotTaken('no', 'FORBIDDEN');
    };
    await expect(run(file, forbidden)).rejects.toThrow('no');
  });

  test('is done to the share that has been taken, and no further', async () => {
    const { send } = receiver();
    const rows = Array.from({ length: 2_000 }, (_, i) => line(i));
    const shares: number[] = [];
    await importFile({
      ...{ file: write('crimes.csv', [header, ...rows].join('\n')), format: named('cdmx-delitos') },
      ...{ options: { edition: '2023' }, data: folder, send, signal: new AbortController().signal },
      onProgress: ({ counts, share }) => shares.push(share - counts.rows / 2_000),
    });
    expect(shares.length).toBeGreaterThan(3);
    for (const ahead of shares) expect(Math.abs(ahead)).toBeLessThan(0.02);
  });

  test('is imported once at a time: whoever begins meanwhile is told, and each reject is written once', async () => {
    const file = write('crimes.csv', [header, line(1), line(2, 'x'), line(3)].join('\n'));
    const { send, seen } = receiver();
    let meanwhile: Promise<unknown> | undefined;
    const slow: Send = async (query, variables) => {
      meanwhile ??= run(file, send).catch((error: Error) => error.message);
      await meanwhile;
      return send(query, variables);
    };
    const summary = await run(file, slow);
    expect(await meanwhile).toBe(`${file} is being imported already: wait until that has ended.`);
    expect(summary).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
    expect(seen.size).toBe(2);
    expect(readFileSync(summary!.rejectsFile!, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(await run(file, send)).toMatchObject({ rows: 3, known: 2, rejected: 1 });
    expect(readdirSync(join(folder, 'import'))).toEqual([expect.stringMatching(/rejects\.jsonl$/)]);
  });

  test('that was interrupted goes on where it stopped, and the counts add up over both sittings', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => line(i, i % 50 === 3 ? 'x' : '10:15'));
    const file = write('crimes.csv', [header, ...rows].join('\n'));
    const { send, seen } = receiver();
    const interrupted = new AbortController();
    let calls = 0;
    const interrupting: Send = (query, variables) => {
      if (++calls === 3) interrupted.abort();
      return send(query, variables);
    };
    expect(await run(file, interrupting, undefined, interrupted.signal)).toBeUndefined();
    expect(seen.size).toBeLessThan(4_900);
    const whole = await run(file, send);
    expect(whole).toMatchObject({ rows: 5_000, accepted: 4_900, known: 0, rejected: 100 });
    expect(readFileSync(whole!.rejectsFile!, 'utf8').trim().split('\n')).toHaveLength(100);
  });

  test('that goes on after the store was restored begins anew: what the restored log lacks is recorded', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => line(i, i % 50 === 3 ? 'x' : '10:15'));
    const file = write('crimes.csv', [header, ...rows].join('\n'));
    const { send, seen, restore } = receiver();
    const interrupted = new AbortController();
    let calls = 0;
    const interrupting: Send = (query, variables) => {
      if (++calls === 6) interrupted.abort();
      return send(query, variables);
    };
    expect(await run(file, interrupting, undefined, interrupted.signal)).toBeUndefined();
    const before = [...seen].slice(0, 700);
    restore(before);
    const whole = await run(file, send);
    expect(whole).toMatchObject({ rows: 3_000, accepted: 2_240, known: 700, rejected: 60 });
    expect(seen.size).toBe(2_940);
    expect(readFileSync(whole!.rejectsFile!, 'utf8').trim().split('\n')).toHaveLength(60);
  });

  test('during which the store is restored is sent anew before it counts as done', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => line(i));
    const file = write('crimes.csv', [header, ...rows].join('\n'));
    const { send, seen, restore } = receiver();
    let calls = 0;
    const restoring: Send = (query, variables) => {
      if (++calls === 9) restore([]);
      return send(query, variables);
    };
    const { rows: told, accepted, known } = (await run(file, restoring))!;
    expect([seen.size, told, accepted + known]).toEqual([3_000, 3_000, 3_000]);
  });

  test('whose sending fails half-way loses no row: the next run accounts for all of them', async () => {
    const file = write(
      'crimes.csv',
      [header, ...Array.from({ length: 3_000 }, (_, i) => line(i))].join('\n'),
    );
    const { send } = receiver();
    let calls = 0;
    const failing: Send = (query, variables) =>
      ++calls > 4 ? Promise.reject(new Error('gone')) : send(query, variables);
    await expect(run(file, failing)).rejects.toThrow('gone');
    const { rows, accepted, known } = (await run(file, send))!;
    expect([rows, accepted + known]).toEqual([3_000, 3_000]);
  });

  test('of another format is refused before anything is sent', async () => {
    const { send, sizes } = receiver();
    await expect(run(write('other.csv', 'a,b\n1,2\n'), send)).rejects.toThrow(/lacks id, cuadrante/);
    await expect(run(write('other.txt', 'a'), send)).rejects.toThrow(/reads \.csv/);
    await expect(run(write('x.geojson', '{"type":"Feature"}'), send, named('cuadrantes'))).rejects.toThrow(
      /FeatureCollection/,
    );
    await expect(run(write('y.geojson', '{'), send, named('cuadrantes'))).rejects.toThrow(/not JSON/);
    expect(sizes).toEqual([]);
  });
});
