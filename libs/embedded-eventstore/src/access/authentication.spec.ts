import { authenticateNobody, authenticatorOf } from './authentication.ts';
import { hashPassword } from './users.ts';

const basic = (login: string, password: string) =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
const admin = { login: 'admin', groups: ['$admins'], passwordHash: hashPassword('right') };
const known = { kind: 'known', user: { login: 'admin', groups: ['$admins'] } };

test.each([
  ['no header', undefined, 'anonymous'],
  ['another scheme', 'Bearer abc', 'wrong'],
  ['no base64', 'Basic ***', 'wrong'],
  ['no colon', `Basic ${Buffer.from('admin').toString('base64')}`, 'wrong'],
  ['an endless header', `Basic ${'A'.repeat(100_000)}`, 'wrong'],
  ['a wrong password', basic('admin', 'wrong'), 'wrong'],
  ['an empty password', basic('admin', ''), 'wrong'],
  ['an unknown user', basic('nobody', 'right'), 'wrong'],
  ['a name that every object has', basic('constructor', 'right'), 'wrong'],
])('%s is not taken for a user', async (_what, header, kind) => {
  expect(await authenticatorOf([admin])(header)).toEqual({ kind });
});

test('credentials are proven once, together and for good', async () => {
  const authenticate = authenticatorOf([admin]);
  const together = Array.from({ length: 100 }, () => authenticate(basic('admin', 'right')));
  expect(new Set(together).size).toBe(1);
  expect(await together[0]).toEqual(known);
  expect(authenticate(basic('admin', 'right'))).toEqual(known);
});

test('of guesses in a flood the most are turned away at once, and the user who is known comes in', async () => {
  const authenticate = authenticatorOf([admin]);
  await authenticate(basic('admin', 'right'));
  const guesses = Array.from({ length: 40 }, (_, n) => authenticate(basic('admin', `guess ${n}`)));
  expect(guesses.filter((guess) => !(guess instanceof Promise))).toEqual(Array(22).fill({ kind: 'busy' }));
  expect(authenticate(basic('admin', 'right'))).toEqual(known);
  for (const guess of guesses.slice(0, 18)) expect(await guess).toEqual({ kind: 'wrong' });
  expect(await authenticate(basic('admin', 'again'))).toEqual({ kind: 'wrong' });
});

test('without users everybody is nobody, whatever he says', () => {
  expect(authenticateNobody(basic('admin', 'right'))).toEqual({ kind: 'unasked' });
});
