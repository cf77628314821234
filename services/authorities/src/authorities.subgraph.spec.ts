import { randomUUID } from 'node:crypto';
import { guideRules } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { type Answer, authoritiesStage, commander, ministry } from './testing/authorities-stage.ts';

const { answered, ask, execute, register } = authoritiesStage();

test('an authority keeps its code whatever its name and ministry, and its history says who recorded each', async () => {
  await register(ministry, '00', 'sspc', 'MINISTRY', 'Secretaría de Seguridad', '2018-11-30T00:00:00-06:00');
  await register(ministry, '00', 'sedena', 'MINISTRY', 'Defensa', '1976-12-29T00:00:00-06:00');
  const begun = '2019-05-27T00:00:00-06:00';
  const { authority } = await register(
    ministry,
    '00',
    'guardia-nacional',
    'FEDERAL_FORCE',
    'Guardia Nacional',
    begun,
  );
  const moved = { authorityId: authority.id, from: '2025-07-17T00:00:00-06:00', decree: 'DOF-2025-07-16' };
  await execute(ministry, 'moveAuthority', { ...moved, parent: 'sspc', from: '2019-05-28T00:00:00-06:00' });
  expect(await execute(ministry, 'moveAuthority', { ...moved, parent: 'nadie' })).toMatchObject({
    code: 'AuthorityNotFound',
  });
  const circle = { ...moved, parent: 'guardia-nacional' };
  expect(await execute(ministry, 'moveAuthority', circle)).toMatchObject({ code: 'ParentIsBelow' });
  expect(await execute(ministry, 'moveAuthority', { ...moved, parent: 'sedena' })).toMatchObject({
    authority: { code: 'guardia-nacional' },
  });
  const { authority: sedena } = await ask(ministry, '{ authority(code: "sedena") { id } }');
  expect(await execute(ministry, 'moveAuthority', { ...circle, authorityId: sedena.id })).toMatchObject({
    code: 'ParentIsBelow',
  });
  const recorder = { actor: 'p-sspc', authority: { title: 'Secretaría de Seguridad' } };
  expect(
    await ask(
      commander,
      `{ authority(code: "guardia-nacional") {
        before: parent(at: "2025-07-16T23:59:59.999-06:00") { code } parent { code }
        titles { title by { actor } } parents { parent { code } from until by { actor purpose } }
        by { actor authority { code title kind } }
        history { totalCount edges { node { type by { actor authority { title } } } } } } }`,
    ),
  ).toMatchObject({
    authority: {
      ...{ before: { code: 'sspc' }, parent: { code: 'sedena' } },
      titles: [{ title: 'Guardia Nacional', by: { actor: 'p-sspc' } }],
      parents: [
        { parent: null },
        { parent: { code: 'sspc' }, until: moved.from.replace('00-', '00.000-') },
        { until: null, by: { actor: 'p-sspc', purpose: 'SUPERVISION' } },
      ],
      by: { ...recorder, authority: { code: 'sspc', title: 'Secretaría de Seguridad', kind: 'MINISTRY' } },
      history: {
        totalCount: 3,
        edges: [{ node: { type: 'AuthorityRegistered', by: recorder } }, {}, {}],
      },
    },
  });
});

test('when two institutions move under each other at once, only one moves', async () => {
  const names = ['uno', 'dos', 'tres'];
  const ids = await Promise.all(
    names.map(async (code) => {
      const since = '2020-01-01T00:00:00-06:00';
      return (await register(ministry, '00', code, 'MINISTRY', code, since)).authority.id as string;
    }),
  );
  const from = '2026-01-01T00:00:00-06:00';
  const moves = await Promise.all(
    ids.map((id, index) =>
      execute(ministry, 'moveAuthority', { authorityId: id, parent: names[(index + 1) % 3], from }),
    ),
  );
  expect(moves.filter(({ code }) => code === 'ParentIsBelow')).toHaveLength(1);
});

test('a code is of one institution, though two entities register it at once', async () => {
  const told = await Promise.all(
    ['14', '15'].map((entity) =>
      register(ministry, entity, 'ssp-estatal', 'STATE_FORCE', 'Policía Estatal', '2020-01-01T00:00:00Z'),
    ),
  );
  expect(told.map(({ code }) => code as string | undefined)).toEqual([undefined, 'AlreadyRegistered']);
});

