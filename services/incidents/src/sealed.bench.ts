import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import type { Subject } from '@proximidad/policy';
import { type OpenService, openService } from '@proximidad/service';
import { startService } from '@proximidad/service/process';
import { openGround, passportFor, testPassportKey, testVault } from '@proximidad/testing';
import { eventually } from '@proximidad/testing/waiting';
import { type Answer, executeAs } from '@proximidad/testing/rights';
import { definition } from './service.ts';

/*
 * Used by the bench: `<events>` calls with a sealed caller, as many with the same caller in clear, and as many without one, each in
 * a log of its own: read models are built from nothing, then every call is read page by page, and the caller is opened if sealed. The
 * vault runs in this process, so that its work is counted, too. Prints wall and processor time of each as one JSON line, and the
 * address at which each goes on answering until the process is ended.
 */
const [events = 10_000] = process.argv.slice(2).map(Number);
const TOGETHER = 64;
/** Nobody may open data on more than fifty people an hour. */
const PAGE = 50;
const ROUNDS = 3;
const GRANTS = { categories: ['call'], grants: ['seal', 'open', 'find'] } as const;
const NAME = 'Canario';
const QUERY = `query ($after: String) { calls(first: ${PAGE}, after: $after) { pageInfo { hasNextPage endCursor }
  edges { node { id channel status startedAt caller { number name safeToCallBack } } } } }`;

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}
const NAMES = ['sealed', 'clear', 'without'] as const;
type Name = (typeof NAMES)[number];

/** Answers with the caller as it is in the row: what a service without sealing would do. */
const inClear: typeof definition = {
  ...definition,
  resolvers(deps) {
    const all = definition.resolvers(deps);
    const { person } = all['Caller'] as { person: never };
    const number = ({ number: text }: Answer) => `+${clearIn(text)}`;
    return { ...all, Caller: { person, number, name: ({ name }: Answer) => clearIn(name) } };
  },
};

const definitions = { sealed: definition, clear: inClear, without: definition };

const keys = await testVault({ incidents: GRANTS });
const clear = await nothingSealed();
const grounds = { sealed: await openGround(), clear: await openGround(), without: await openGround() };
const opened: Partial<Record<Name, OpenService>> = {};
const best: Record<string, Took> = {};

for (const name of NAMES) await fill(name);
for (let round = 0; round < ROUNDS; round++) {
  for (const name of NAMES) {
    await opened[name]?.close();
    best[`${name}Projecting`] = lesser(best[`${name}Projecting`], await project(name, round));
    best[`${name}Answering`] = lesser(best[`${name}Answering`], await answerAll(name, round));
  }
}
const urls: Record<string, string> = {};
const closing: (() => Promise<void>)[] = [];
for (const name of NAMES) {
  await opened[name]!.close();
  const { url, close } = await startService(definitions[name], settingsOf(name, `round-${ROUNDS - 1}`));
  urls[name] = `${url}/graphql`;
  closing.push(close, grounds[name].clear);
}
process.stdout.write(`${JSON.stringify({ best, urls, passportKey: testPassportKey })}\n`);
await new Promise((resolve) => process.once('SIGTERM', resolve));
for (const close of closing) await close();
clear.close();
await keys.close();

/** A vault that seals nothing: it returns what it receives. */
async function nothingSealed() {
  const server = createServer((request, response) => {
    void json(request).then((asked) => {
      const sealed = (asked as Answer).items.map(({ value }: Answer) => ({
        ...{ envelope: `v1.${value.replaceAll(/\W/g, '')}`, mac: value },
      }));
      response.end(JSON.stringify({ sealed }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function clearIn(text: string): string {
  return text.slice('v1.'.length);
}

function settingsOf(name: Name, folder: string) {
  const config = grounds[name].config('incidents');
  const vault = keys.addressOf('incidents');
  const address = name === 'clear' ? { ...vault, url: clear.url } : vault;
  return { ...config, data: join(config.data, folder), vault: address };
}

function operator(n: string): Subject {
  return { id: `bench-${n}`, role: 'operator', entity: '09', purpose: 'DISPATCH' };
}

async function fill(name: Name): Promise<void> {
  const service = await openService(definitions[name], settingsOf(name, 'filled'));
  await service.caughtUp;
  let left = events;
  const each = async () => {
    while (left-- > 0) {
      const caller = { number: `+52551234${String(left % 10_000).padStart(4, '0')}`, name: NAME };
      const told = name === 'without' ? {} : { caller: { ...caller, safeToCallBack: 'SAFE' } };
      const input = { commandId: randomUUID(), channel: 'C911', municipality: '09007', ...told };
      const accepted = '... on CallAccepted { call { id } }';
      // The same command again, in case the disk of a busy machine was slow.
      await eventually(
        () => executeAs(service, operator('desk'), 'receiveCall', input, accepted).catch(() => undefined),
        'a call is taken',
      );
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, each));
  await service.close();
}

async function project(name: Name, round: number): Promise<Took> {
  return measured(async () => {
    opened[name] = await openService(definitions[name], settingsOf(name, `round-${round}`));
    await opened[name].caughtUp;
  });
}

/** Reads every call, one page per operator. */
async function answerAll(name: Name, round: number): Promise<Took> {
  const service = opened[name]!;
  return measured(async () => {
    let [after, seen]: [string | null, number] = [null, 0];
    for (let page = 0; ; page++) {
      const passport = await passportFor(operator(`${round}-${page}`), service.name);
      const asked = { query: QUERY, variables: { after }, extensions: { passport } };
      const { data, errors }: Answer = await service.execute(asked);
      if (errors) throw new Error(JSON.stringify(errors[0]));
      seen += data.calls.edges.length;
      if (name !== 'without' && data.calls.edges.some(({ node }: Answer) => node.caller.name !== NAME))
        throw new Error('a caller was not told');
      if (!data.calls.pageInfo.hasNextPage) break;
      after = data.calls.pageInfo.endCursor;
    }
    if (seen !== events) throw new Error(`${seen} of ${events} calls were answered`);
  });
}

async function measured(work: () => Promise<void>): Promise<Took> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1_000 };
}

function lesser(one: Took | undefined, other: Took): Took {
  return one === undefined || other.cpuMs < one.cpuMs ? other : one;
}
