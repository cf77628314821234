import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Subject } from '@proximidad/policy';
import { openService, type OpenService } from '@proximidad/service';
import { openGround, testVault } from '@proximidad/testing';
import { type Answer, askAs, executeAs } from '@proximidad/testing/rights';
import { definition } from './service.ts';

/*
 * Used by the bench: `<events>` calls with a caller who is sealed, and as many with nothing of a caller, each in a log of its
 * own: read models from nothing, then every call answered in pages, the caller opened where there is one. The vault runs in
 * this process, so that its work is counted, too. Prints wall and processor time of each as one JSON line.
 */
const [events = 10_000] = process.argv.slice(2).map(Number);
const TOGETHER = 8;
/** Nobody opens more than fifty persons an hour. */
const PAGE = 50;
const ROUNDS = 3;
const GRANTS = { categories: ['call'], grants: ['seal', 'open', 'find'] } as const;

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}
const NAMES = ['sealed', 'plain'] as const;
const keys = await testVault({ incidents: GRANTS });
const grounds = { sealed: await openGround(), plain: await openGround() };
const opened: Partial<Record<(typeof NAMES)[number], OpenService>> = {};
const best: Record<string, Took> = {};

for (const name of NAMES) await fill(name);
for (let round = 0; round < ROUNDS; round++) {
  for (const name of NAMES) {
    await opened[name]?.close();
    best[`${name}Projecting`] = lesser(best[`${name}Projecting`], await project(name, round));
    best[`${name}Answering`] = lesser(best[`${name}Answering`], await answerAll(name, round));
  }
}
process.stdout.write(`${JSON.stringify({ events, ...best })}\n`);
for (const name of NAMES) {
  await opened[name]?.close();
  await grounds[name].clear();
}
await keys.close();

function settingsOf(name: (typeof NAMES)[number], folder: string) {
  const config = grounds[name].config('incidents');
  return { ...config, data: join(config.data, folder), vault: keys.addressOf('incidents') };
}

function operator(n: string): Subject {
  return { id: `bench-${n}`, role: 'operator', entity: '09', purpose: 'DISPATCH' };
}

async function fill(name: (typeof NAMES)[number]): Promise<void> {
  const service = await openService(definition, settingsOf(name, 'filled'));
  await service.caughtUp;
  let left = events;
  const each = async () => {
    while (left-- > 0) {
      const caller = { number: `+52551234${String(left % 10_000).padStart(4, '0')}`, name: 'Canario' };
      const told = name === 'sealed' ? { caller: { ...caller, safeToCallBack: 'SAFE' } } : {};
      const input = { commandId: randomUUID(), channel: 'C911', municipality: '09007', ...told };
      const accepted = '... on CallAccepted { call { id } }';
      const { call } = await executeAs(service, operator('desk'), 'receiveCall', input, accepted);
      if (!call) throw new Error('a call was not taken');
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, each));
  await service.close();
}

async function project(name: (typeof NAMES)[number], round: number): Promise<Took> {
  return measured(async () => {
    opened[name] = await openService(definition, settingsOf(name, `round-${round}`));
    await opened[name].caughtUp;
  });
}

/** Every call, a page to each operator. */
async function answerAll(name: (typeof NAMES)[number], round: number): Promise<Took> {
  return measured(async () => {
    let [after, seen] = ['', 0];
    for (let page = 0; ; page++) {
      const query = `{ calls(first: ${PAGE}${after}) { pageInfo { hasNextPage endCursor }
        edges { node { id channel status startedAt caller { number name safeToCallBack } } } } }`;
      const { data, errors }: Answer = await askAs(opened[name]!, operator(`${round}-${page}`), query);
      if (errors) throw new Error(JSON.stringify(errors[0]));
      seen += data.calls.edges.length;
      if (name === 'sealed' && data.calls.edges.some(({ node }: Answer) => node.caller.name !== 'Canario'))
        throw new Error('a caller was not opened');
      if (!data.calls.pageInfo.hasNextPage) break;
      after = `, after: "${data.calls.pageInfo.endCursor}"`;
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