test('functions, and data with a signed inventory, pass to another institution, and the record says by whom', async () => {
  const code = { entity: '00', kind: 'FEDERAL_FORCE' };
  const begun = '2009-06-02T00:00:00-06:00';
  const { authority } = await execute(ministry, 'registerAuthority', {
    ...{ ...code, code: 'policia-de-antes', title: 'Policía de antes', from: begun },
  });
  const passed = { authorityId: authority.id, from: '2019-12-31T00:00:00-06:00', decree: 'DOF-2019-05-27' };
  const inventoryHash = 'a'.repeat(64);
  await execute(ministry, 'succeedAuthority', { ...passed, by: 'guardia-nacional', functions: ['PATROL'] });
  const data = { datasets: ['PLATAFORMA_MEXICO'], to: 'guardia-nacional', inventoryHash };
  await execute(ministry, 'transferCustody', { ...passed, ...data });
  await execute(ministry, 'renameAuthority', { ...passed, title: 'Policía Federal, extinta' });
  const by = { actor: 'p-sspc', role: 'analyst' };
  expect(
    await ask(
      commander,
      `{ authority(code: "policia-de-antes") { titles { by { actor role } }
        successions { successor { code } functions by { actor role } }
        transfers { to { code } inventoryHash by { actor role } } } }`,
    ),
  ).toEqual({
    authority: {
      titles: [{ by }, { by }],
      successions: [{ successor: { code: 'guardia-nacional' }, functions: ['PATROL'], by }],
      transfers: [{ to: { code: 'guardia-nacional' }, inventoryHash, by }],
    },
  });
});

test('a state registers its own and nobody else’s', async () => {
  const own = await register(
    commander,
    '09',
    'seguridad-09',
    'STATE_FORCE',
    'Seguridad',
    '2019-01-01T00:00:00-06:00',
  );
  expect(own).toMatchObject({ authority: { code: 'seguridad-09' } });
  const elsewhere = {
    commandId: randomUUID(),
    entity: '14',
    code: 'x-14',
    kind: 'C2',
    title: 'C5',
    from: '2019-01-01T00:00:00-06:00',
  };
  const query =
    'mutation ($input: RegisterAuthorityInput!) { registerAuthority(input: $input) { __typename } }';
  const { errors } = await answered(commander, query, { input: elsewhere });
  expect(errors?.map((error) => error.extensions?.['code'])).toEqual(['FORBIDDEN']);
});

test('an agreement is signed, holds, is suspended at once, and its acts say by whom', async () => {
  const hour = (hours: number) => formatInstant({ ms: Date.now() + hours * 3_600_000, offsetMin: -360 });
  const { agreement } = await execute(commander, 'signAgreement', {
    ...{
      entity: '09',
      kind: 'CONVENIO',
      parties: ['guardia-nacional', 'seguridad-09'],
      territory: ['09007'],
    },
    ...{ functions: ['PATROL'], validFrom: hour(-1), validUntil: hour(1) },
    ...{ commandingAuthority: 'seguridad-09', folio: 'CONV-1' },
  });
  expect(agreement).toMatchObject({ inForce: true });
  const suspension = { agreementId: agreement.id, reason: 'EMERGENCY' };
  expect(await execute(commander, 'suspendAgreement', suspension)).toMatchObject({
    agreement: { inForce: false },
  });
  const query = `query ($id: ID!, $then: DateTime) { agreement(id: $id) { then: inForce(at: $then) lawVersion
    parties { code } acts { act reason by { actor } } } }`;
  expect(await ask(commander, query, { id: agreement.id, then: hour(-0.5) })).toEqual({
    agreement: {
      ...{ then: true, lawVersion: 'LGSNSP-2025' },
      parties: [{ code: 'guardia-nacional' }, { code: 'seguridad-09' }],
      acts: [{ act: 'SUSPENDED', reason: 'EMERGENCY', by: { actor: 'p-09' } }],
    },
  });
});

