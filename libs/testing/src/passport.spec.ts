import { passportVerifier } from '@proximidad/passport';
import type { Subject } from '@proximidad/policy';
import { passportFor, testPassportJwks } from './passport.ts';

test('a passport for a test is accepted by the service it is for', async () => {
  const operator: Subject = { id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };
  const verify = passportVerifier(testPassportJwks, 'beats');
  expect(await verify(await passportFor(operator, 'beats'))).toEqual(operator);
  await expect(verify(await passportFor(operator, 'incidents'))).rejects.toMatchObject({
    code: 'ClaimsInvalid',
  });
});

test('it is used again, for the same subject and service only, and not by another clock', async () => {
  const officer: Subject = { id: 'dev:officer-09', role: 'officer', entity: '09', purpose: 'DISPATCH' };
  const first = await passportFor(officer, 'beats');
  expect(await passportFor({ ...officer }, 'beats')).toBe(first);
  expect(await passportFor(officer, 'incidents')).not.toBe(first);
  expect(await passportFor({ ...officer, id: 'dev:officer-14' }, 'beats')).not.toBe(first);
  const earlier = await passportFor(officer, 'beats', () => Date.now() - 60_000);
  expect(earlier).not.toBe(first);
});
