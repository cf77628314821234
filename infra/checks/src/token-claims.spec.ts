import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Role, SUBJECT_CLAIMS } from '@proximidad/policy';
import { root } from './workspace.ts';

const document = readFileSync(join(root, 'docs/integrating.md'), 'utf8');
const [, section = ''] = document.split(/^## /m);
const rows = section.split('\n').filter((line) => line.startsWith('| `'));
const named = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

/** What a token has by RFC 9068, and the two that OpenID Connect names. */
const OF_STANDARDS = ['typ', 'iss', 'aud', 'sub', 'iat', 'exp', 'auth_time', 'family_name'];

test('whoever sets up an identity provider is told every claim that is read, and no other', () => {
  const told = rows.flatMap((row) => named(row.split('|')[1]!));
  expect(told.toSorted()).toEqual([...OF_STANDARDS, ...SUBJECT_CLAIMS].toSorted());
});

test('every role that a token may have is named', () => {
  const row = rows.find((each) => each.startsWith('| `role`'))!;
  expect(named(row.split('|')[2]!)).toEqual(Role.options);
});
