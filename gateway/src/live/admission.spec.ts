import { CONNECTIONS_MAX, CONNECTIONS_PER_SUBJECT_MAX, isForeignOrigin, openAdmission } from './admission.ts';

const callerOf = (id: string, exp = Infinity) => ({
  ...{ exp, passport: () => Promise.resolve('passport') },
  subject: { id, role: 'operator', entity: '09', purpose: 'DISPATCH' } as const,
});

function opened(clock: { ms: number }, room = 1) {
  const revoked = new Set<string>();
  const listeners = new Set<(subject: string) => void>();
  const admission = openAdmission({
    isRevoked: ({ id }) => revoked.has(id),
    onRevoked: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: () => clock.ms,
    room,
  });
  const revoke = (subject: string) => {
    revoked.add(subject);
    for (const listener of listeners) listener(subject);
  };
  return { admission, revoke };
}

test('a herd is let in bit by bit, and those turned away are spread over the seconds that follow', () => {
  const clock = { ms: 1_000_000 };
  const { admission } = opened(clock);
  const herd = Array.from({ length: 6_000 }, () => admission.backoffMs());
  const away = herd.filter((each) => each !== undefined);
  expect(away.length).toBe(4_000);
  expect(Math.min(...away)).toBeLessThan(1_000);
  expect(Math.max(...away)).toBeGreaterThan(4_500);
  const thirds = [0, 1, 2].map((n) => away.filter((ms) => Math.floor((ms - 500) / 1_500) === n).length);
  expect(Math.min(...thirds)).toBeGreaterThan(1_000);
  clock.ms += 1_000;
  expect(admission.backoffMs()).toBeUndefined();
});

test('there is room for so many, and of one subject for fewer; who leaves makes room', () => {
  const { admission } = opened({ ms: 0 }, 2 / CONNECTIONS_MAX);
  const leave = admission.enter(callerOf('a'), () => undefined)!;
  admission.enter(callerOf('b'), () => undefined);
  expect(admission.backoffMs()).toBeGreaterThan(0);
  leave();
  leave();
  expect(admission.count()).toBe(1);
  expect(admission.backoffMs()).toBeUndefined();

  const wide = opened({ ms: 0 }).admission;
  for (let n = 0; n < CONNECTIONS_PER_SUBJECT_MAX; n++) wide.enter(callerOf('a'), () => undefined);
  expect(wide.enter(callerOf('a'), () => undefined)).toBeUndefined();
  expect(wide.enter(callerOf('b'), () => undefined)).toBeDefined();
});

test('where there is room for fewer, one subject has as much less of it', () => {
  const { admission } = opened({ ms: 0 }, 0.006);
  const entered = (id: string) =>
    Array.from({ length: 10 }, () => admission.enter(callerOf(id), () => undefined)).filter(Boolean).length;
  expect([entered('a'), entered('b'), admission.perSubjectMax]).toEqual([6, 6, 6]);
});

test('rights that end in the middle of a stream end it, and nothing goes out after that', () => {
  const clock = { ms: 0 };
  const { admission, revoke } = opened(clock);
  const endings: string[] = [];
  const leaver = callerOf('leaver');
  admission.enter(leaver, ({ reason }) => endings.push(reason));
  admission.enter(callerOf('stays'), ({ reason }) => endings.push(reason));
  expect(admission.mayReceive(leaver)).toBe(true);
  revoke('leaver');
  revoke('leaver');
  expect(endings).toEqual(['access revoked']);
  expect(admission.mayReceive(leaver)).toBe(false);
  const short = callerOf('short', 10);
  expect(admission.mayReceive(short)).toBe(true);
  clock.ms = 10_000;
  expect(admission.mayReceive(short)).toBe(false);
});

test('L8 a page of our own host asks over TLS in production, or from this machine', () => {
  const foreign = (origin: string | undefined, host: string, overTls: boolean) =>
    isForeignOrigin({ host, ...(origin !== undefined && { origin }) }, overTls);
  expect(foreign('https://gateway.example', 'gateway.example', true)).toBe(false);
  expect(foreign('http://gateway.example', 'gateway.example', true)).toBe(true);
  expect(foreign('http://gateway.example', 'gateway.example', false)).toBe(false);
  expect(foreign('http://127.0.0.1:4000', '127.0.0.1:4000', true)).toBe(false);
  expect(foreign('https://elsewhere.example', 'gateway.example', true)).toBe(true);
  expect(foreign('null', 'gateway.example', false)).toBe(true);
  expect(foreign(undefined, 'gateway.example', true)).toBe(false);
});
