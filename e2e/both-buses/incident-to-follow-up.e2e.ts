import { randomUUID } from 'node:crypto';
import { eventually, type Platform } from '../platform.ts';
import type { Scene } from '../scene.ts';

const DAY_MS = 86_400_000;
const id = () => ({ commandId: randomUUID() });
/** Answered once it has been projected: later queries see it. */
export const PROJECTED = '... on IncidentAccepted { incident { id } }';

/** The first stories of a platform, on which there is nothing but the scene. */
export function fromCallToFollowUp(
  stage: () => { readonly platform: Platform; readonly scene: Scene },
): void {
  test('ST-4: an officer without certificate is not assigned to a beat, one with certificate and course owns it', async () => {
    const { execute, askAfterwards } = stage().platform;
    const startsAt = new Date(Date.now() - 3_600_000).toISOString();
    const endsAt = new Date(Date.now() + 5 * 3_600_000).toISOString();
    const opened = await execute(
      'commander-09',
      'openShift',
      { ...id(), beatId: stage().scene.beatId, kind: 'M', startsAt, endsAt },
      '... on BeatShiftAccepted { shift { id } }',
    );
    const shiftId = (opened['shift'] as { id: string }).id;
    const other = await execute(
      'academy',
      'registerOfficer',
      { ...id(), entity: '09', municipality: '09007', rank: 'POLICIA' },
      '... on OfficerAccepted { officer { id } }',
    );
    const uncertified = (other['officer'] as { id: string }).id;
    for (const officerId of [uncertified, stage().scene.officerId]) {
      expect(
        await execute('commander-09', 'startDuty', { ...id(), officerId, method: 'ROLLCALL' }),
      ).toMatchObject({ __typename: 'OfficerDutyAccepted' });
    }
    await eventually('beats has heard of the officer', async () => {
      const assigning = { ...id(), officerId: uncertified, shiftId, role: 'MEMBER' };
      const { code } = await execute('commander-09', 'assignOfficer', assigning);
      return code === 'CertificateMissing' ? true : undefined;
    });
    const assigned = await eventually('what training told has come to beats', async () => {
      const result = await execute('commander-09', 'assignOfficer', {
        ...id(),
        officerId: stage().scene.officerId,
        shiftId,
        role: 'OWNER',
      });
      return result.__typename === 'Refusal' ? undefined : result;
    });
    expect(assigned.__typename).toBe('OfficerAssignmentAccepted');
    const { data } = await askAfterwards<{ officer: object }>(
      'commander-09',
      'query ($id: ID!) { officer(id: $id) { certificate { valid } duty { startedAt } assignment { role shift { beat { code } } } } }',
      { id: stage().scene.officerId },
    );
    expect(data?.officer).toMatchObject({
      certificate: { valid: true },
      duty: { startedAt: expect.any(String) },
      assignment: { role: 'OWNER', shift: { beat: { code: 'IZP-6.1.4' } } },
    });
  });

  test('ST-1: from the call to the follow-up, through four services that only tell each other facts', async () => {
    const { execute, ask } = stage().platform;
    const call = await execute(
      'operator-09',
      'receiveCall',
      { ...id(), channel: 'C911', municipality: '09007' },
      '... on CallAccepted { call { id } position }',
    );
    const callId = (call['call'] as { id: string }).id;
    await execute('operator-09', 'classifyCall', { ...id(), callId, code: '30421' });
    const reported = await execute(
      'operator-09',
      'reportIncident',
      { ...id(), callIds: [callId], code: '30421', point: stage().scene.point },
      '... on IncidentAccepted { incident { id priority beat { id } } }',
    );
    const incident = reported['incident'] as { id: string; priority: string; beat: { id: string } };
    expect(incident).toMatchObject({ priority: 'ALTA', beat: { id: stage().scene.beatId } });

    const proposal = await eventually('the proposal', async () => {
      const { data } = await ask<{
        incident: { status: string; proposal: { candidates: { unit: { id: string } }[] } | null };
      }>(
        'operator-09',
        'query ($id: ID!) { incident(id: $id) { status proposal { candidates { unit { id } distanceMetres } } } }',
        { id: incident.id },
      );
      return data?.incident.proposal ? data.incident : undefined;
    });
    expect(proposal.proposal!.candidates.map(({ unit }) => unit.id)).toEqual([
      stage().scene.near,
      stage().scene.far,
    ]);
    // The system proposes, a person decides (BR-I4).
    expect(proposal.status).toBe('REPORTED');
    // What has to happen by when, in seconds from the call or the report (policy P1, BR-I3).
    const toCome = { ARRIVAL: 600, DECISION: 60, DISPATCH: 90, STATE_SUPPORT: 300 };
    expect(await awaited(stage().platform, incident.id, callId)).toEqual({ next: 'DECISION', ...toCome });

    const unit = { incidentId: incident.id, unitId: stage().scene.near };
    await execute('operator-09', 'dispatchPatrol', { ...id(), ...unit }, PROJECTED);
    expect(await awaited(stage().platform, incident.id, callId)).toEqual({
      ...{
        next: 'ACKNOWLEDGEMENT',
        ARRIVAL: 600,
        STATE_SUPPORT: 300,
        ACKNOWLEDGEMENT: 45,
        REPORT_BACK: 1_800,
      },
    });
    await execute('officer-09', 'acknowledgeDispatch', { ...id(), ...unit });
    await execute('officer-09', 'reportArrival', { ...id(), ...unit }, PROJECTED);
    // The centre that turned the call over still has to be told (BR-I15).
    expect(await awaited(stage().platform, incident.id, callId)).toEqual({
      next: 'REPORT_BACK',
      REPORT_BACK: 1_800,
    });
    const whileThere = await eventually('the unit is known to be there', async () => {
      const { data } = await ask<{
        beat: {
          units: { id: string; status: string }[];
          openIncidents: { edges: { node: { id: string } }[] };
        };
      }>(
        'operator-09',
        'query ($id: ID!) { beat(id: $id) { units { id status } openIncidents { edges { node { id units { code } } } } } }',
        { id: stage().scene.beatId },
      );
      return data?.beat.units.some(
        ({ id: unitId, status }) => unitId === stage().scene.near && status === 'ON_SCENE',
      )
        ? data.beat
        : undefined;
    });
    expect(whileThere.openIncidents.edges.map(({ node }) => node)).toEqual([
      { id: incident.id, units: [{ code: 'U-101' }] },
    ]);

    const closedFrom = Date.now();
    await execute('operator-09', 'closeIncident', {
      ...id(),
      incidentId: incident.id,
      outcome: 'RESOLVED',
      finalCode: '30421',
      victims: 1,
    });
    const closedUntil = Date.now();
    const followUp = await eventually('the follow-up', async () => {
      const { data } = await ask<{
        incident: { followUps: { id: string; dueAt: string; status: string }[] };
      }>(
        'officer-09',
        'query ($id: ID!) { incident(id: $id) { status responseSeconds followUps { id dueAt status } } }',
        { id: incident.id },
      );
      return data?.incident.followUps[0];
    });
    // Robbery with violence: five days after the close (BR-C3).
    const due = Date.parse(followUp.dueAt) - 5 * DAY_MS;
    expect([closedFrom <= due, due <= closedUntil]).toEqual([true, true]);
    expect(
      await execute('officer-09', 'completeFollowUp', { ...id(), followUpId: followUp.id, outcome: 'OK' }),
    ).toMatchObject({ __typename: 'FollowUpAccepted' });
  });

  test('the same command again is the same command, and a refusal names its rule', async () => {
    const { execute } = stage().platform;
    const command = { ...id(), channel: 'RADIO', municipality: '09007' };
    const first = await execute(
      'operator-09',
      'receiveCall',
      command,
      '... on CallAccepted { known position call { id } }',
    );
    const again = await execute(
      'operator-09',
      'receiveCall',
      command,
      '... on CallAccepted { known position call { id } }',
    );
    expect(again).toMatchObject({ known: true, call: first['call'] });
    const callId = (first['call'] as { id: string }).id;
    expect(await execute('operator-09', 'classifyCall', { ...id(), callId, code: '99999' })).toMatchObject({
      code: 'UnknownCode',
    });
  });

  test('a contact of the officer in the beat is seen beside its incidents, by one question to the gateway', async () => {
    const { execute, ask } = stage().platform;
    const people = { adults: 1, minors: 0 };
    await eventually('contacts knows the beat', async () => {
      const executed = await execute('officer-09', 'recordContact', {
        ...id(),
        kind: 'VISITA',
        outcome: 'ATENDIDO',
        beatId: stage().scene.beatId,
        officerIds: [stage().scene.officerId],
        durationSeconds: 300,
        people,
      });
      return executed.__typename === 'ContactAccepted' ? true : undefined;
    });
    const seen = await eventually('the contact', async () => {
      const { data, errors } = await ask<{ beat: { contacts: { edges: object[] } } }>(
        'officer-09',
        'query ($id: ID!) { beat(id: $id) { code contacts(first: 5) { edges { node { kind officers { id certificate { valid } } } } } openIncidents { totalCount } } }',
        { id: stage().scene.beatId },
      );
      return errors === undefined && data?.beat.contacts.edges.length ? data.beat : undefined;
    });
    expect(seen.contacts.edges[0]).toMatchObject({
      node: { kind: 'VISITA', officers: [{ id: stage().scene.officerId, certificate: { valid: true } }] },
    });
  });
}

