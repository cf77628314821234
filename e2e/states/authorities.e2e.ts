import { randomUUID } from 'node:crypto';
import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';

describe('authorities', () => {
  const HOUR_MS = 3_600_000;
  /** The Guardia Nacional passed from the one ministry to the other at this local midnight (DOF 2025-07-16). */
  const MOVED = '2025-07-17T00:00:00-06:00';
  const LAST_BEFORE = '2025-07-16T23:59:59.999-06:00';
  const POLICE_ENDED = '2019-12-31T00:00:00-06:00';
  const TOWN = '14039';

  const executed = (user: string, mutation: string, input: object, selected?: string) =>
    platform.execute(user, mutation, { commandId: randomUUID(), ...input }, selected);
  const registered = async (user: string, entity: string, code: string, kind: string, from: string) => {
    const institution = { entity, code, kind, title: `Institución ${code}`, functions: ['RESPOND'], from };
    const answer = await executed(
      user,
      'registerAuthority',
      institution,
      '... on AuthorityAccepted { authority { id } }',
    );
    return (answer['authority'] as { id: string }).id;
  };
  const asked = async (user: string, query: string, variables: object = {}) => {
    const { data, errors } = await platform.askAfterwards<Record<string, unknown>>(user, query, variables);
    expect(errors).toBeUndefined();
    return data!;
  };
  const hour = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

  test('the federal police became the Guardia Nacional, which passed to another ministry: each moment shows whom it belonged to', async () => {
    for (const [code, kind, from] of [
      ['sspc', 'MINISTRY', '2018-12-01'],
      ['sedena', 'MINISTRY', '1976-12-29'],
      ['cns', 'MINISTRY', '2013-01-03'],
    ] as const) {
      await registered('analyst', '00', code, kind, `${from}T00:00:00-06:00`);
    }
    const police = await registered(
      'analyst',
      '00',
      'policia-federal',
      'FEDERAL_FORCE',
      '2009-06-02T00:00:00-06:00',
    );
    const guard = await registered(
      'analyst',
      '00',
      'guardia-nacional',
      'FEDERAL_FORCE',
      '2019-05-28T00:00:00-06:00',
    );
    const moved = (authorityId: string, parent: string, from: string) =>
      executed('analyst', 'moveAuthority', { authorityId, parent, from });
    await moved(police, 'cns', '2013-01-03T00:00:00-06:00');
    await moved(guard, 'sspc', '2019-05-29T00:00:00-06:00');
    await executed('analyst', 'succeedAuthority', {
      ...{ authorityId: police, by: 'guardia-nacional', functions: ['RESPOND'] },
      ...{ from: POLICE_ENDED, decree: 'DOF-2019-05-27' },
    });
    await moved(guard, 'sedena', MOVED);
    // Nothing before the last link of a chain can still be moved.
    expect(await moved(guard, 'sspc', '2024-01-01T00:00:00-06:00')).toMatchObject({
      code: 'NotAfterTheLast',
    });

    const query = `query ($before: DateTime!, $then: DateTime!) {
    police: authority(code: "policia-federal") { before: parent(at: "2012-01-01T00:00:00-06:00") { code } parent { code }
      successions { successor { code } functions from } }
    guard: authority(code: "guardia-nacional") { before: parent(at: $before) { code } then: parent(at: $then) { code }
      history { totalCount edges { node { type by { role } } } } } }`;
    expect(await asked('liaison-09', query, { before: LAST_BEFORE, then: MOVED })).toEqual({
      police: {
        ...{ before: null, parent: { code: 'cns' } },
        successions: [
          {
            ...{ successor: { code: 'guardia-nacional' }, functions: ['RESPOND'] },
            from: POLICE_ENDED.replace('00-', '00.000-'),
          },
        ],
      },
      guard: {
        ...{ before: { code: 'sspc' }, then: { code: 'sedena' } },
        history: {
          totalCount: 3,
          edges: [
            { node: { type: 'AuthorityRegistered', by: { role: 'analyst' } } },
            { node: { type: 'AuthorityMoved', by: { role: 'analyst' } } },
            { node: { type: 'AuthorityMoved', by: { role: 'analyst' } } },
          ],
        },
      },
    });
  });

  test('a federal unit is sent in a state under an agreement, not before, and not after its end; what was sent stays (BR-A1)', async () => {
    await registered('commander-14', '14', 'seguridad-14', 'STATE_FORCE', '2019-01-01T00:00:00-06:00');
    const unitId = `00-${randomUUID()}`;
    await executed('commander-00', 'registerUnit', {
      unitId,
      code: 'GN-1',
      kind: 'PATROL',
      municipality: TOWN,
    });
    const incident = async () => {
      const answer = await executed(
        'operator-14',
        'reportIncident',
        { code: '30421', municipality: TOWN },
        '... on IncidentAccepted { incident { id } }',
      );
      return (answer['incident'] as { id: string }).id;
    };
    const send = (incidentId: string) =>
      executed(
        'operator-14',
        'dispatchPatrol',
        { incidentId, unitId, overrideReason: 'NO_PROPOSAL' },
        '... on IncidentAccepted { known }',
      );
    const first = await incident();
    expect(await send(first)).toMatchObject({ code: 'NoAgreement', rule: 'BR-A1' });

    const signed = await executed(
      'commander-14',
      'signAgreement',
      {
        ...{
          entity: '14',
          kind: 'CONVENIO',
          parties: ['seguridad-14', 'guardia-nacional'],
          territory: [TOWN],
        },
        ...{ functions: ['RESPOND'], validFrom: hour(-1), validUntil: hour(24) },
        ...{ commandingAuthority: 'seguridad-14', folio: 'CONV/14/1' },
      },
      '... on AgreementAccepted { agreement { id inForce } }',
    );
    expect(signed['agreement']).toMatchObject({ inForce: true });
    const { id: agreementId } = signed['agreement'] as { id: string };
    await eventually('the agreement covers it', async () => (await send(first)).known === false || undefined);

    const during = new Date().toISOString();
    await executed('commander-14', 'endAgreement', { agreementId, reason: 'DENOUNCED' });
    const query = `query ($id: ID!, $incident: ID!, $during: DateTime!) {
    agreement(id: $id) { inForce during: inForce(at: $during) acts { act reason by { role authority { code } } } }
    incident(id: $incident) { dispatches { unit { id } status } } }`;
    expect(await asked('commander-14', query, { id: agreementId, incident: first, during })).toMatchObject({
      agreement: {
        ...{ inForce: false, during: true },
        acts: [
          {
            act: 'ENDED',
            reason: 'DENOUNCED',
            by: { role: 'commander', authority: { code: 'seguridad-14' } },
          },
        ],
      },
      incident: { dispatches: [{ unit: { id: unitId }, status: 'DISPATCHED' }] },
    });
    await eventually('its end is known', async () => {
      const { code } = await send(await incident());
      return code === 'NoAgreement' || undefined;
    });
  });

  test('a post of federal liaison falls vacant, its gap shows in the national picture and is told after 24 h, and is filled (BR-A2)', async () => {
    const post = { entity: '24', kind: 'FEDERAL_ENLACE' };
    const appoint = (holder: string, at: string) =>
      executed('analyst', 'appointLiaison', {
        ...{ ...post, authority: 'guardia-nacional', holder, from: at, occurredAt: at },
      });
    const picture = `{ nationalPicture { liaisonCoverage { occupied expected gaps { code } } } }`;
    const gaps = async (user: string) => {
      const { nationalPicture } = await asked(user, picture);
      const { liaisonCoverage } = nationalPicture as {
        liaisonCoverage: { occupied: number; expected: number; gaps: { code: string }[] };
      };
      return { ...liaisonCoverage, gaps: liaisonCoverage.gaps.map(({ code }) => code) };
    };
    const isGap = async () => (await gaps('analyst')).gaps.includes('24');
    await appoint('p-1', hour(-48));
    await eventually('the post is held', async () => !(await isGap()) || undefined);
    expect(await gaps('analyst')).toMatchObject({ occupied: 1, expected: 32 });
    expect(await gaps('commander-24')).toEqual({ occupied: 1, expected: 1, gaps: [] });

    await executed('analyst', 'vacateLiaison', { ...post, reason: 'RESIGNED', occurredAt: hour(-25) });
    await eventually('the gap shows', async () => (await isGap()) || undefined);
    const query =
      '{ entity(code: "24") { liaisons { occupied holder vacantSince gapNotedAt tenures { holder endReason } } } }';
    const liaison = async () => {
      const { entity } = await asked('commander-24', query);
      return (entity as { liaisons: Record<string, unknown>[] }).liaisons[0]!;
    };
    const noted = await eventually('the gap is told', async () => {
      const row = await liaison();
      return row['gapNotedAt'] === null ? undefined : row;
    });
    const after = Date.parse(String(noted['gapNotedAt'])) - Date.parse(String(noted['vacantSince']));
    expect(after).toBe(24 * HOUR_MS);

    await appoint('p-2', hour(0));
    await eventually('it is filled', async () => !(await isGap()) || undefined);
    expect(await liaison()).toMatchObject({
      ...{ occupied: true, holder: 'p-2', gapNotedAt: null },
      tenures: [{ holder: 'p-1', endReason: 'RESIGNED' }, { holder: 'p-2' }],
    });
  });
});
