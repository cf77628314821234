import { randomUUID } from 'node:crypto';
import { eventually, full, type ProcessName, runProgram } from '../platform.ts';
import { head, platform } from '../stage.ts';
import { watch, type Watcher } from '../watcher.ts';

/*
 * T18: people open sealed data while the services that open it die: each answer that anybody received was noted once,
 * before it.
 */
describe('what is opened through faults', () => {
  const OPENINGS = full ? 10_000 : 240;
  /** Fewer than anybody may open in an hour. */
  const PERSONS = 20;
  const ASKERS = 8;
  const WATCHERS = 4;
  const KILLED: readonly ProcessName[] = (['incidents', 'vault', 'store'] as const).flatMap((name) =>
    Array<ProcessName>(full ? 6 : 1).fill(name),
  );
  const PAGE = 100;
  const REQUEST_TIMEOUT_MS = 30_000;
  const TIMEOUT_MS = full ? 3_600_000 : 1_200_000;
  const CALLER = 'call(id: $id) { caller { number } }';
  const NOW = `query ($id: ID!) { ${CALLER} }`;
  const PAST = `query ($id: ID!, $position: Position!) @asOf(position: $position) { ${CALLER} }`;
  const LIVE = `query ($resume: String) @live(resume: $resume) {
    calls(entity: "09", first: ${PERSONS}) { edges { node { id caller { number } } } } }`;

  interface Told {
    readonly id: string;
    readonly person: string;
    readonly number: string;
  }
  /** What a client received, and when. */
  interface Answered {
    readonly correlationId: string;
    readonly person: string;
    readonly outcome: 'OPENED' | 'DENIED';
    readonly why: string | null;
    readonly at: number;
  }
  interface Note {
    readonly correlationId: string;
    readonly actor: string;
    readonly subject: string;
    readonly fields: readonly string[];
    readonly outcome: string;
    readonly why: string | null;
    readonly at: string;
  }

  const calls: Told[] = [];
  const answered: Answered[] = [];
  let [asked, before] = [0, 0];
  let watchers: readonly Watcher[] = [];
  let notes: readonly Note[] = [];
  let position: string;

  beforeAll(async () => {
    for (let n = 0; n < PERSONS; n++) calls.push(await tell(`+52555501${String(n).padStart(4, '0')}`));
    position = await head();
    before = (await noted()).length;
    watchers = Array.from({ length: WATCHERS }, (_, n) =>
      watch(platform, {
        transport: n % 2 === 0 ? 'ws' : 'sse',
        ...{ user: 'operator-09', query: LIVE, resume: position },
      }),
    );
    const killing = KILLED.map((name, n) => ({ name, after: ((n + 1) * OPENINGS) / (KILLED.length + 1) }));
    let next = 0;
    await Promise.all(
      Array.from({ length: ASKERS }, async () => {
        for (let n = next++; n < OPENINGS; n = next++) {
          await answer(n);
          if (n < (killing[0]?.after ?? Infinity)) continue;
          const { name } = killing.shift()!;
          await eventually(`${name} runs`, async () => {
            platform.signal(name, 'SIGKILL');
            return true;
          });
        }
      }),
    );
    await platform.ready();
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    notes = (await noted()).slice(before);
  }, TIMEOUT_MS);

  async function tell(number: string): Promise<Told> {
    const input = { commandId: randomUUID(), channel: 'C911', municipality: '09007' };
    const told = await platform.execute(
      'operator-09',
      'receiveCall',
      { ...input, caller: { number, safeToCallBack: 'UNSAFE' } },
      '... on CallAccepted { call { id caller { person } } }',
    );
    const { id, caller } = told['call'] as { id: string; caller: { person: string } };
    return { id, person: caller.person, number };
  }

  /** Asks again, as a new request each time, until the answer is the value or a denial. */
  async function answer(n: number): Promise<void> {
    const { id, person, number } = calls[n % PERSONS]!;
    const user = n % 5 === 4 ? 'commander-09' : 'operator-09';
    await eventually(`the caller of ${id}`, async () => {
      asked++;
      const response = await fetch(`http://127.0.0.1:${platform.port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await platform.token(user)}`,
        },
        body: JSON.stringify(
          n % 3 === 2 ? { query: PAST, variables: { id, position } } : { query: NOW, variables: { id } },
        ),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const { data, errors } = (await response.json()) as {
        data: { call: { caller: { number: string | null } } | null } | null;
        errors?: readonly { readonly extensions: { readonly code: string; readonly reason?: string } }[];
      };
      const told = data?.call?.caller.number;
      const correlationId = response.headers.get('x-correlation-id')!;
      const had = { correlationId, person, at: Date.now() };
      if (told !== null && told !== undefined) {
        expect(told).toBe(number);
        return answered.push({ ...had, outcome: 'OPENED', why: null });
      }
      const denied = errors?.find(({ extensions }) => extensions.code === 'FORBIDDEN')?.extensions.reason;
      return denied === undefined ? undefined : answered.push({ ...had, outcome: 'DENIED', why: denied });
    });
  }

  /** All notes of the entity, as its auditor reads them. */
  async function noted(): Promise<readonly Note[]> {
    const query = `query ($after: Int) { accessLog(entity: "09", after: $after, first: ${PAGE}) {
      number correlationId actor subject fields outcome why at } }`;
    const all: (Note & { readonly number: number })[] = [];
    for (;;) {
      const page = await eventually('a page of the notes', async () => {
        const { data } = await platform.ask<{ accessLog: typeof all }>('auditor', query, {
          after: all.at(-1)?.number ?? 0,
        });
        return data?.accessLog;
      });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  const isOfWatching = ({ why }: Note) => why === 'PERSON';
  const keyOf = ({ correlationId, subject, fields }: Note) => [correlationId, subject, ...fields].join(' ');

  test('each answer that somebody had, opened or denied, was noted exactly once and before it', () => {
    const byQuestion = Map.groupBy(notes, ({ correlationId }) => correlationId);
    const wrong = answered.filter(({ correlationId, person, outcome, why, at }) => {
      const [note, ...more] = byQuestion.get(correlationId) ?? [];
      const isIt = note?.subject === person && note.outcome === outcome && note.why === why;
      return !isIt || more.length > 0 || Date.parse(note.at) > at;
    });
    expect(wrong).toEqual([]);
    const outcomes = new Set(answered.map(({ outcome }) => outcome));
    expect([answered.length, [...outcomes].toSorted()]).toEqual([OPENINGS, ['DENIED', 'OPENED']]);
  });

  test('nothing is noted twice, and nothing that nobody asked', () => {
    expect(notes.length - new Set(notes.map(keyOf)).size).toBe(0);
    const inPerson = notes.filter((note) => !isOfWatching(note));
    expect(inPerson.length).toBeGreaterThanOrEqual(answered.length);
    expect(inPerson.length).toBeLessThanOrEqual(asked);
  });

  test('what is watched for many shows nobody’s number, and that is noted of who watches', () => {
    const shown = JSON.stringify(watchers.map(({ frames }) => frames));
    expect(calls.filter(({ number }) => shown.includes(number.slice(1)))).toEqual([]);
    expect(watchers.every(({ frames }) => frames.length > 0)).toBe(true);
    const { actor: operator } = notes.find(({ outcome }) => outcome === 'OPENED')!;
    const denied = notes.filter(isOfWatching).map(({ actor, outcome }) => `${actor} ${outcome}`);
    expect(new Set(denied)).toEqual(new Set([`${operator} DENIED`]));
  });

  test('the chain of the notes holds', async () => {
    const { code, stdout } = await runProgram(['libs/vault/src/main.ts', 'verify'], platform.environment);
    expect([code, stdout]).toEqual([0, expect.any(String)]);
  });
});
