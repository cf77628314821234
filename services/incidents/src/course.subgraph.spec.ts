import { randomUUID } from 'node:crypto';
import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { eventually, passportFor } from '@proximidad/testing';
import {
  operator,
  commander,
  running,
  others,
  type Answer,
  ask,
  execute,
  closedIncident,
  useIncidents,
} from './testing/authority-stage.ts';

useIncidents();

test('W4: a federal unit is sent while an agreement covers the municipality, and not after its end (BR-A1)', async () => {
  const unitId = idFor('00', 'unit', 'guard');
  const agreementId = idFor('09', 'agreement', 'convenio');
  const at = (ms: number) => ({ ms, offsetMin: -360 });
  const stands = (version: number, until: number) =>
    others.tell('authorities', 'public', agreementId, {
      ...{ type: 'AgreementStands', agreementId, version },
      terms: {
        kind: 'CONVENIO',
        parties: [{ code: 'guardia-nacional', kind: 'FEDERAL_FORCE', entity: '00' }],
        territory: ['09015'],
        functions: ['RESPOND'],
        commandingAuthority: 'guardia-nacional',
        periods: [{ from: at(Date.now() - 3_600_000), until: at(until) }],
      },
    });
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitRegistered', unitId, municipality: '09015', registeredAt: at(Date.now() - 60_000) },
  });
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const commandId = randomUUID();
  const send = (overrideReason = 'NO_PROPOSAL') =>
    execute(operator, 'dispatchPatrol', { commandId, incidentId: incident.id, unitId, overrideReason });
  expect(await send()).toEqual({ code: 'NoAgreement', rule: 'BR-A1' });
  await stands(1, Date.now() + 3_600_000);
  const sent = await eventually(async () => {
    const answer = await send();
    return answer.code === 'NoAgreement' ? undefined : answer;
  }, 'the agreement was noted');
  expect(sent).toMatchObject({ known: false });
  await stands(2, Date.now() - 1);
  const { incident: next } = await execute(operator, 'reportIncident', {
    municipality: '09015',
    code: '30421',
  });
  const again = () =>
    execute(operator, 'dispatchPatrol', { incidentId: next.id, unitId, overrideReason: 'CLOSER_UNIT' });
  await eventually(
    async () => ((await again()).code === 'NoAgreement' ? true : undefined),
    'the end was noted',
  );
  // A command that was accepted gets the same answer again, whatever would be refused now.
  expect(await send()).toMatchObject({ known: true, incident: { id: incident.id } });
  expect(await send('CLOSER_UNIT')).toEqual({ code: 'CommandIdReused', rule: null });
});

test('a relocation done before is answered as it was, even when no beat contains its point any more', async () => {
  const beatId = idFor('09', 'beat', 'gone');
  const told = (event: object) => others.tell('beats', 'public', beatId, { beatId, ...event } as never);
  const [west, east, south, north] = [-99.21, -99.2, 19.3, 19.31];
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  await told({
    ...{ type: 'BeatDesigned', code: 'GONE', edition: '2026', municipality: '09010', version: 1 },
    polygon: { type: 'Polygon', coordinates: [corners] },
  });
  const incidentId = await closedIncident();
  const point = { lon: -99.205, lat: 19.305 };
  const relocating = { commandId: randomUUID(), incidentId, point, reason: 'LOCATION_ERROR' };
  const relocate = async (commandId = relocating.commandId): Promise<Answer> => {
    const extensions = { passport: await passportFor(commander, 'incidents') };
    const query = `mutation ($input: RelocateIncidentInput!) { relocateIncident(input: $input) {
      ... on IncidentAccepted { known incident { municipality { cvegeo } } } ... on Refusal { code } } }`;
    const variables = { input: { ...relocating, commandId } };
    const { data, errors } = await running.service.execute({ query, variables, extensions });
    return errors ? errors[0]!.extensions!['code'] : (data as Answer).relocateIncident;
  };
  const incident = { municipality: { cvegeo: '09010' } };
  await eventually(
    async () => (typeof (await relocate()) === 'string' ? undefined : true),
    'the beat was noted',
  );
  await told({
    ...{ type: 'BeatClosed', version: 2, successorBeatIds: [] },
    validFrom: { ms: Date.now() - 86_400_000, offsetMin: -360 },
  });
  await eventually(
    async () => ((await relocate(randomUUID())) === 'BAD_USER_INPUT' ? true : undefined),
    'the closing was noted',
  );
  expect(await relocate()).toEqual({ known: true, incident });
});