test('a vacant post of federal liaison is reported after 24 h, and no longer once it is filled (BR-A2)', async () => {
  const long = formatInstant({ ms: Date.now() - 30 * 3_600_000, offsetMin: -360 });
  const post = { entity: '10', kind: 'FEDERAL_ENLACE' };
  const appoint = { ...post, authority: 'guardia-nacional', holder: 'p-1', from: long, occurredAt: long };
  expect(await execute(ministry, 'appointLiaison', appoint)).toMatchObject({ liaison: { occupied: true } });
  expect(await execute(ministry, 'appointLiaison', appoint)).toMatchObject({
    code: 'PostHeld',
    rule: 'BR-A2',
  });
  const coverage = '{ liaisonCoverage { occupied expected gaps { code } } }';
  const { liaisonCoverage: before } = await ask(ministry, coverage);
  expect(before).toMatchObject({ occupied: 1, expected: 32 });
  const since = formatInstant({ ms: Date.now() - 25 * 3_600_000, offsetMin: -360 });
  expect(
    await execute(ministry, 'vacateLiaison', { ...post, reason: 'RESIGNED', occurredAt: since }),
  ).toMatchObject({
    liaison: { occupied: false },
  });
  const query = '{ liaisons(entity: "10") { edges { node { gapNotedAt vacantSince occupied holder } } } }';
  const told = () =>
    eventually(async () => {
      const { node } = (await ask(ministry, query)).liaisons.edges[0];
      return node.gapNotedAt === null ? undefined : node;
    }, 'the gap was told');
  const gap = await told();
  expect(Date.parse(gap.gapNotedAt) - Date.parse(gap.vacantSince)).toBe(24 * 3_600_000);
  // Whoever was appointed by mistake never held it: it has been vacant since then, and is reported again.
  await execute(ministry, 'appointLiaison', { ...appoint, holder: 'p-3', from: since, occurredAt: since });
  await execute(ministry, 'vacateLiaison', { ...post, reason: 'REMOVED', occurredAt: since });
  expect(await told()).toEqual(gap);
  const now = formatInstant({ ms: Date.now(), offsetMin: -360 });
  await execute(ministry, 'appointLiaison', { ...appoint, holder: 'p-2', from: now, occurredAt: now });
  expect((await ask(ministry, query)).liaisons.edges[0].node).toMatchObject({
    gapNotedAt: null,
    holder: 'p-2',
  });
});

test('posts are expected since the first federal force was registered, whichever was recorded first', async () => {
  const since = formatInstant({ ms: Date.now() - 40 * 3_600_000, offsetMin: -360 });
  await execute(ministry, 'registerAuthority', {
    ...{ entity: '00', code: 'policia-federal', kind: 'FEDERAL_FORCE', title: 'Policía Federal' },
    ...{ from: '2009-06-02T00:00:00-06:00', occurredAt: since },
  });
  const query = '{ liaisons(entity: "05") { edges { node { gapNotedAt vacantSince } } } }';
  const gap = await eventually(
    async () => (await ask(ministry, query)).liaisons.edges[0]?.node.vacantSince ?? undefined,
    'the gap was told',
  );
  expect(Date.parse(gap)).toBe(Date.parse(since));
});