type Due = { readonly kind: string; readonly dueAt: string; readonly settledAt: string | null };

/**
 * The deadlines of an incident that are still open, in seconds from where each begins: the call, the report or the
 * dispatch.
 */
async function awaited({ ask }: Platform, incidentId: string, callId: string) {
  const { data } = await ask<{
    call: { startedAt: string };
    incident: {
      reportedAt: string;
      nextDue: string | null;
      deadlines: readonly Due[];
      dispatches: readonly { readonly dispatchedAt: string }[];
    };
  }>(
    'operator-09',
    `query ($id: ID!, $call: ID!) { call(id: $call) { startedAt } incident(id: $id) { reportedAt nextDue
      deadlines { kind dueAt settledAt } dispatches { dispatchedAt } } }`,
    { id: incidentId, call: callId },
  );
  const { call, incident } = data!;
  const since = (kind: string) => {
    if (kind === 'ARRIVAL' || kind === 'DISPATCH') return call.startedAt;
    const isOfDispatch = kind === 'ACKNOWLEDGEMENT' || kind === 'REPORT_BACK';
    return isOfDispatch ? incident.dispatches[0]!.dispatchedAt : incident.reportedAt;
  };
  const open = incident.deadlines.filter(({ settledAt }) => settledAt === null);
  const seconds = open.map(({ kind, dueAt }) => [
    kind,
    (Date.parse(dueAt) - Date.parse(since(kind))) / 1_000,
  ]);
  return { next: incident.nextDue, ...Object.fromEntries(seconds) };
}