test('incidents to which a unit was sent are asked for by the unit, and by the unit itself between two moments', async () => {
  const unitId = idFor('09', 'unit', 'asked-for');
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitRegistered', unitId, municipality: '09015' },
    registeredAt: { ms: Date.now() - 60_000, offsetMin: -360 },
  });
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const sending = { incidentId: incident.id, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
  await eventually(
    async () => ((await execute(operator, 'dispatchPatrol', sending)).known === false ? true : undefined),
    'the unit was noted',
  );
  const query = `query ($unit: ID!, $to: DateTime, $of: [_Any!]!) { incidents(unit: $unit) { totalCount edges { node { id } } }
    _entities(representations: $of) { ... on Unit { all: incidents { edges { node { id } } }
      before: incidents(to: $to) { edges { node { id } } } } } }`;
  const to = formatInstant({ ms: Date.now() - 600_000, offsetMin: -360 });
  const of = [{ __typename: 'Unit', id: unitId }];
  const sent = { edges: [{ node: { id: incident.id } }] };
  expect(await ask(commander, query, { unit: unitId, to, of })).toEqual({
    incidents: { totalCount: 1, ...sent },
    _entities: [{ all: sent, before: { edges: [] } }],
  });
});

test('an incident shows the model that governed its place when it happened, not the one of today', async () => {
  const from = { ms: Date.now() - 3_600_000, offsetMin: -360 };
  const chile = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  const ALTA = { dispatchS: 60, urbanS: 420, ruralS: 900 };
  const profile = { ...chile, responseTargets: { ...chile.responseTargets, ALTA } };
  const report = async (ms: number) => {
    const occurredAt = formatInstant({ ms, offsetMin: -360 });
    const input = { municipality: '09012', code: '30421', occurredAt };
    return (await execute(operator, 'reportIncident', input)).incident.id as string;
  };
  const [before, first] = [await report(from.ms - 1), await report(from.ms)];
  const cut = { position: running.service.readModels.position, clock: Date.now() };
  await others.tell('authorities', 'public', idFor('09', 'adoption', '09012'), {
    ...{ type: 'ProfileAdopted', territory: '09012', version: 1, from, certificationGate: 'BLOCK', profile },
  });
  const modelOf = async (id: string, asOf = {}) =>
    (
      await ask(
        commander,
        'query ($id: ID!) { incident(id: $id) { model { profileId version territory } } }',
        { id },
        asOf,
      )
    ).incident.model;
  const adopted = { profileId: 'cl-plan-cuadrante', version: 1, territory: '09012' };
  await eventually(
    async () => ((await modelOf(first)).territory === '09012' ? true : undefined),
    'the adoption was noted',
  );
  expect([await modelOf(before), await modelOf(first)]).toMatchObject([{ territory: null }, adopted]);
  expect(await modelOf(first, { cut })).toMatchObject({ territory: null });

  // BR-I3: the targets were fixed when it was reported, by the model that governed when it happened.
  const measured = async (id: string) => {
    const query =
      'query ($id: ID!) { incident(id: $id) { dispatchDueAt arrivalDueAt targetsBasis { profileId profileVersion territory parameter } } }';
    const { incident } = await ask(commander, query, { id });
    const seconds = (due: string, ms: number) => (Date.parse(due) - ms) / 1_000;
    const basis = incident.targetsBasis;
    return (reportedMs: number) => ({
      basis: [basis.profileId, basis.profileVersion, basis.territory, basis.parameter],
      dispatch: seconds(incident.dispatchDueAt, reportedMs),
      arrival: seconds(incident.arrivalDueAt, reportedMs),
    });
  };
  const national = [DEFAULT_PROFILE.profileId, DEFAULT_PROFILE.version, null, 'responseTargets'];
  const ofChile = ['cl-plan-cuadrante', 1, '09012', 'responseTargets'];
  const unknownThen = (await measured(first))(from.ms);
  expect(unknownThen).toEqual({ basis: national, dispatch: 90, arrival: 600 });
  const late = (await measured(await report(from.ms - 1)))(from.ms - 1);
  expect(late).toEqual({ basis: national, dispatch: 90, arrival: 600 });
  const under = (await measured(await report(from.ms)))(from.ms);
  expect(under).toEqual({ basis: ofChile, dispatch: 60, arrival: 420 });
});