test('catalogues are searched without accents and read page by page; callers can see who they are', async () => {
  const query = `{
    municipalities(entity: "09", search: "alvaro obre") { totalCount edges { node { cvegeo } } }
    border: municipalities(entity: "08", search: "juarez") { edges { node { cvegeo seat { name point { lat } } population timeZone } } }
    entities(search: "mexico") { edges { node { code } } }
    codes(system: "CNIE", search: "extorsion", first: 2) { edges { node { code label } } pageInfo { hasNextPage } }
    viewer { subject role entity { code } authority { code } purposes purpose } }`;
  const answer = await ask(commander, query);
  expect(answer).toMatchObject({
    municipalities: { totalCount: 1, edges: [{ node: { cvegeo: '09010' } }] },
    border: {
      edges: [
        {
          node: {
            ...{ cvegeo: '08037', population: 1_512_450, timeZone: 'America/Ciudad_Juarez' },
            seat: { name: 'Juárez', point: { lat: 31.75 } },
          },
        },
      ],
    },
    entities: { edges: [{ node: { code: '09' } }, { node: { code: '15' } }] },
    viewer: {
      subject: 'p-09',
      role: 'commander',
      entity: { code: '09' },
      authority: { code: 'seguridad-09' },
    },
  });
  expect(answer.codes.edges.length).toBeGreaterThan(0);
  const page =
    'query ($after: String) { municipalities(first: 100, after: $after) { edges { node { cvegeo } } pageInfo { hasNextPage endCursor } } }';
  const keys: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { municipalities }: Answer = await ask(commander, page, { after });
    const { edges, pageInfo } = municipalities;
    keys.push(...edges.map(({ node }: Answer) => node.cvegeo));
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  expect(keys).toHaveLength(2_478);
  expect(keys).toEqual(keys.toSorted());
  for (const after of ['', 'x'])
    expect((await answered(commander, page, { after })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
});

test('a model is a document: proposed, consulted, ratified, in force, adopted by a territory, and it governs from then on', async () => {
  const body = { body: 'cnsp', agreementNumber: '04/XLIV/19' };
  await register(ministry, '00', 'cnsp', 'GOVERNING_BODY', 'Consejo', '2009-01-03T00:00:00-06:00');
  const chile = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  const document = JSON.stringify(chile);
  const { modelProfile } = await execute(ministry, 'proposeProfile', { ...body, document });
  const about = { ...body, modelProfileId: modelProfile.id };
  const adopt = {
    ...{ entity: '09', territory: '09007', profileId: chile.profileId, profileVersion: 1 },
    ...{ authority: 'seguridad-09', from: '2026-01-02T00:00:00-06:00', certificationGate: 'RESTRICTED_ROLE' },
  };
  expect(await execute(commander, 'adoptProfile', adopt)).toMatchObject({ code: 'ProfileNotInForce' });
  await execute(ministry, 'consultProfile', about);
  await execute(ministry, 'ratifyProfile', about);
  const enacted = await execute(ministry, 'enactProfile', { ...about, from: '2026-01-01T00:00:00-06:00' });
  expect(enacted).toMatchObject({ modelProfile: { status: 'IN_FORCE' } });
  expect(await execute(commander, 'adoptProfile', adopt)).toMatchObject({
    territoryModels: { territory: '09007' },
  });
  const governs = `governs: governingProfile(territory: "09007") { profileId version territory certificationGate
    terms { beat index } codes(list: "UNIT") { code label system } profile { acts { act body { code } by { actor } } } }
    before: governingProfile(territory: "09007", at: "2026-01-01T23:59:59.999-06:00") { profileId territory }
    profileAdoptions(entity: "09") { edges { node { adoptions { from until authority { code } by { actor } }
      history { totalCount edges { node { type revision by { actor role } } } } } } }`;
  const answer = await ask(commander, `{ ${governs} }`);
  expect(answer).toMatchObject({
    governs: {
      ...{ profileId: 'cl-plan-cuadrante', territory: '09007', certificationGate: 'RESTRICTED_ROLE' },
      terms: { beat: 'cuadrante', index: 'IDCP – índice de cobertura policial' },
      profile: { acts: [{ act: 'PROPOSED', body: { code: 'cnsp' }, by: { actor: 'p-sspc' } }, {}, {}, {}] },
    },
    before: { profileId: 'mx-mnpjc-proximidad', territory: null },
    profileAdoptions: {
      edges: [
        {
          node: {
            adoptions: [{ until: null, authority: { code: 'seguridad-09' } }],
            history: {
              totalCount: 1,
              edges: [
                { node: { type: 'ProfileAdopted', revision: 0, by: { actor: 'p-09', role: 'commander' } } },
              ],
            },
          },
        },
      ],
    },
  });
  expect(answer.governs.codes).toContainEqual({
    code: 'CABALLO',
    label: 'Caballo',
    system: 'UNIT:cl-plan-cuadrante',
  });
});

test.each([
  'governingProfile(territory: "x") { version }',
  'governingProfile(territory: "09777") { version }',
  'governingProfile(territory: "09", municipality: "") { version }',
  'governingProfile(territory: "09", municipality: "15058") { version }',
  'guide(entity: "x") { evaluated }',
])('no model governs where there is nothing: %s', async (field) => {
  const { errors } = await answered(commander, `{ ${field} }`);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test.each([
  ['system', 'codes(system: "cnie") { totalCount }', 'UNKNOWN_SYSTEM'],
  ['version', 'codes(system: "CNIE", version: "9") { totalCount }', 'UNKNOWN_VERSION'],
])('of a catalogue that there is not it is told: %s', async (path, field, code) => {
  const { errors } = await answered(commander, `{ ${field} }`);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path, code }] });
});

