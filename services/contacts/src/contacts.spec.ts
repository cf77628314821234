import type { Message } from '@proximidad/bus';
import { randomUUID } from 'node:crypto';
import { idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { startService, type RunningService } from '@proximidad/service/process';
import {
  eventually,
  neighbours,
  openGround,
  subgraphClient,
  testCarriers,
  type Ground,
  type Neighbours,
  type SubgraphClient,
} from '@proximidad/testing';
import { definition } from './service.ts';

const commander09: Subject = {
  id: 'dev:commander-09',
  role: 'commander',
  entity: '09',
  purpose: 'SUPERVISION',
};
const commander14: Subject = { ...commander09, id: 'dev:commander-14', entity: '14' };
const commander15: Subject = { ...commander09, id: 'dev:commander-15', entity: '15' };
const operator09015: Subject = {
  id: 'dev:operator-09015',
  role: 'operator',
  entity: '09',
  municipality: '09015',
  purpose: 'DISPATCH',
};
const analyst: Subject = { id: 'dev:analyst', role: 'analyst', purpose: 'STATISTICS' };

const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const officerId = idFor('09', 'officer', 1);
const officer09: Subject = {
  ...{ id: 'dev:officer-09', role: 'officer', entity: '09', purpose: 'FOLLOW_UP' },
  ...{ officer: officerId, beats: [beatId] },
};
const DAY_MS = 86_400_000;

const { carriers, missing } = await testCarriers();

let ground: Ground;
let running: RunningService;
let ask: SubgraphClient;
let others: Neighbours;

// ---- what other services tell, over the real bus --------------------------------

function square(lon: number, lat: number, side: number) {
  const corner = (dx: number, dy: number): [number, number] => [lon + dx * side, lat + dy * side];
  return {
    type: 'Polygon' as const,
    coordinates: [[corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)]],
  };
}

async function executeBeat(edition: string, polygon: ReturnType<typeof square>) {
  const boundary = { beatId, code: 'IZP-6.1.4', edition, municipality: '09007', polygon, version: 1 };
  await others.tell('beats', 'public', beatId, { type: 'BeatDesigned', ...boundary });
  await eventually(async () => {
    const answer = await recordContact({ beatId });
    return answer.__typename === 'ContactAccepted' ? true : undefined;
  }, 'the beat became known');
}

/** Tells that an incident closed with a victim; answers the follow-up's row once it is there. */
async function closeIncident(name: string, closedMs: number, change: object = {}): Promise<FollowUp> {
  const incidentId = idFor('09', 'incident', name);
  await others.tell('incidents', 'restricted', incidentId, {
    type: 'IncidentClosed',
    incidentId,
    municipality: '09007',
    beatId,
    finalCode: '30421',
    outcome: 'RESOLVED',
    victims: 1,
    unitIds: [],
    closedAt: { ms: closedMs, offsetMin: -360 },
    ...change,
  });
  return eventually(async () => (await followUpsOf(incidentId))[0], 'the follow-up was requested');
}

// ---- what callers ask ------------------------------------------------------------

interface FollowUp {
  readonly id: string;
  readonly status: string;
  readonly dueAt: string;
  readonly overdue: boolean;
}
interface Accepted {
  readonly __typename: string;
  readonly code?: string;
  readonly rule?: string;
  readonly known?: boolean;
  readonly contact?: { readonly id: string };
  readonly followUp?: FollowUp;
}

const RECORD = `mutation ($input: RecordContactInput!) { recordContact(input: $input) { __typename
  ... on ContactAccepted { known contact { id kind beat { id } municipality { cvegeo } point { lat lon } topics { system code } contactedAt } }
  ... on Refusal { code message rule } } }`;
const FOLLOW_UP = 'id status dueAt overdue attempts attemptDays outcome';

const contactInput = (change: object = {}) => ({
  commandId: randomUUID(),
  kind: 'CALLE',
  outcome: 'ATENDIDO',
  officerIds: [officerId],
  durationSeconds: 240,
  people: { adults: 2, minors: 0 },
  ...change,
});

