import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../platform.ts';
import { platform } from '../stage.ts';
import { programs, requests } from './blocks.ts';
import { reported, valuesAtHand } from './reported.ts';

const TEST_TIMEOUT_MS = 600_000;
const BETWEEN_REPORTS_MS = 500;

/** What the reader of a document is given: moments within a log as young as this one. */
const AT_HAND = 'date() { echo "$MOMENT"; }';

/** What a program leaves to its reader; the first thing that it shows ends it. */
const LEFT_OPEN: Readonly<Record<string, string>> = {
  freshToken: 'const freshToken = async () => process.env.TOKEN;',
  show: 'const show = (data) => { if (data.incidents.totalCount >= 0) process.exit(0); };',
  // What could not be handled comes again: a record appears only once.
  handle: `let failed;
    const handle = ({ id, kind }) => {
      if (kind !== 'APPEARED') return;
      if (failed === id) process.exit(0);
      if (failed) return;
      failed = id;
      throw new Error('the database does not answer');
    };`,
  map: `const map = {
    box: () => ({ south: 19.2, west: -99.3, north: 19.6, east: -98.9 }),
    show: (places) => process.exit(places instanceof Map ? 0 : 1),
  };`,
  client: `import { createClient } from 'graphql-sse';
    const url = 'http://localhost:4000/graphql';
    const client = createClient({ url, headers: { authorization: \`Bearer \${process.env.TOKEN}\` } });`,
  frames: `import { createClient } from 'graphql-sse';
    async function* live() {
      const url = 'http://localhost:4000/graphql';
      const source = createClient({ url, headers: { authorization: \`Bearer \${process.env.TOKEN}\` } });
      const query = 'query @live(patch: true) { incidents(entity: "09") { totalCount edges { node { id status } } } }';
      let patched = 0;
      for await (const frame of source.iterate({ query })) {
        yield frame;
        if (frame.patch && ++patched === 2) return;
      }
    }
    const frames = live();`,
};
const AFTERWARDS: Readonly<Record<string, string>> = {
  frames:
    'if (result.data?.incidents.totalCount > 1) process.exit(0); throw new Error(JSON.stringify(result));',
};

/** Whether a program uses a name that it does not declare. */
const leaves = (text: string, name: string) =>
  new RegExp(`\\b${name}\\b`).test(text) && !new RegExp(`(const|let|function) ${name}\\b`).test(text);

describe('what the documents ask in a shell, and by programs', () => {
  let values: Awaited<ReturnType<typeof valuesAtHand>>;

  beforeAll(async () => {
    values = await valuesAtHand();
  }, TEST_TIMEOUT_MS);

  test.each(requests)(
    'is answered in a shell as it stands there: $file',
    async ({ text, user }) => {
      const streams = /curl -s?N/.test(text);
      const said = await amongReports(
        run('bash', ['-ec', `${AT_HAND}\n${here(text)}`], user, streams ? '"data":{' : undefined),
      );
      expect(said.text).toContain('"data":{');
      expect(said.text).not.toContain('"errors"');
      if (!streams) expect(said.code).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  test.each(programs)(
    'runs as it stands there: $file',
    async ({ text, user }) => {
      const open = Object.keys(LEFT_OPEN).filter((name) => leaves(text, name));
      const before = open.map((name) => LEFT_OPEN[name]);
      const after = open.map((name) => AFTERWARDS[name] ?? '');
      const program = [...before, here(text), ...after].join('\n');
      const said = await amongReports(
        run(process.execPath, ['--input-type=module', '-e', here(program)], user),
      );
      expect(said).toEqual({ code: 0, text: '' });
    },
    TEST_TIMEOUT_MS,
  );

  const here = (text: string) => text.replaceAll('localhost:4000', `127.0.0.1:${platform.port}`);

  /** What a program prints; with `enough` it is ended once it has printed that. */
  async function run(program: string, args: readonly string[], user: string, enough?: string) {
    const given = {
      ...{ TOKEN: await platform.token(user), MOMENT: values.then },
      ...{ POSITION: values.position, CURSOR: values.from },
    };
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...platform.environment, NODE_OPTIONS: '', ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let text = '';
    const heard = (chunk: Buffer) => {
      text += chunk.toString();
      if (enough !== undefined && text.includes(enough)) process.kill(-child.pid!, 'SIGTERM');
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), TEST_TIMEOUT_MS / 2);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(late);
    return { code, text };
  }
});

/** Reports incidents while something goes on, so that there is something to follow. */
async function amongReports<Value>(going: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  const reports = (async () => {
    while (!over.signal.aborted) {
      await reported();
      await sleep(BETWEEN_REPORTS_MS);
    }
  })();
  try {
    return await going;
  } finally {
    over.abort();
    await reports;
  }
}