test('page by page, every code of a catalogue comes once', async () => {
  const PAGE = `query ($after: String) { codes(system: "CNIE", first: 100, after: $after) {
    totalCount edges { node { code } } pageInfo { hasNextPage endCursor } } }`;
  type Page = {
    totalCount: number;
    edges: { node: { code: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
  const seen: string[] = [];
  let page: Page | undefined;
  while (!page || page.pageInfo.hasNextPage) {
    const { codes }: { codes: Page } = await ask(commander, PAGE, {
      after: page?.pageInfo.endCursor ?? null,
    });
    expect(codes.edges.length).toBeGreaterThan(0);
    seen.push(...codes.edges.map(({ node }) => node.code));
    page = codes;
  }
  expect(seen).toHaveLength(page.totalCount);
  expect(new Set(seen).size).toBe(page.totalCount);
});

test('a version that the platform does not hold has no codes', async () => {
  const { data } = await answered(commander, '{ codes(system: "CNIE", version: "2.0") { totalCount } }');
  expect(data).toEqual({ codes: { totalCount: 0 } });
});

test('no version gives way to one that is not in force by then', async () => {
  const body = { body: 'cnsp', agreementNumber: '05/XLV/26' };
  const model = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  const document = JSON.stringify({ ...model, version: 2 });
  const { modelProfile: next } = await execute(ministry, 'proposeProfile', { ...body, document });
  const { modelProfile: first } = await ask(
    ministry,
    '{ modelProfile(profileId: "cl-plan-cuadrante", version: 1) { id } }',
  );
  const giveWay = (from: string) =>
    execute(ministry, 'supersedeProfile', { ...body, modelProfileId: first.id, by: 2, from });
  const then = '2026-09-01T00:00:00-06:00';
  expect(await giveWay(then)).toMatchObject({ code: 'ProfileNotInForce' });
  for (const act of ['consultProfile', 'ratifyProfile']) {
    await execute(ministry, act, { ...body, modelProfileId: next.id });
  }
  await execute(ministry, 'enactProfile', { ...body, modelProfileId: next.id, from: then });
  expect(await giveWay('2026-08-31T23:59:59-06:00')).toMatchObject({ code: 'ProfileNotInForce' });
  expect(await giveWay(then)).toMatchObject({ modelProfile: { id: first.id } });
});

test('a wrong document is bad input, reported with the path of the error', async () => {
  const [model] = modelProfiles;
  const document = JSON.stringify({ ...model, territory: { ...model!.territory, cellSize: 0 } });
  const query = 'mutation ($input: ProposeProfileInput!) { proposeProfile(input: $input) { __typename } }';
  const input = { commandId: randomUUID(), body: 'cnsp', agreementNumber: '1/2026', document };
  const { errors } = await answered(ministry, query, { input });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'document.territory.cellSize' }],
  });
});

test('the guide lists every rule with its article and what the model in force sets of it', async () => {
  const query = `{ guide(entity: "09", municipality: "09007") { evaluated governing { profileId }
    rules { id text article evaluated parameters { path value } } } }`;
  const { guide } = await ask(commander, query);
  expect(guide.governing).toEqual({ profileId: 'cl-plan-cuadrante' });
  const ruleOf = (id: string) => guide.rules.find((rule: Answer) => rule.id === id);
  expect(ruleOf('BR-B3')).toMatchObject({
    ...{ article: 'LGSNSP art. 74', evaluated: true },
    parameters: [{ path: 'territory.cellSize', value: '2' }],
  });
  expect(ruleOf('BR-T3').parameters[0]).toEqual({
    ...{ path: 'enforcement.certificationGate', value: '"RESTRICTED_ROLE"' },
  });
  expect(guide.rules).toHaveLength(guideRules.length);
});
