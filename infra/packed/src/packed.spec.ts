import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import * as http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { folderFor, importedPackages, ROOT } from './imported.ts';
import { packedPackages } from './index.ts';
import { pack } from './pack.ts';

/** What the processes of a platform load before they do anything. */
const PARTS = [
  ...globSync('services/*/src/service.ts', { cwd: ROOT }),
  ...['libs/service/src/process.ts', 'libs/service/src/resting.ts', 'gateway/src/gateway.ts'],
  ...[
    'libs/vault/src/server/server.ts',
    'libs/embedded-eventstore/src/index.ts',
    'infra/identity/src/server.ts',
  ],
];

/** Not for use, or not in every Node that this runs under. */
const UNSTABLE = /^_|^setGlobalProxyFromEnv$|^module\.exports$/;

let first: string;
beforeAll(async () => {
  first = await packedPackages(() => undefined);
});

/**
 * Node may hang for good in process.exit() while it still compiles (nodejs/node#54918): a program that is done kills
 * itself.
 */
const SAY = `const say = (value) =>
  process.stdout.write(JSON.stringify(value), () => process.kill(process.pid, 'SIGKILL'));`;

/** What a program prints in a process of its own. */
async function inProcess(options: readonly string[], program: string): Promise<unknown> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    ...options,
    '--input-type=module',
    '-e',
    SAY + program,
  ];
  const ended = promisify(execFile)(process.execPath, args, { cwd: join(ROOT, 'infra/packed') });
  const said = await ended.catch((error: { readonly signal?: string; readonly stdout: string }) => {
    if (error.signal !== 'SIGKILL') throw error;
    return error;
  });
  return JSON.parse(said.stdout);
}

test('what a process of the platform loads of a package comes from the pack, and so it is there once', async () => {
  const addresses = PARTS.map((part) => pathToFileURL(join(ROOT, part)).href);
  const loaded = (await inProcess(
    ['--import', first],
    `import { registerHooks } from 'node:module';
     const loaded = [];
     registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
     for (const part of ${JSON.stringify(addresses)}) await import(part);
     say(loaded);`,
  )) as string[];
  const ofPackages = loaded.filter((url) => url.includes('/node_modules/'));
  expect(ofPackages.filter((url) => !url.includes('/node_modules/.cache/packed/'))).toEqual([]);
  expect(ofPackages.length).toBeGreaterThan(20);
  expect(loaded.filter((url) => url.startsWith('file:')).length).toBeGreaterThan(400);
});

test.each(['graphql', 'zod', '@nestjs/core', '@eventstore/db-client', 'jose', 'undici'])(
  '%s has the names that it has unpacked, its classes theirs too',
  async (name) => {
    const program = `
      import * as all from ${JSON.stringify(import.meta.resolve(name))};
      const told = Object.entries(all)
        .filter(([name]) => name !== 'module.exports' && name !== '__esModule')
        .map(([name, value]) => [name, typeof value, typeof value === 'function' ? value.name : '']);
      say(told.toSorted());`;
    expect(await inProcess(['--import', first], program)).toEqual(await inProcess([], program));
  },
);

test('node:http has the names that Node gives it, except those for which Node loads another HTTP client', async () => {
  const program = `
    import * as all from 'node:http';
    const { default: same, ...named } = all;
    say([same === process.getBuiltinModule('node:http'), Object.keys(named).filter((name) => named[name] === same[name])]);`;
  const [isSame, names] = (await inProcess(['--import', first], program)) as [boolean, string[]];
  expect(isSame).toBe(true);
  const rest = Object.keys(http).filter((name) => !names.includes(name) && name !== 'default');
  expect(rest.filter((name) => !UNSTABLE.test(name)).toSorted()).toEqual([
    'CloseEvent',
    'MessageEvent',
    'WebSocket',
  ]);
});

test('where this user may not write, it is said what to do', async () => {
  // Nobody may make a folder there.
  await expect(pack('/sys/proximidad/packed')).rejects.toThrow(
    /^The packages could not be packed: E(ACCES|PERM|ROFS): .*\. An earlier start by another user .*chown -R/,
  );
});

test('another import or another place is another pack, and the same ones are the same', () => {
  const imported = importedPackages();
  const more = new Map([
    ...imported,
    ['libs/bus', [...(imported.get('libs/bus') ?? []), 'graphql/utilities']],
  ]);
  expect(folderFor(more)).not.toBe(folderFor(imported));
  expect(folderFor(new Map([...imported].toReversed()))).toBe(folderFor(imported));
  expect(folderFor(imported, '/elsewhere')).not.toBe(folderFor(imported));
});