async function recordContact(change: object, subject = officer09): Promise<Accepted> {
  const { data, errors } = await ask<{ recordContact: Accepted }>(subject, RECORD, {
    input: contactInput(change),
  });
  if (errors) throw new Error(String(errors[0]!.extensions?.['code']));
  return data!.recordContact;
}

/** The code of what was wrong with the input, and of which of its fields that is said. */
async function wrongWith(change: object) {
  const { errors } = await ask(officer09, RECORD, { input: contactInput(change) });
  const { code, fields } = errors![0]!.extensions as { code: string; fields?: { path: string }[] };
  return [code, ...(fields ?? []).map(({ path }) => path)];
}

async function executeFollowUp(name: string, input: object, subject = officer09): Promise<Accepted> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { answer: ${name}(input: $input) { __typename
    ... on FollowUpAccepted { known followUp { ${FOLLOW_UP} } } ... on Refusal { code rule } } }`;
  const given = { commandId: randomUUID(), ...input };
  const { data, errors } = await ask<{ answer: Accepted }>(subject, query, { input: given });
  if (errors) throw new Error(String(errors[0]!.extensions?.['code']));
  return data!.answer;
}

async function followUpsOf(incidentId: string, subject = officer09): Promise<readonly FollowUp[]> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Incident { followUps { ${FOLLOW_UP} } } } }`;
  const representations = [{ __typename: 'Incident', id: incidentId }];
  const { data } = await ask<{ _entities: [{ followUps: FollowUp[] }] }>(subject, query, { representations });
  return data!._entities[0].followUps;
}

interface Figures {
  readonly entity: string;
  readonly recorded: number;
  readonly followUpsDue: number;
  readonly followUpsOverdue: number;
}
async function figures(subject: Subject, extensions = {}): Promise<readonly Figures[]> {
  const query = '{ contactFigures { entity recorded followUpsDue followUpsOverdue lastEventAt } }';
  const { data } = await ask<{ contactFigures: Figures[] }>(subject, query, {}, extensions);
  return data!.contactFigures;
}

// ---- contacts --------------------------------------------------------------------

