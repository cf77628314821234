import { callerVerifier, credentialOf, newCredential } from './credential.ts';

test('after the clock was set back a service signs anew, as the vault accepts nothing of the future', async () => {
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  const { credential, key } = await newCredential('incidents');
  const sign = credentialOf(credential, now);
  const first = await sign();
  expect(await sign()).toBe(first);
  clock.ms -= 7_200_000;
  const callerOf = callerVerifier(
    { callers: [{ name: 'incidents', key, categories: ['incident'], grants: ['seal'] }] },
    now,
  );
  await expect(callerOf(first)).rejects.toThrow('a token of another time');
  expect(await callerOf(await sign())).toMatchObject({ name: 'incidents' });
});
