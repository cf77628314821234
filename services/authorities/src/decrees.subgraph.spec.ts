import { type Answer, authoritiesStage, commander, ministry } from './testing/authorities-stage.ts';

const { ask, execute, register } = authoritiesStage();

test('a body has a composition, sessions and agreements, each dated and with who recorded it', async () => {
  const begun = '2013-02-12T00:00:00-06:00';
  await register(ministry, '00', 'segob', 'MINISTRY', 'Gobernación', begun);
  await register(ministry, '00', 'subsecretaria', 'MINISTRY', 'Subsecretaría de Prevención', begun);
  await register(ministry, '00', 'intersecretarial', 'GOVERNING_BODY', 'Comisión Intersecretarial', begun);
  const chair = { authority: 'segob', seat: 'CHAIR' };
  const composing = { entity: '00', authority: 'intersecretarial', kind: 'DECIDES', everyDays: 90 };
  const { governingBody } = await execute(ministry, 'composeBody', {
    ...composing,
    seats: [chair, { authority: 'subsecretaria', seat: 'SECRETARY' }],
    from: begun,
  });
  await execute(ministry, 'composeBody', { ...composing, seats: [chair], from: '2018-11-30T00:00:00-06:00' });
  const meeting = {
    entity: '00',
    body: 'intersecretarial',
    kind: 'ORDINARY',
    present: ['segob', 'subsecretaria'],
  };
  const heldAt = '2014-12-10T10:00:00-06:00';
  const { bodySession } = await execute(ministry, 'holdSession', {
    ...meeting,
    session: 4,
    occurredAt: heldAt,
  });
  expect(await execute(ministry, 'holdSession', { ...meeting, session: 9 })).toMatchObject({
    code: 'NotSeated',
  });
  const agreed = { bodySessionId: bodySession.id, number: '04/2014' };
  await execute(ministry, 'agreeInSession', {
    ...{ ...agreed, matter: 'MODEL', responsible: 'subsecretaria', dueAt: '2015-06-01T00:00:00-06:00' },
    occurredAt: heldAt,
  });
  const query = `query ($entity: ID) { governingBodies(entity: $entity) { edges { node { id authority { title } nextSessionDueAt
    then: composition(at: "2014-12-10T10:00:00-06:00") { seats { authority { code } seat } until }
    composition { seats { authority { code } } by { actor } }
    sessions { totalCount edges { node { number heldAt present { code } agreements { number late outcome responsible { code } settledBy { actor } } } } } } } } }`;
  const seen = async () => (await ask(commander, query, { entity: '00' })).governingBodies.edges[0].node;
  expect(await seen()).toMatchObject({
    ...{ id: governingBody.id, authority: { title: 'Comisión Intersecretarial' } },
    nextSessionDueAt: '2019-02-28T00:00:00.000-06:00',
    then: { seats: [{ seat: 'CHAIR' }, { authority: { code: 'subsecretaria' }, seat: 'SECRETARY' }] },
    composition: { seats: [{ authority: { code: 'segob' } }], by: { actor: 'p-sspc' } },
    sessions: {
      totalCount: 1,
      edges: [{ node: { number: 4, agreements: [{ late: true, outcome: null }] } }],
    },
  });
  await execute(ministry, 'settleAgreement', { ...agreed, outcome: 'KEPT' });
  expect((await seen()).sessions.edges[0].node.agreements).toMatchObject([
    { late: false, outcome: 'KEPT', responsible: { code: 'subsecretaria' }, settledBy: { actor: 'p-sspc' } },
  ]);
  const { bodySessionId, number } = agreed;
  const reopening = { bodySessionId, number, reason: 'FOUND_NOT_KEPT' };
  await execute(ministry, 'reopenSessionAgreement', reopening);
  expect((await seen()).sessions.edges[0].node.agreements).toMatchObject([
    { late: true, outcome: null, settledBy: null },
  ]);
  expect(await execute(ministry, 'reopenSessionAgreement', reopening)).toMatchObject({
    code: 'AgreementNotSettled',
  });
});

test('BR-A3: a decree creates a municipality; its key exists from then on, and the old one stays valid for the past', async () => {
  const decree = { decree: 'POE-2020-02-27', from: '2020-02-27T00:00:00-08:00' };
  const unit = { cvegeo: '02097', name: 'Puerto Nuevo' };
  const created = await execute(ministry, 'createMunicipality', { municipality: '02001', unit, ...decree });
  expect(created).toEqual({ decreedMunicipality: { municipality: { cvegeo: '02097' } } });
  const into = [
    { cvegeo: '02098', name: 'Puerto Norte' },
    { cvegeo: '02099', name: 'Puerto Sur' },
  ];
  const later = { decree: 'POE-2021-03-01', from: '2021-03-01T00:00:00-08:00' };
  await execute(ministry, 'splitMunicipality', { municipality: '02097', into, ...later });
  const renaming = { municipality: '02001', name: 'Ensenada de Todos Santos', ...later };
  await execute(ministry, 'renameMunicipality', renaming);
  const query = `{ municipalities(entity: "02", search: "puerto") { edges { node { cvegeo since until cutOutOf { cvegeo } succeededBy { cvegeo } } } }
    renamed: municipalities(entity: "02", first: 1) { edges { node { cvegeo title before: title(at: "2021-02-28T23:59:59.999-08:00") } } } }`;
  const { municipalities, renamed } = await ask(commander, query);
  expect(municipalities.edges.map(({ node }: Answer) => node)).toEqual([
    {
      ...{ cvegeo: '02097', cutOutOf: [{ cvegeo: '02001' }] },
      ...{ since: '2020-02-27T00:00:00.000-08:00', until: '2021-03-01T00:00:00.000-08:00' },
      succeededBy: [{ cvegeo: '02098' }, { cvegeo: '02099' }],
    },
    expect.objectContaining({ cvegeo: '02098', until: null, cutOutOf: [{ cvegeo: '02097' }] }),
    expect.objectContaining({ cvegeo: '02099', until: null }),
  ]);
  expect(renamed.edges[0].node).toEqual({
    ...{ cvegeo: '02001', title: 'Ensenada de Todos Santos', before: 'Ensenada' },
  });
});

test('the police of a municipality to come is registered before the day on which both begin', async () => {
  const from = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const unit = { cvegeo: '02090', name: 'Valle Nuevo' };
  await execute(ministry, 'createMunicipality', {
    municipality: '02002',
    unit,
    decree: 'POE-2026-12-01',
    from,
  });
  const police = { entity: '02', code: 'policia-02090', kind: 'MUNICIPAL_FORCE', municipality: '02090' };
  const named = { ...police, title: 'Policía de Valle Nuevo', functions: ['PATROL'], from };
  expect(await execute(ministry, 'registerAuthority', named)).toMatchObject({
    authority: { code: 'policia-02090' },
  });
});
