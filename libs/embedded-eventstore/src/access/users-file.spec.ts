import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword, isPassword } from './users.ts';
import { readUsersFile } from './users-file.ts';

const PASSWORD = 'correct horse';
const folder = mkdtempSync(join(tmpdir(), 'proximidad-users-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, mode = 0o600): string {
  const path = join(folder, 'users.json');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const one = (user: object) => JSON.stringify({ users: [user] });

test('users come with a hash, or with a password that is hashed at once', async () => {
  const passwordHash = hashPassword(PASSWORD);
  const users = readUsersFile(
    file(
      JSON.stringify({
        users: [
          { login: 'platform', passwordHash, groups: ['$admins'] },
          { login: 'auditor', password: PASSWORD },
        ],
      }),
    ),
  );
  expect(users.map(({ login, groups }) => [login, groups])).toEqual([
    ['platform', ['$admins']],
    ['auditor', []],
  ]);
  expect(users[1]!.passwordHash).not.toContain(PASSWORD);
  for (const user of users) {
    expect(await isPassword(PASSWORD, user.passwordHash)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, user.passwordHash)).toBe(false);
  }
});

test('a hash may lie where everybody reads it, a password may not', () => {
  readUsersFile(file(one({ login: 'a', passwordHash: hashPassword(PASSWORD) }), 0o644));
  expect(() => readUsersFile(file(one({ login: 'a', password: PASSWORD }), 0o644))).toThrow(/chmod o-r/);
});

test.each([
  ['{', /not JSON/],
  ['[]', /no list "users"/],
  ['{"users":{}}', /no list "users"/],
  ['{"users":["admin"]}', /user 1 is not an object/],
  [one({ password: PASSWORD }), /user 1: "login"/],
  [one({ login: '$admins', password: PASSWORD }), /"login"/],
  [one({ login: 'a:b', password: PASSWORD }), /"login"/],
  [one({ login: 'a' }), /neither/],
  [one({ login: 'a', password: '' }), /neither/],
  [one({ login: 'a', password: PASSWORD, passwordHash: hashPassword(PASSWORD) }), /or both/],
  [one({ login: 'a', passwordHash: 'scrypt$16384$8$1$x$y' }), /hash-password/],
  [one({ login: 'a', passwordHash: hashPassword(PASSWORD).replace('16384', '9999999') }), /hash-password/],
  [one({ login: 'a', password: PASSWORD, groups: '$admins' }), /"groups"/],
  [one({ login: 'a', password: PASSWORD, role: 'admin' }), /unknown field "role"/],
  [one({ login: 'a', password: PASSWORD, appends: 'incident_*' }), /"appends"/],
  [one({ login: 'a', password: PASSWORD, appends: ['$settings'] }), /"appends"/],
  [one({ login: 'a', password: PASSWORD, limits: ['*_*'] }), /"limits"/],
])('%s is refused in one line that repeats no password', (text, message) => {
  let said = '';
  try {
    readUsersFile(file(text));
  } catch (error) {
    said = String(error);
  }
  expect(said).toMatch(message);
  expect(said).not.toContain(PASSWORD);
  expect(said).not.toContain('\n');
});

test('a user may be confined to streams', () => {
  const [user] = readUsersFile(file(one({ login: 'a', password: PASSWORD, appends: ['incident_*'] })));
  expect(user).toMatchObject({ confined: { appends: ['incident_*'], limits: [] } });
});

test('a file that is not there is named', () => {
  expect(() => readUsersFile(join(folder, 'nowhere.json'))).toThrow(
    /nowhere\.json: the users file cannot be read/,
  );
});
