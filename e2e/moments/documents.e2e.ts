import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../platform.ts';
import { head, origin, platform, scene } from '../stage.ts';
import { isRequest } from './commands.ts';

/** Users who may ask everything that the documents show, or tell it: the federation, a state, and its room. */
const READERS = ['analyst', 'commander-09', 'operator-09'] as const;
const TEST_TIMEOUT_MS = 600_000;
const BETWEEN_REPORTS_MS = 500;

interface Block {
  readonly file: string;
  readonly text: string;
  /** The user as whom the document asks. */
  readonly user: string;
}

const folder = join(root, 'docs');
const blocks = (language: 'graphql' | 'sh' | 'js'): Block[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const document = readFileSync(join(folder, file), 'utf8');
      const user = /run --silent token -- ([\w-]+)/.exec(document)?.[1] ?? 'analyst';
      const found = document.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
      return [...found].map(({ 1: text }) => ({ file, text: text!, user }));
    });
const queries = blocks('graphql');
/** Requests to a running platform; commands that install, start and maintain one are typed in a story of their own. */
const requests = blocks('sh').filter(({ text }) => isRequest(text));
const programs = blocks('js');

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

describe('what the documents ask', () => {
  let values: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const told = await reported();
    const { id } = told['incident'] as { id: string };
    const then = new Date().toISOString();
    values = { then, id, position: String(told['position']), from: origin, to: await head() };
  }, TEST_TIMEOUT_MS);

  test('is in them', () => {
    const counts = [queries, requests, programs].map(({ length }) => length);
    for (const [index, least] of [4, 9, 4].entries()) expect(counts[index]).toBeGreaterThanOrEqual(least);
  });

  test.each(queries)(
    'is answered without an error: $file',
    async ({ text }) => {
      const declared = [...text.matchAll(/\$(\w+): (\w+!?)/g)].map(({ 1: name, 2: type }) => ({
        name,
        type,
      }));
      const known: Readonly<Record<string, unknown>> = { ...values, input: reportNow() };
      const missing = declared.filter(({ name, type }) => type!.endsWith('!') && !(name! in known));
      expect(missing).toEqual([]);
      const given = declared.flatMap(({ name }) => (name! in known ? [[name!, known[name!]]] : []));
      const answers = await Promise.all(
        READERS.map((reader) => platform.ask<object>(reader, text, Object.fromEntries(given) as object)),
      );
      expect(answers.filter(({ errors }) => errors === undefined)).not.toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

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
      ...{ TOKEN: await platform.token(user), MOMENT: values['then']! },
      ...{ POSITION: values['position']!, CURSOR: values['from']! },
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

const reportNow = () => ({ commandId: randomUUID(), code: '30421', point: scene.point });

async function reported() {
  const selected = '... on IncidentAccepted { incident { id } position }';
  return platform.execute('operator-09', 'reportIncident', reportNow(), selected);
}

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
