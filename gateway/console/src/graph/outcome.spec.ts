import { outcomeIn } from './outcome.ts';

const failed = (code: string) =>
  outcomeIn({ data: undefined, troubles: [{ message: `because of ${code}`, code }] });

test('what the platform decided is the end of a command', () => {
  const accepted = { result: { __typename: 'ContactAccepted', position: 'p1.x' } };
  expect(outcomeIn({ data: accepted, troubles: [] })).toEqual({ state: 'accepted', position: 'p1.x' });
  const refusal = {
    ...{ __typename: 'Refusal' as const, code: 'AlreadyClosed', message: 'Ya se cerró.', rule: 'R1' },
  };
  expect(outcomeIn({ data: { result: refusal }, troubles: [] })).toEqual({
    ...{ state: 'refused', message: 'Ya se cerró.', rule: 'R1', code: 'AlreadyClosed' },
  });
});

test('a right that is missing and an input that is wrong refuse it', () => {
  for (const code of ['FORBIDDEN', 'BAD_USER_INPUT'])
    expect(failed(code)).toEqual({ state: 'refused', message: `because of ${code}`, rule: undefined });
});

test('where only a second factor is missing, it says that signing in again will do', () => {
  const trouble = { message: 'vuelva a entrar', code: 'FORBIDDEN', reason: 'STEP_UP' };
  expect(outcomeIn({ data: undefined, troubles: [trouble] })).toMatchObject({ asksToStepUp: true });
});

test('what nobody looked at is not refused: it is sent again', () => {
  const accidents = [
    ...['LIMIT_EXCEEDED', 'UNAUTHENTICATED', 'SERVICE_UNAVAILABLE', 'SEALED_UNAVAILABLE'],
    ...['CONFLICT', 'NOT_READY', 'STALE', 'INTERNAL'],
  ];
  expect(accidents.map(failed)).toEqual(accidents.map(() => undefined));
  expect(outcomeIn({ data: undefined, troubles: [] })).toBeUndefined();
});
