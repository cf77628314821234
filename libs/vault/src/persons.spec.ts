import { idFor, SEALED_LENGTH_MAX, subjectToken } from '@proximidad/eventsourcing';
import { taskIn } from '@proximidad/testing';
import { byPerson, byValue } from './persons.ts';
import { ITEMS_MAX, OpenAnswers, type OpenItem, type OpenPerson, OpenRequest } from './wire.ts';

const caller = { class: 'PERSONAL', forWhoIsSent: false } as const;
const victim = { class: 'SENSITIVE', forWhoIsSent: true } as const;
const [name, number, way] = ['caller.name', 'caller.number', 'victim.way'];

function item(n: number, path: string, told: Partial<OpenItem> = {}): OpenItem {
  const id = idFor('09', 'persons-spec', n);
  const place = { stream: `call_${id}`, event: 'CallReceived', path, envelope: `v1.${n}-${path}` };
  return { ...place, subject: subjectToken(id, 'caller'), ...caller, task: taskIn('09'), ...told };
}

const asked = (items: readonly OpenItem[]) => {
  const { tasks, kinds, persons } = byPerson(items);
  return {
    passport: 'p',
    correlationId: 'c',
    request: '0192f0a0-0000-4000-8000-000000000000',
    tasks,
    kinds,
    persons,
  };
};

test('a person is told once, and so is a task and what is alike of persons, in whatever order their values come', () => {
  const over = taskIn('09', { endedAt: 1 });
  const sent = taskIn('09', { units: [idFor('09', 'unit')] });
  const items = [
    ...[item(1, number), item(2, number), item(1, name), item(2, name), item(3, number), item(3, name)],
    ...[item(4, name), item(1, way, victim), item(5, name, { task: over })],
    ...[item(6, name, { task: sent }), item(7, name, { task: { ...sent, units: [...sent.units] } })],
  ];
  const { tasks, kinds, persons, places } = byPerson(items);
  expect(tasks).toEqual([taskIn('09'), over, sent]);
  const fields = (...paths: string[]) => paths.map((path) => ['CallReceived', path]);
  expect(kinds).toEqual([
    { task: 0, ...caller, fields: fields(number, name) },
    { task: 0, ...caller, fields: fields(name) },
    { task: 0, ...victim, fields: fields(way) },
    { task: 1, ...caller, fields: fields(name) },
    { task: 2, ...caller, fields: fields(name) },
  ]);
  expect(persons.map(([kind]) => kind)).toEqual([0, 0, 0, 1, 2, 3, 4, 4]);
  expect(items.map(({ envelope }) => envelope)).toEqual(
    places.map(([person, value]) => persons[person]!.at(value + 3)),
  );
  const opened = persons.map(([, , , ...values]) => ({ outcome: 'OPENED', values }) as const);
  expect(byValue({ tasks, kinds, persons, places }, opened)).toEqual(
    items.map(({ envelope: value }) => ({ outcome: 'OPENED', value })),
  );
  expect(OpenRequest.parse(asked(items)).persons).toEqual(persons);
});

describe('a request is refused', () => {
  const good = asked([item(1, number), item(1, name)]);
  const [[kind, stream, subject, ...envelopes]] = good.persons as [OpenPerson];
  const refused = (told: object) => !OpenRequest.safeParse({ ...good, ...told }).success;
  const withPerson = (person: unknown) => refused({ persons: [person] });

  test('but not one as it is asked', () => {
    expect(refused({})).toBe(false);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a person by name', { kind, stream, subject, envelopes }],
    ['a kind that there is not', [1, stream, subject, ...envelopes]],
    ['a kind before the first', [-1, stream, subject, ...envelopes]],
    ['a kind between two', [0.5, stream, subject, ...envelopes]],
    ['a kind as a text', ['0', stream, subject, ...envelopes]],
    ['no stream', [kind, '', subject, ...envelopes]],
    ['a stream without end', [kind, 'x'.repeat(129), subject, ...envelopes]],
    ['a stream that is no text', [kind, [stream], subject, ...envelopes]],
    ['a subject by name', [kind, stream, 'Canario', ...envelopes]],
    ['a subject in another spelling', [kind, stream, subject.toUpperCase(), ...envelopes]],
    ['an envelope less', [kind, stream, subject, envelopes[0]]],
    ['an envelope more', [kind, stream, subject, ...envelopes, 'v1.more']],
    ['an envelope that is no text', [kind, stream, subject, envelopes[0], { length: 1 }]],
    ['an envelope without end', [kind, stream, subject, envelopes[0], 'x'.repeat(SEALED_LENGTH_MAX + 1)]],
  ])('for %s', (_, person) => {
    expect(withPerson(person)).toBe(true);
  });

  test('for a task that there is not, more values or more fields than one may ask for', () => {
    expect(refused({ tasks: [] })).toBe(true);
    expect(refused({ persons: Array.from({ length: ITEMS_MAX / 2 + 1 }, () => good.persons[0]) })).toBe(true);
    expect(refused({ kinds: Array.from({ length: ITEMS_MAX / 2 + 1 }, () => good.kinds[0]) })).toBe(true);
  });
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'x'],
  ['values that are no texts', { opened: [{ outcome: 'OPENED', values: [1] }] }],
  ['no values', { opened: [{ outcome: 'OPENED' }] }],
  ['an unknown denial', { opened: [{ outcome: 'DENIED', reason: 'X' }] }],
  ['an erasure without its order', { opened: [{ outcome: 'ERASED' }] }],
  ['an unknown outcome', { opened: [{ outcome: 'X' }] }],
  ['no person', { opened: [null] }],
  ['a refusal without a reason', { status: 403 }],
])('an answer of %s is none', (_, answer) => {
  expect(OpenAnswers.safeParse({ answers: [answer] }).success).toBe(false);
});

test('answers of every outcome are', () => {
  const opened = [
    { outcome: 'OPENED', values: ['"x"'] },
    { outcome: 'DENIED', reason: 'BULK' },
    { outcome: 'ERASED', folio: 'F-1' },
  ];
  const answers = [{ opened }, { status: 403, reason: 'not yours' }];
  expect(OpenAnswers.parse({ answers })).toEqual({ answers });
});