describe.each(carriers)('on $name', (carrier) => {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('contacts'));
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
    ask = subgraphClient(running.url, 'contacts');
    await executeBeat('2023', square(-99.1, 19.35, 0.02));
  });
  afterAll(async () => {
    await others.close();
    await running.close();
    await ground.clear();
  });

  describe('a contact', () => {
    test('is found by the officer who spoke, and between two moments', async () => {
      const speaker = idFor('09', 'officer', 'speaker');
      const told = await recordContact({ municipality: '09007', officerIds: [speaker] }, commander09);
      const query = `query ($officer: ID!, $to: DateTime, $of: [_Any!]!) { contacts(officer: $officer) { edges { node { id } } }
        before: contacts(officer: $officer, to: $to) { totalCount }
        _entities(representations: $of) { ... on Officer { contacts { edges { node { id } } } } } }`;
      const to = new Date(Date.now() - 3_600_000).toISOString();
      const variables = { officer: speaker, to, of: [{ __typename: 'Officer', id: speaker }] };
      const edges = [{ node: { id: told.contact!.id } }];
      const { data } = await ask(commander09, query, variables);
      expect(data).toEqual({
        ...{ contacts: { edges }, before: { totalCount: 0 } },
        _entities: [{ contacts: { edges } }],
      });
    });

    test('is placed in the beat that its point lies in, and read back at once', async () => {
      const answer = await recordContact({
        point: { lat: 19.35794, lon: -99.09213 },
        topics: ['PREVENCION'],
      });
      expect(answer.contact).toMatchObject({
        beat: { id: beatId },
        municipality: { cvegeo: '09007' },
        point: { lat: 19.35794, lon: -99.09213 },
        topics: [{ system: 'CONTACT_TOPIC', code: 'PREVENCION' }],
      });
    });

    test('with a home is recorded to about 110 m', async () => {
      const answer = await recordContact({ kind: 'VISITA', point: { lat: 19.35794, lon: -99.09213 } });
      expect(answer.contact).toMatchObject({ point: { lat: 19.358, lon: -99.092 } });
    });

    test('about family violence keeps its beat and loses its point before anything is recorded', async () => {
      const answer = await recordContact({ point: { lat: 19.35794, lon: -99.09213 }, topics: ['30503'] });
      expect(answer.contact).toMatchObject({ beat: { id: beatId }, point: null });
      const { events } = await running.service.log.read(`contact_${answer.contact!.id}`);
      expect(events[0]!.data).toMatchObject({ point: null });
    });

    test('outside every known beat belongs to its municipality', async () => {
      const answer = await recordContact({ point: { lat: 19.5, lon: -99.2 }, municipality: '09002' });
      expect(answer.contact).toMatchObject({ beat: null, municipality: { cvegeo: '09002' } });
    });

    test('without any place, with an unknown beat or with another entity’s id is refused', async () => {
      expect(await recordContact({})).toMatchObject({ __typename: 'Refusal', code: 'PlaceMissing' });
      expect(await recordContact({ beatId: idFor('09', 'beat', 'none') })).toMatchObject({
        code: 'BeatNotFound',
      });
      const municipality = '14039';
      const own = { contactId: idFor('09', 'contact', 1) };
      expect(await recordContact({ municipality, ...own })).toMatchObject({ code: 'OutsideEntity' });
      const foreign = { contactId: idFor('14', 'contact', 1) };
      await expect(recordContact({ beatId, ...foreign })).rejects.toThrow('FORBIDDEN');
    });

    test('in a beat of another entity is nobody’s there, whatever id it is to have', async () => {
      const neighbouring = idFor('15', 'beat', 'NEZ-1');
      const polygon = square(-99.02, 19.39, 0.02);
      const boundary = { beatId: neighbouring, code: 'NEZ-1', edition: '2023', municipality: '15058' };
      await others.tell('beats', 'public', neighbouring, {
        ...{ type: 'BeatDesigned', ...boundary, polygon, version: 1 },
      });
      await eventually(async () => {
        const answer = await recordContact({ beatId: neighbouring }, commander15);
        return answer.__typename === 'ContactAccepted' ? true : undefined;
      }, 'the neighbouring beat became known');
      const contactId = idFor('09', 'contact', 'in Neza');
      await expect(recordContact({ beatId: neighbouring })).rejects.toThrow('FORBIDDEN');
      await expect(recordContact({ beatId: neighbouring, contactId })).rejects.toThrow('FORBIDDEN');
      await expect(recordContact({ point: { lat: 19.4, lon: -99.01 } })).rejects.toThrow('FORBIDDEN');
      expect((await running.service.log.read(`contact_${contactId}`)).events).toEqual([]);
    });

    test('told again by the same command is the same contact', async () => {
      const commandId = randomUUID();
      const first = await recordContact({ beatId, commandId });
      const second = await recordContact({ beatId, commandId });
      expect([first.known, second.known]).toEqual([false, true]);
      expect(second.contact!.id).toBe(first.contact!.id);
    });

    test('told again in capitals is the same contact', async () => {
      const given = { beatId, commandId: randomUUID(), contactId: idFor('09', 'contact', randomUUID()) };
      const capitals = { beatId: beatId.toUpperCase(), officerIds: [officerId.toUpperCase()] };
      const commandId = given.commandId.toUpperCase();
      const contactId = given.contactId.toUpperCase();
      expect(await recordContact(given)).toMatchObject({ known: false });
      expect(await recordContact({ ...capitals, commandId, contactId })).toMatchObject({
        ...{ known: true, contact: { id: given.contactId } },
      });
      expect(await recordContact({ ...capitals, contactId })).toMatchObject({ code: 'AlreadyRecorded' });
      const derived = { beatId, commandId: randomUUID() };
      const first = await recordContact(derived);
      const again = await recordContact({ ...derived, commandId: derived.commandId.toUpperCase() });
      expect(again).toEqual({ ...first, known: true });
      const { events } = await running.service.log.read(`contact_${first.contact!.id}`);
      expect(events).toHaveLength(1);
    });

    test('with other content under the same command is refused', async () => {
      const given = { beatId, commandId: randomUUID() };
      const { contact } = await recordContact(given);
      expect(await recordContact({ ...given, kind: 'ESCUELA' })).toMatchObject({
        ...{ __typename: 'Refusal', code: 'CommandIdReused' },
      });
      expect((await running.service.log.read(`contact_${contact!.id}`)).events).toHaveLength(1);
    });

    test('is dated on the wall clock of the place, however its time is written', async () => {
      const { contact } = await recordContact({ beatId, occurredAt: '2026-01-02T05:30:00Z' }, commander09);
      expect(contact).toMatchObject({ contactedAt: '2026-01-01T23:30:00.000-06:00' });
      const { events } = await running.service.log.read(`contact_${contact!.id}`);
      const contactedAt = parseDateTime('2026-01-01T23:30:00-06:00');
      expect(events[0]!.data).toMatchObject({ contactedAt });
      expect(events[0]!.metadata.occurredAt).toEqual(contactedAt);
    });

    test('told again by another command is refused', async () => {
      const { contact } = await recordContact({ beatId });
      expect(await recordContact({ beatId, contactId: contact!.id })).toMatchObject({
        code: 'AlreadyRecorded',
      });
    });

    test('with a topic of no catalogue is bad input', () =>
      expect(recordContact({ beatId, topics: ['se veía nervioso'] })).rejects.toThrow('BAD_USER_INPUT'));

    test.each([
      ['point.lat', { point: { lat: 91, lon: -99.09 } }],
      ['topics.1', { topics: ['PREVENCION', 'se veía nervioso'] }],
      ['officerIds.0', { officerIds: ['el oficial Pérez'] }],
      ['officerIds', { officerIds: [officerId, officerId] }],
      ['durationSeconds', { durationSeconds: 86_401 }],
      ['people.minors', { people: { adults: 1, minors: -1 } }],
      ['municipality', { municipality: '9007' }],
      ['contactId', { contactId: 'x' }],
      ['commandId', { commandId: 'x' }],
      ['occurredAt', { occurredAt: new Date(Date.now() + 60_000).toISOString() }],
    ])('with a bad %s names that field', async (path, change) =>
      expect(await wrongWith({ beatId, ...change })).toEqual(['BAD_USER_INPUT', path]),
    );

    test('is recorded by those who work there, not by the nation nor by the neighbours', async () => {
      await expect(recordContact({ beatId }, analyst)).rejects.toThrow('FORBIDDEN');
      await expect(recordContact({ beatId }, commander14)).rejects.toThrow('FORBIDDEN');
    });

    test('H9: shows its point to those who work there, never for figures, and the nation sees none of it', async () => {
      const { contact } = await recordContact({ point: { lat: 19.35794, lon: -99.09213 } });
      const query = `{ contact(id: "${contact!.id}") { id point { lat } } }`;
      expect((await ask(officer09, query)).data).toMatchObject({ contact: { point: { lat: 19.35794 } } });
      const { errors } = await ask({ ...commander09, purpose: 'STATISTICS' }, query);
      expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
      expect(await ask(analyst, query)).toMatchObject({ data: { contact: null } });
    });

    test('of one state is absent for another: by id, list, count, beat and entity reference', async () => {
      const { contact } = await recordContact({ beatId });
      const query = `query ($representations: [_Any!]!) {
      contact(id: "${contact!.id}") { id }
      contacts { edges { node { id } } totalCount }
      contactFigures { entity }
      _entities(representations: $representations) { ... on Contact { id } ... on Beat { contacts { edges { node { id } } totalCount } } } }`;
      const representations = [
        { __typename: 'Contact', id: contact!.id },
        { __typename: 'Beat', id: beatId },
      ];
      const none = { edges: [], totalCount: 0 };
      expect((await ask(commander14, query, { representations })).data).toEqual({
        ...{ contact: null, contacts: none, contactFigures: [] },
        _entities: [null, { contacts: none }],
      });
      expect((await ask(operator09015, query, { representations })).data).toMatchObject({ contact: null });
      const own = (await ask(commander09, query, { representations })).data;
      expect(own).toMatchObject({
        ...{ contact: { id: contact!.id }, contactFigures: [{ entity: '09' }] },
        _entities: [{ id: contact!.id }, { contacts: { totalCount: expect.any(Number) } }],
      });
    });

    test('is listed by beat, newest first, page by page', async () => {
      const at = (minute: number) => `2026-01-01T10:0${minute}:00-06:00`;
      const municipality = '09016';
      for (const minute of [2, 1, 3])
        await recordContact({ municipality, occurredAt: at(minute) }, commander09);
      const query = `query ($after: String) { contacts(municipality: "09016", first: 2, after: $after) {
      edges { node { contactedAt } } pageInfo { hasNextPage endCursor } totalCount } }`;
      interface Page {
        readonly contacts: {
          readonly edges: readonly { readonly node: { readonly contactedAt: string } }[];
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
          readonly totalCount: number;
        };
      }
      const first = (await ask<Page>(commander09, query)).data!.contacts;
      const second = (await ask<Page>(commander09, query, { after: first.pageInfo.endCursor })).data!
        .contacts;
      const minutes = [...first.edges, ...second.edges].map(({ node }) => node.contactedAt.slice(14, 16));
      expect(minutes).toEqual(['03', '02', '01']);
      expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([
        3,
        true,
        false,
      ]);
    });

    test('comes in pages of at most a hundred', async () => {
      const { errors } = await ask(officer09, '{ contacts(first: 101) { totalCount } }');
      expect(errors![0]!.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'first', max: 100 });
    });

    test('comes in a page of none when none is wanted', async () => {
      await recordContact({ beatId });
      const query =
        '{ contacts(entity: "09", first: 0) { edges { cursor } pageInfo { endCursor } totalCount } }';
      expect((await ask(officer09, query)).data).toEqual({
        contacts: { edges: [], pageInfo: { endCursor: null }, totalCount: expect.any(Number) },
      });
      const { errors } = await ask(officer09, '{ contacts(first: -1) { totalCount } }');
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    });
  });

  // ---- follow-ups --------------------------------------------------------------------

  describe('a follow-up', () => {
    test('is owed five days after a robbery with violence closed (ST-1)', async () => {
      const closedAt = parseDateTime('2026-11-14T22:20:00-06:00');
      const followUp = await closeIncident('st-1', closedAt.ms);
      expect(followUp).toMatchObject({ dueAt: '2026-11-19T22:20:00.000-06:00' });
    });

    test('H7, R10: is told to nobody, not even that there is one', async () => {
      await closeIncident('told-to-nobody', Date.now() - 6 * DAY_MS);
      const occurredAt = new Date(Date.now() - DAY_MS).toISOString();
      await recordContact({ beatId, occurredAt });
      // One relay publishes in the order of the log, so what the follow-up left would lie before the contact.
      const executed = await eventually(async () => {
        const heard = await others.heard('contacts', 'public', '09');
        const isThere = ({ source }: Message) => source.occurredAt.ms === Date.parse(occurredAt);
        return heard.some(isThere) ? heard : undefined;
      }, 'the contact was published');
      expect(new Set(executed.map(({ type }) => type))).toEqual(new Set(['ContactRecorded']));
      expect(executed.filter(({ source }) => !source.stream.startsWith('contact_'))).toEqual([]);
    });

    test('is requested once, however often the closing is told', async () => {
      const incidentId = idFor('09', 'incident', 'twice');
      const closedMs = Date.now();
      const { id } = await closeIncident('twice', closedMs);
      await closeIncident('twice', closedMs);
      await closeIncident('after-twice', closedMs);
      expect(await followUpsOf(incidentId)).toHaveLength(1);
      expect((await running.service.log.read(`followup_${id}`)).events).toHaveLength(1);
    });

    test('becomes overdue by itself when its time comes, and can be done all the same', async () => {
      const { id } = await closeIncident('late', Date.now() - 3 * DAY_MS, { finalCode: '30503' });
      const query = `{ followUp(id: "${id}") { ${FOLLOW_UP} } }`;
      const late = await eventually(async () => {
        const { data } = await ask<{ followUp: FollowUp }>(officer09, query);
        return data!.followUp.status === 'OVERDUE' ? data!.followUp : undefined;
      }, 'the follow-up became overdue');
      expect(late.overdue).toBe(true);
      const { events } = await running.service.log.read(`followup_${id}`);
      expect(events.map(({ type }) => type)).toEqual(['FollowUpRequested', 'FollowUpOverdue']);
      expect(events[1]!.metadata.occurredAt.ms).toBe(Date.parse(late.dueAt));
      const done = await executeFollowUp('completeFollowUp', { followUpId: id, outcome: 'OK' });
      expect(done.followUp).toMatchObject({ status: 'DONE', overdue: false, outcome: 'OK' });
    });

    test('C2, R3: becomes overdue though somebody took the id that time’s own command was thought to have', async () => {
      const dueMs = Date.now() + 2_000;
      const { id: followUpId, dueAt } = await closeIncident('squatted', dueMs - 3 * DAY_MS, {
        finalCode: '30503',
      });
      expect(Date.parse(dueAt)).toBe(dueMs);
      const commandId = uuidv5(`followup-overdue:${followUpId}`, dueMs);
      expect(await executeFollowUp('recordFollowUpAttempt', { followUpId, commandId })).toMatchObject({
        ...{ known: false, followUp: { attempts: 1 } },
      });
      await eventually(async () => {
        const { events } = await running.service.log.read(`followup_${followUpId}`);
        return events.some(({ type }) => type === 'FollowUpOverdue') || undefined;
      }, 'the follow-up became overdue');
    });

    test('needs attempts on three days before the victim counts as not found', async () => {
      const closedMs = Date.now() - 4 * DAY_MS;
      const { id: followUpId } = await closeIncident('hidden', closedMs);
      const complete = () => executeFollowUp('completeFollowUp', { followUpId, outcome: 'NOT_FOUND' });
      expect(await complete()).toMatchObject({ code: 'TooFewAttempts', rule: 'BR-C3' });
      for (const day of [1, 2, 3]) {
        const occurredAt = new Date(closedMs + day * DAY_MS).toISOString();
        expect(await executeFollowUp('recordFollowUpAttempt', { followUpId, occurredAt })).toMatchObject({
          followUp: { attempts: day, attemptDays: day },
        });
      }
      expect(await complete()).toMatchObject({ followUp: { status: 'DONE', outcome: 'NOT_FOUND' } });
      expect(await complete()).toMatchObject({ code: 'AlreadyEnded' });
    });

    test('told again in capitals is the same attempt; as something else it is refused', async () => {
      const { id: followUpId } = await closeIncident('capitals', Date.now() - DAY_MS);
      const given = { followUpId, commandId: randomUUID() };
      expect(await executeFollowUp('recordFollowUpAttempt', given)).toMatchObject({ known: false });
      const capitals = { followUpId: followUpId.toUpperCase(), commandId: given.commandId.toUpperCase() };
      expect(await executeFollowUp('recordFollowUpAttempt', capitals)).toMatchObject({
        ...{ known: true, followUp: { id: followUpId, attempts: 1 } },
      });
      const other = { code: 'CommandIdReused' };
      const occurredAt = new Date(Date.now() - 60_000).toISOString();
      expect(await executeFollowUp('recordFollowUpAttempt', { ...given, occurredAt })).toMatchObject(other);
      expect(await executeFollowUp('completeFollowUp', { ...given, outcome: 'OK' })).toMatchObject(other);
      const { events } = await running.service.log.read(`followup_${followUpId}`);
      expect(events.map(({ type }) => type)).toEqual(['FollowUpRequested', 'FollowUpAttempted']);
    });

    test('counts attempts by the days of the place, however their times are written', async () => {
      const closed = parseDateTime('2026-01-01T12:00:00-06:00');
      const { id: followUpId } = await closeIncident('midnight', closed.ms, { finalCode: '10209' });
      for (const occurredAt of ['2026-01-02T05:30:00Z', '2026-01-01T23:30:00-06:00']) {
        expect(await executeFollowUp('recordFollowUpAttempt', { followUpId, occurredAt })).toMatchObject({
          followUp: { attemptDays: 1 },
        });
      }
      const { events } = await running.service.log.read(`followup_${followUpId}`);
      const attempts = events.filter(({ type }) => type === 'FollowUpAttempted').map(({ data }) => data);
      const attemptedAt = parseDateTime('2026-01-01T23:30:00-06:00');
      const attempt = { attemptedAt, localDate: '2026-01-01' };
      expect(attempts).toEqual([attempt, attempt]);
    });

    test('comes in pages of none to a hundred', async () => {
      await closeIncident('paged', Date.now());
      const page = (first: number) =>
        ask(officer09, `{ followUps(entity: "09", first: ${first}) { edges { cursor } totalCount } }`);
      expect((await page(0)).data).toEqual({ followUps: { edges: [], totalCount: expect.any(Number) } });
      const { errors } = await page(101);
      expect(errors![0]!.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'first', max: 100 });
    });

    test('is waived by a commander, not by an officer', async () => {
      const { id: followUpId } = await closeIncident('waived', Date.now());
      const waive = { followUpId, reason: 'VICTIM_SERVICES_TOOK_OVER' };
      await expect(executeFollowUp('waiveFollowUp', waive)).rejects.toThrow('FORBIDDEN');
      expect(await executeFollowUp('waiveFollowUp', waive, commander09)).toMatchObject({
        followUp: { status: 'WAIVED' },
      });
    });

    test('of one state is absent for another, and its mutations are forbidden', async () => {
      const { id: followUpId } = await closeIncident('foreign', Date.now());
      expect(await followUpsOf(idFor('09', 'incident', 'foreign'), commander14)).toEqual([]);
      const query = `{ followUp(id: "${followUpId}") { id } followUps { edges { node { id } } totalCount } }`;
      expect((await ask(commander14, query)).data).toEqual({
        ...{ followUp: null, followUps: { edges: [], totalCount: 0 } },
      });
      const waive = { followUpId, reason: 'VICTIM_ASKED' };
      await expect(executeFollowUp('waiveFollowUp', waive, commander14)).rejects.toThrow('FORBIDDEN');
    });

    test('is listed by status, soonest due first', async () => {
      await closeIncident('soon', Date.now() - 4 * DAY_MS);
      await closeIncident('sooner', Date.now() - 2 * DAY_MS, { finalCode: '30503' });
      const query =
        '{ followUps(entity: "09", status: [REQUESTED], first: 100) { edges { node { status dueAt } } } }';
      interface Listed {
        readonly followUps: { readonly edges: readonly { readonly node: FollowUp }[] };
      }
      const { data } = await ask<Listed>(officer09, query);
      const rows = data!.followUps.edges.map(({ node }) => node);
      const due = rows.map(({ dueAt }) => Date.parse(dueAt));
      expect(rows.length).toBeGreaterThan(1);
      expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['REQUESTED']));
      expect(due).toEqual(due.toSorted((a, b) => a - b));
    });
  });

  describe('the figures', () => {
    test('count what is due and what is overdue by the clock of the cut, whatever that is', async () => {
      const before = (await figures(commander09))[0]!;
      const followUp = await closeIncident('counted', Date.now());
      const { position } = (await ask(commander09, '{ __typename }')).extensions;
      const dueMs = Date.parse(followUp.dueAt);
      const at = async (clock: number) => (await figures(commander09, { cut: { position, clock } }))[0]!;
      const [early, late] = [await at(dueMs - 1), await at(dueMs)];
      expect(early.followUpsDue).toBe(before.followUpsDue + 1);
      expect(late.followUpsDue).toBe(early.followUpsDue);
      expect(late.followUpsOverdue).toBeGreaterThan(early.followUpsOverdue);
    });

    test('of a municipality are all that its operator sees', async () => {
      await recordContact({ municipality: '09015' });
      const shown = await eventually(async () => (await figures(operator09015))[0], 'the contact counted');
      expect(shown).toMatchObject({ entity: '09', recorded: 1, followUpsDue: 0 });
      expect((await figures(analyst))[0]!.recorded).toBeGreaterThan(1);
    });

    test('say when something last happened', async () => {
      const { data } = await ask<{ contactFigures: [{ lastEventAt: string }] }>(
        analyst,
        '{ contactFigures { lastEventAt } }',
      );
      expect(Math.abs(Date.now() - Date.parse(data!.contactFigures[0].lastEventAt))).toBeLessThan(60_000);
    });
  });
});

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
