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
