import { callerOf, numberIn } from './caller.ts';

test('a telephone is taken as people say it, and nothing else is', () => {
  expect(numberIn('55 1234-5678')).toBe('+525512345678');
  expect(numberIn('(664) 123 4567')).toBe('+526641234567');
  expect(numberIn('+1 619 555 0100')).toBe('+16195550100');
  for (const none of ['', '1234', '55123456789', '+0123456789', 'ocho', '911'])
    expect(numberIn(none)).toBeUndefined();
});

test('of who called is told what was written, and of an anonymous report nothing', () => {
  const given = { number: '5512345678', safety: 'UNSAFE' } as const;
  expect(callerOf('C911', given)).toEqual({ caller: { number: '+525512345678', safeToCallBack: 'UNSAFE' } });
  expect(callerOf('C911', { number: '', safety: 'SAFE' })).toEqual({ caller: { safeToCallBack: 'SAFE' } });
  expect(callerOf('C911', { number: '', safety: 'UNKNOWN' })).toEqual({});
  expect(callerOf('C089', given)).toEqual({});
});