test('ST-6: a liaison asks to see one incident, its owner opens that one for eight hours, and all of it is on record', async () => {
  const person = randomUUID();
  const liaison: Subject = {
    ...{ id: 'ln-10', person, role: 'liaison', entity: '10', authority: 'guardia-nacional' },
    purpose: 'INVESTIGATION_SUPPORT',
  };
  const report = async () =>
    (await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' })).incident.id;
  const [incidentId, another] = [await report(), await report()];
  const asks = async (who: Subject, field: string, input: object) => {
    const query = `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) {
      ... on NeedToKnowAccepted { needToKnow { id open requests { answer secondsToAnswer answeredBy { actor } } } }
      ... on Refusal { code } } }`;
    return (await ask(who, query, { input: { commandId: randomUUID(), ...input } }))[field];
  };
  const sees = async (who: Subject, id: string) =>
    (await ask(who, 'query ($id: ID!) { incident(id: $id) { initialCode { code } } }', { id })).incident;
  const request = { incidentId, basis: 'ACROSS_STATES', folio: 'REQ-7/2026' };
  expect(await sees(liaison, incidentId)).toBeNull();
  const { needToKnow } = await asks(liaison, 'requestNeedToKnow', request);
  expect(needToKnow).toMatchObject({ open: false, requests: [{ answer: null }] });
  const nowhere = { ...request, incidentId: idFor('09', 'incident', 'nowhere') };
  expect(await asks(liaison, 'requestNeedToKnow', nowhere)).toMatchObject({ needToKnow: { open: false } });
  const waiting = '{ needsToKnow(waiting: true, entity: "09") { edges { node { id subject incidentId } } } }';
  expect((await ask(commander, waiting)).needsToKnow.edges).toContainEqual({
    node: { id: needToKnow.id, subject: 'ln-10', incidentId },
  });
  const opens = (who: Subject) => asks(who, 'grantNeedToKnow', { needToKnowId: needToKnow.id });
  expect(await opens({ ...commander, id: liaison.id })).toEqual({ code: 'RequestIsOwn' });
  // The same person, signed in for the institution that owns the incident.
  expect(await opens({ ...commander, person })).toEqual({ code: 'RequestIsOwn' });
  const granted = await opens(commander);
  expect(granted).toMatchObject({
    needToKnow: {
      ...{ open: true },
      requests: [
        { answer: 'GRANTED', secondsToAnswer: expect.any(Number), answeredBy: { actor: 'p-commander' } },
      ],
    },
  });
  expect(await sees(liaison, incidentId)).toEqual({ initialCode: { code: '30421' } });
  expect(await sees(liaison, another)).toBeNull();
  expect(await sees({ ...liaison, purpose: 'STATISTICS' }, incidentId)).toBeNull();
  expect(await sees({ ...liaison, id: 'ln-12', entity: '12' }, incidentId)).toBeNull();
  expect((await ask({ ...liaison, id: 'ln-12' }, waiting)).needsToKnow.edges).toEqual([]);
  const at = formatInstant({ ms: Date.now() + 9 * 3_600_000, offsetMin: -360 });
  const later = `query ($at: DateTime) { needsToKnow(incident: "${incidentId}") { edges { node { open(at: $at) } } } }`;
  expect((await ask(commander, later, { at })).needsToKnow.edges).toEqual([{ node: { open: false } }]);
  await asks(commander, 'withdrawNeedToKnow', { needToKnowId: needToKnow.id });
  expect(await sees(liaison, incidentId)).toBeNull();
});

test('the owner sees how long each leg took, and what comes due next', async () => {
  const municipality = '09016';
  const began = Date.now() - 2 * 3_600_000;
  const after = (seconds: number) => formatInstant({ ms: began + seconds * 1_000, offsetMin: -360 });
  const told = (field: string, seconds: number, input: object) =>
    execute(operator, field, { ...input, occurredAt: after(seconds) });
  const unitId = idFor('09', 'unit', 'legs');
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitRegistered', unitId, municipality },
    registeredAt: { ms: began - 60_000, offsetMin: -360 },
  });
  const { incident } = await told('reportIncident', 0, { municipality, code: '30421' });
  const incidentId = incident.id as string;
  const sending = { incidentId, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
  await eventually(
    async () => ((await told('dispatchPatrol', 43, sending)).known === false ? true : undefined),
    'the unit was noted',
  );
  await told('acknowledgeDispatch', 70, { incidentId, unitId });
  await told('reportArrival', 386, { incidentId, unitId });
  const { incident: open } = await told('reportIncident', 1_800, { municipality, code: '31112' });
  // Drills are open too, and in no figure (BR-I14).
  await told('reportIncident', 1_800, { municipality, code: '60210' });
  await told('reportIncident', 1_800, { municipality, code: '30421', exercise: true });
  const legs = `leg measured knownShare p50Seconds p95Seconds`;
  const query = `query ($from: DateTime!, $to: DateTime!) { responseFigures(municipality: "09016", from: $from, to: $to) {
    answer { ${legs} } cells { priority rural incidents legs { ${legs} } } dispatches dispatchesProposed proposalAcceptance
    openByAge { fromMinutes incidents } nextBreaches { id } calls { received } } }`;
  const span = { from: after(0), to: after(2_400) };
  const asked = async (who: Subject) => (await ask(who, query, span)).responseFigures;
  const measured = (leg: string, seconds: number) => ({
    ...{ leg, measured: 1, knownShare: 0.5, p50Seconds: seconds, p95Seconds: seconds },
  });
  const unknown = (leg: string) => ({
    ...{ leg, measured: 0, knownShare: 0, p50Seconds: null, p95Seconds: null },
  });
  const before = await asked(operator);
  expect(before).toMatchObject({
    ...{ answer: { measured: 0, knownShare: null }, calls: [], dispatches: 1 },
    // Nothing was proposed, so there was nothing to accept.
    ...{ dispatchesProposed: 0, proposalAcceptance: null },
    openByAge: [{ incidents: 0 }, { incidents: 0 }, { incidents: 2 }, { incidents: 0 }, { incidents: 0 }],
  });
  expect(before.cells).toEqual([
    {
      ...{ priority: 'ALTA', rural: false, incidents: 2 },
      legs: [
        ...[unknown('CLASSIFY'), measured('DISPATCH', 43), measured('ACKNOWLEDGE', 27)],
        ...[measured('ARRIVE', 385), unknown('CLOSE')],
      ],
    },
  ]);
  expect(before.nextBreaches.map(({ id }: { id: string }) => id)).toContain(open.id);
  // An unfounded incident says nothing about response times; after a change of priority the present one counts.
  const closing = { outcome: 'UNFOUNDED', finalCode: '30421', victims: 0 };
  await told('closeIncident', 1_200, { incidentId, ...closing });
  await told('changePriority', 1_900, { incidentId: open.id, priority: 'BAJA', reason: 'SITUATION_CALMED' });
  expect((await asked(operator)).cells).toMatchObject([{ priority: 'BAJA', incidents: 1 }]);
  const analyst: Subject = { id: 'p-analyst', role: 'analyst', purpose: 'STATISTICS' };
  const elsewhere = async (variables: object, place = 'entity: "09"') => {
    const told = `{ responseFigures(${place}, from: $from, to: $to) { from to cells { incidents legs { measured p50Seconds } } } }`;
    const text = `query ($from: DateTime!, $to: DateTime!) ${told}`;
    const passport = await passportFor(analyst, 'incidents');
    return running.service.execute({ query: text, variables, extensions: { passport } });
  };
  // Others see one past day of a whole entity: not its hours, not the current day, and no part of the entity.
  const { data } = await elsewhere(span);
  const { from, to, cells } = (data as Answer).responseFigures;
  expect([from, to].map((time: string) => time.slice(10))).toEqual([
    'T00:00:00.000-06:00',
    'T00:00:00.000-06:00',
  ]);
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  expect(Date.parse(to)).toBeLessThanOrEqual(Date.parse(span.to));
  for (const { incidents, legs } of cells) {
    expect([1, 2, 3, 4]).not.toContain(incidents);
    for (const { measured } of legs) expect([1, 2, 3, 4]).not.toContain(measured);
  }
  const shorter = { ...span, to: after(2_400 - 3_600) };
  const again = ((await elsewhere({ ...shorter, from: after(-7_200) })).data as Answer).responseFigures;
  if (again.to === to) expect(again.cells).toEqual(cells);
  const part = await elsewhere(span, 'municipality: "09016"');
  expect(part.errors?.map((error) => error.extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
  const week = { from: after(-8 * 86_400), to: after(0) };
  const extensions = { passport: await passportFor(operator, 'incidents') };
  const { errors } = await running.service.execute({ query, variables: week, extensions });
  expect(errors?.map((error) => error.extensions?.['code'])).toEqual(['LIMIT_EXCEEDED']);
});

test('BR-A3: a decree ends a municipality while work is open: the old key serves the past, the new one what follows, and both add up', async () => {
  const HOUR_MS = 3_600_000;
  const decreedAt = { ms: Date.now() - HOUR_MS, offsetMin: -360 };
  const at = (ms: number) => formatInstant({ ms, offsetMin: -360 });
  const report = (municipality: string, ms: number) =>
    execute(operator, 'reportIncident', { municipality, code: '30421', occurredAt: at(ms) });
  const counted = async () =>
    (await ask(operator, '{ incidents(entity: "09") { totalCount } }')).incidents.totalCount;
  const of = async (municipality: string) =>
    (await ask(operator, `{ incidents(municipality: "${municipality}") { totalCount } }`)).incidents
      .totalCount;
  const before = await counted();
  const open = await report('09002', Date.now() - 3 * HOUR_MS);
  const sent = { commandId: randomUUID(), municipality: '09002', code: '30421' };
  expect(await execute(operator, 'reportIncident', sent)).toMatchObject({ known: false });
  await others.tell('authorities', 'public', idFor('09', 'geography', 'municipalities'), {
    ...{ type: 'MunicipalityCreated', cvegeo: '09097', from: decreedAt },
  });
  await others.tell('authorities', 'public', idFor('09', 'geography', 'municipalities'), {
    ...{ type: 'MunicipalityEnded', cvegeo: '09002', into: ['09097'], from: decreedAt },
  });
  const tried = async (municipality: string, ms: number) => {
    const input = { commandId: randomUUID(), municipality, code: '30421', occurredAt: at(ms) };
    // What was accepted is counted below, so it is selected here: the answer waits until it shows.
    const query =
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { ... on IncidentAccepted { incident { id } } } }';
    const extensions = { passport: await passportFor(operator, 'incidents') };
    const { errors } = await running.service.execute({ query, variables: { input }, extensions });
    return (errors?.[0]?.extensions?.['fields'] as { code: string }[] | undefined)?.[0]?.code;
  };
  await eventually(
    async () => ((await tried('09002', Date.now())) === 'MUNICIPALITY_ENDED' ? true : undefined),
    'the end is noted',
  );
  expect(await tried('09097', decreedAt.ms - 1)).toBe('MUNICIPALITY_TO_COME');
  // Its answer was lost, and it is sent again after the end.
  expect(await execute(operator, 'reportIncident', sent)).toMatchObject({ known: true });
  const other = { ...sent, code: '30411' };
  expect(await execute(operator, 'reportIncident', other)).toMatchObject({ code: 'CommandIdReused' });
  const late = await of('09002');
  expect(await report('09002', decreedAt.ms - 1)).toMatchObject({ known: false });
  expect(await report('09097', Date.now())).toMatchObject({ known: false });
  const closing = { incidentId: open.incident.id, outcome: 'RESOLVED', finalCode: '30421', victims: 0 };
  expect(await execute(operator, 'closeIncident', closing)).toMatchObject({ known: false });
  expect([(await of('09002')) - late, await of('09097')]).toEqual([1, 1]);
  expect((await counted()) - before).toBe((await of('09002')) + (await of('09097')));
});
