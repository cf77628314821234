import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { eventually, type Ground, openGround, passportFor } from '@proximidad/testing';
import { type Answer, askAs, executeAs } from '@proximidad/testing/rights';
import { definition } from './service.ts';

const commander = (entity: string): Subject => ({
  ...{ id: `dev:commander-${entity}`, role: 'commander', entity, purpose: 'SUPERVISION' },
});
const officer: Subject = {
  ...{ id: 'dev:officer-09', role: 'officer', entity: '09', purpose: 'FOLLOW_UP' },
  officer: idFor('09', 'officer', 'own'),
};
const auditorOf = (entity: string): Subject => ({
  ...{ id: 'dev:auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: [entity] },
});

let ground: Ground;
let running: RunningService;
let contactId: string;
const lines: string[] = [];

const recording = (officerId: string, change: object = {}) => ({
  ...{ commandId: randomUUID(), kind: 'CALLE', outcome: 'ATENDIDO', durationSeconds: 60 },
  ...{ municipality: '09007', people: { adults: 1, minors: 0 }, officerIds: [officerId], ...change },
});
const record = (subject: Subject, input: object) =>
  executeAs(
    running.service,
    subject,
    'recordContact',
    input,
    '... on ContactAccepted { contact { id } } ... on Refusal { code }',
  );

beforeAll(async () => {
  ground = await openGround();
  const config = { ...ground.config('contacts'), logLevel: 'debug' } as const;
  running = await startService(definition, config, { logSink: { write: (line) => void lines.push(line) } });
  await running.service.caughtUp;
  contactId = (await record(commander('09'), recording(idFor('09', 'officer', 'other')))).contact.id;
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

const FIELDS = 'subject role purpose entity action what outcome reason records count firstAt lastAt';

async function page(subject: Subject, entity = '09', args = 'first: 100'): Promise<Answer> {
  const query = `{ _entities(representations: [{ __typename: "AccessLog", entity: "${entity}" }]) {
    ... on AccessLog { contacts(${args}) { totalCount pageInfo { endCursor hasNextPage } edges { node { ${FIELDS} } } } } } }`;
  return (await askAs(running.service, subject, query)).data._entities[0].contacts;
}

/** The entry in the access log, once an auditor finds it. */
const noted = (entry: object, entity = '09') =>
  eventually(async () => {
    const { edges } = await page({ ...auditorOf(entity), id: 'dev:auditor-of-auditors' }, entity);
    const found = edges.map(({ node }: Answer) => node).find((node: Answer) => isLike(node, entry));
    return found as Answer;
  }, JSON.stringify(entry));
const isLike = (node: Answer, entry: object) =>
  Object.entries(entry).every(([field, value]) => JSON.stringify(node[field]) === JSON.stringify(value));

const one = `{ contact(id: "%") { id } }`;
const asked = (subject: Subject, id = contactId) => askAs(running.service, subject, one.replace('%', id));

test('H8: a command that the policy or the domain refuses is a fact, with who, what for, whose and why', async () => {
  const another = recording(idFor('09', 'officer', 'another'));
  await expect(record(officer, another)).rejects.toThrow('FORBIDDEN');
  const beatId = idFor('09', 'beat', 'nowhere');
  expect(await record(commander('09'), recording(idFor('09', 'officer', 'other'), { beatId }))).toMatchObject(
    {
      code: 'BeatNotFound',
    },
  );
  const own = { role: 'officer', purpose: 'FOLLOW_UP', entity: '09' };
  await noted({
    ...{ subject: officer.id, ...own, action: 'EXECUTE', what: 'RecordContact' },
    ...{ outcome: 'DENIED', reason: 'ONESELF' },
  });
  await noted({
    ...{ subject: 'dev:commander-09', action: 'EXECUTE', what: 'RecordContact' },
    ...{ outcome: 'REFUSED', reason: 'BeatNotFound' },
  });
});

test('an answer of which something is noted by name is said to be for nobody else', async () => {
  const isNamed = async (query: string) => {
    const passport = await passportFor(commander('09'), 'contacts');
    const answer: Answer = await running.service.execute({
      ...{ query, variables: {}, extensions: { passport, footprint: true } },
    });
    return answer.extensions.footprint.named as true | undefined;
  };
  expect(await isNamed(one.replace('%', contactId))).toBe(true);
  expect(await isNamed('{ contacts(entity: "14", first: 1) { totalCount } }')).toBe(true);
  expect(await isNamed('{ contacts(entity: "09", first: 1) { totalCount } }')).toBeUndefined();
});

test('H8: a caller who asks for a record of others is noted with its owner, and answered as if it did not exist', async () => {
  const { data, errors } = await asked(commander('14'));
  expect([data, errors]).toEqual([{ contact: null }, undefined]);
  await noted({
    ...{ subject: 'dev:commander-14', entity: '09', what: 'contacts', action: 'READ' },
    ...{ outcome: 'DENIED', records: [contactId] },
  });
  await asked(commander('14'), idFor('09', 'contact', 'nowhere'));
  await running.service.accesses!.settled();
  const { edges } = await page(auditorOf('09'));
  expect(JSON.stringify(edges)).not.toContain(idFor('09', 'contact', 'nowhere'));
});

test('H8: a guarded record that is opened is noted by name, and again within a minute is counted', async () => {
  const reader = { ...commander('09'), id: 'dev:reader' };
  for (let time = 0; time < 3; time++) await asked(reader);
  await noted({ subject: reader.id, what: 'contacts', outcome: 'OPENED', records: [contactId] });
  await running.service.accesses!.settled();
  const counted = async () => {
    const { edges } = await page(auditorOf('09'));
    const opened = edges
      .map(({ node }: Answer) => node)
      .filter(({ outcome, subject }: Answer) => outcome === 'OPENED' && subject === reader.id);
    return opened.reduce((sum: number, { count }: Answer) => sum + count, 0);
  };
  await eventually(async () => ((await counted()) >= 3 ? true : undefined), 'all three are counted');
  expect(await counted()).toBe(3);
});

test('H8: a filter that names another state is noted by the path of the field', async () => {
  const { errors } = await askAs(
    running.service,
    commander('14'),
    '{ contacts(entity: "09") { totalCount } }',
  );
  expect(errors[0].extensions.code).toBe('FORBIDDEN');
  await noted({ subject: 'dev:commander-14', what: 'contacts', outcome: 'DENIED' }, '14');
});

test('H8: what a caller calls a field in its answer is nowhere in the log of accesses, nor in that of the process', async () => {
  const caller = { ...commander('14'), id: 'dev:commander-who-names' };
  const query = '{ Juan_Perez_5512345678: contacts(entity: "09") { totalCount } }';
  const { errors } = await askAs(running.service, caller, query);
  expect(errors[0]).toMatchObject({ path: ['Juan_Perez_5512345678'], extensions: { code: 'FORBIDDEN' } });
  await noted({ subject: caller.id, what: 'contacts', outcome: 'DENIED' }, '14');
  expect(JSON.stringify(await page(auditorOf('14'), '14'))).not.toContain('Juan');
  expect(lines.join('')).toContain('"path":"contacts"');
  expect(lines.join('')).not.toContain('Juan');
});

test('H8: what is shown live is noted in the name of each viewer', async () => {
  const extensions = {
    passport: await passportFor({ ...commander('09'), id: 'gateway:live' }, 'contacts'),
    readers: ['dev:watcher-1', 'dev:watcher-2'],
  };
  await running.service.execute({ query: one.replace('%', contactId), variables: {}, extensions });
  for (const subject of extensions.readers) await noted({ subject, outcome: 'OPENED', records: [contactId] });
  const { edges } = await page(auditorOf('09'));
  expect(JSON.stringify(edges)).not.toContain('gateway:live');
});

test('what a person is shown is noted in that person’s name, whoever else the request names', async () => {
  const thief = { ...commander('09'), id: 'dev:who-names-another' };
  const extensions = { passport: await passportFor(thief, 'contacts'), readers: ['dev:somebody-else'] };
  await running.service.execute({ query: one.replace('%', contactId), variables: {}, extensions });
  const denied = '{ contacts(entity: "14") { totalCount } }';
  await running.service.execute({ query: denied, variables: {}, extensions });
  await noted({ subject: thief.id, outcome: 'OPENED', records: [contactId] });
  await noted({ subject: thief.id, what: 'contacts', outcome: 'DENIED' });
  expect(JSON.stringify(await page(auditorOf('09')))).not.toContain('dev:somebody-else');
});

test('H8: the log is read page by page, under an order for the entity alone, and reading it is noted', async () => {
  const { totalCount } = await page(auditorOf('09'));
  expect(totalCount).toBeGreaterThan(3);
  const first = await page(auditorOf('09'), '09', 'first: 1');
  expect(first.pageInfo.hasNextPage).toBe(true);
  const [second] = (await page(auditorOf('09'), '09', `first: 1, after: "${first.pageInfo.endCursor}"`))
    .edges;
  expect(second).not.toEqual(first.edges[0]);
  for (const subject of [
    commander('09'),
    officer,
    auditorOf('14'),
    { ...auditorOf('09'), purpose: 'STATISTICS' },
  ] as const)
    expect((await page(subject)).edges).toEqual([]);
  await noted({ subject: 'dev:auditor', what: 'accesslog', outcome: 'OPENED' });
});

test('nobody is shown the entries of their own readings, nor counts them, and others are', async () => {
  const reader = { ...auditorOf('09'), id: 'dev:auditor-who-reads' };
  await page(reader);
  await noted({ subject: reader.id, what: 'accesslog', outcome: 'OPENED' });
  const own = await page(reader, '09', `first: 100, subject: "${reader.id}"`);
  expect(own).toMatchObject({ totalCount: 0, edges: [] });
  expect(JSON.stringify(await page(reader))).not.toContain(reader.id);
});

async function watched(subject: string, rights: Subject): Promise<void> {
  const query = `{ _entities(representations: [{ __typename: "AccessLog", entity: "09" }]) {
    ... on AccessLog { contacts { totalCount } } } }`;
  const passport = await passportFor({ ...rights, id: 'gateway:live' }, 'contacts');
  const extensions = { passport, footprint: true, readers: [subject] };
  await running.service.execute({ query, variables: {}, extensions });
  await running.service.accesses!.settled();
}

test('H8: whoever watches the log live is noted, too, once an hour, so that no answer causes the next', async () => {
  const subject = 'dev:auditor-who-watches';
  for (let frame = 0; frame < 3; frame++) await watched(subject, auditorOf('09'));
  await noted({ subject, what: 'accesslog', outcome: 'OPENED', count: 1 });
  const { totalCount } = await page(auditorOf('09'), '09', `first: 1, subject: "${subject}"`);
  expect(totalCount).toBeLessThanOrEqual(2);
});

test('H8: who is shown the log within an hour of being denied it is noted as both', async () => {
  const subject = 'dev:auditor-with-a-new-order';
  await watched(subject, auditorOf('14'));
  await noted({ subject, what: 'accesslog', outcome: 'DENIED', count: 1 });
  await watched(subject, auditorOf('09'));
  await noted({ subject, what: 'accesslog', outcome: 'OPENED', count: 1 });
});
