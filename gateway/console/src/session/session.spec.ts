import { setTimeout as sleep } from 'node:timers/promises';
import { lifeOf, type Provider, ProviderSilent, SignInFailed, type Tokens } from './provider.ts';
import { keyOf, openSession, type Session, SessionOver } from './session.ts';

const BASE = { sub: 's', role: 'operator', entity: '09' };
const accessOf = (number: number, claims: object = BASE) =>
  `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${number}`;
const KEPT = { refresh: 'r', identity: undefined };
const HOUR_MS = 3_600_000;
const opened: Session[] = [];
afterEach(() => opened.forEach((session) => session.end('signed-out')));

/** A session with a provider that renews tokens by the function given; `asked` counts how often. */
function sessionOf(
  first: Pick<Tokens, 'renewAtMs' | 'endsAtMs'> & Partial<Tokens>,
  renews: () => Promise<Tokens>,
) {
  const asked = { times: 0 };
  const provider: Pick<Provider, 'purposesOf' | 'renewed'> = {
    purposesOf: (role) => (role === 'operator' ? ['DISPATCH', 'PATROL'] : ['SUPERVISION', 'PATROL']),
    renewed: () => {
      asked.times++;
      return renews();
    },
  };
  const session = openSession(provider as Provider, { ...KEPT, access: accessOf(0), ...first });
  opened.push(session);
  return { session, asked };
}

const fresh = async (): Promise<Tokens> => ({
  ...{ ...KEPT, access: accessOf(1), ...lifeOf(3_600, Date.now()) },
});
const silent = () => Promise.reject(new ProviderSilent('answered 503'));
const due = () => ({ renewAtMs: Date.now() - 1, endsAtMs: Date.now() + HOUR_MS });
const over = () => ({ renewAtMs: Date.now() - 1, endsAtMs: Date.now() - 1 });

test('a token is renewed five minutes before it ends, and one of a short life when half of it is over', () => {
  expect(lifeOf(3_600, 0)).toEqual({ endsAtMs: HOUR_MS, renewAtMs: HOUR_MS - 300_000 });
  expect(lifeOf(300, 0)).toEqual({ endsAtMs: 300_000, renewAtMs: 150_000 });
});

test('however many questions come, one renewal is asked for, and nobody waits for it', async () => {
  const { session, asked } = sessionOf(due(), fresh);
  const tokens = await Promise.all([session.token(), session.token(), session.token()]);
  expect(tokens).toEqual([0, 0, 0].map((number) => accessOf(number)));
  await sleep(0);
  expect([await session.token(), await session.token(), asked.times]).toEqual([
    ...[accessOf(1), accessOf(1), 1],
  ]);
});

test('a token that is over is shown to nobody while the provider is silent, and the session goes on with the next', async () => {
  let renews = silent as () => Promise<Tokens>;
  const { session } = sessionOf(over(), () => renews());
  await expect(session.token()).rejects.toThrow(ProviderSilent);
  expect(session.ending()).toBeUndefined();
  renews = fresh;
  expect(await session.token()).toBe(accessOf(1));
});

test('a provider that refuses to renew what is over ends the session', async () => {
  const { session } = sessionOf(over(), () => Promise.reject(new SignInFailed('invalid_grant')));
  await expect(session.token()).rejects.toThrow(SessionOver);
  expect(session.ending()).toBe('over');
});

test('whoever is given another role or place is told by the next token, with a purpose that goes with it', async () => {
  const claims = { ...BASE, role: 'commander', entity: '14' };
  const moved = async () => ({ ...(await fresh()), access: accessOf(1, claims) });
  const { session } = sessionOf(due(), moved);
  let told = 0;
  session.subscribe(() => told++);
  await session.token();
  await sleep(0);
  expect(session.viewer).toMatchObject({ role: 'commander', entity: '14' });
  expect([session.purpose(), told]).toEqual(['SUPERVISION', 1]);
});

test('an officer who goes out with another unit, or owns another beat, is told by the next token', async () => {
  const before = { ...BASE, role: 'officer', officer: 'o', unit: 'u-1', beats: ['b-1'] };
  for (const changed of [{ unit: 'u-2' }, { beats: ['b-2'] }, { officer: 'p' }]) {
    const first = { ...due(), access: accessOf(0, before) };
    const { session } = sessionOf(first, async () => ({
      ...(await fresh()),
      access: accessOf(1, { ...before, ...changed }),
    }));
    const key = keyOf(session.viewer);
    let told = 0;
    session.subscribe(() => told++);
    await session.token();
    await sleep(0);
    expect([keyOf(session.viewer) === key, told]).toEqual([false, 1]);
  }
});

test('a token that says the same of somebody changes nothing, the purpose they chose among it', async () => {
  const owning = (beats: string[], number: number) => accessOf(number, { ...BASE, beats });
  const first = { ...due(), access: owning(['b-1', 'b-2'], 0) };
  const { session } = sessionOf(first, async () => ({
    ...(await fresh()),
    access: owning(['b-2', 'b-1'], 1),
  }));
  session.setPurpose('PATROL');
  const { viewer } = session;
  let told = 0;
  session.subscribe(() => told++);
  await session.token();
  await sleep(0);
  expect([session.viewer === viewer, session.purpose(), told]).toEqual([true, 'PATROL', 0]);
});
