import { eventually, mutationText, type Platform, type Result } from '@proximidad/e2e/platform';
import { availableUnit, type Scene } from '@proximidad/e2e/scene';
import { gatewayClient, NotTaken, type Send } from '@proximidad/program';
import { randomUUID } from 'node:crypto';

/** Asks the gateway and sends it commands as a user, repeating while the platform cannot take them. */
export type Users = Pick<Platform, 'ask' | 'execute'>;

/** The users of a gateway; `tokenOf` gives each a token. */
export function usersOf(gateway: string, tokenOf: (user: string) => Promise<string>): Users {
  const clients = new Map<string, Send>();
  const clientOf = (user: string) => {
    const client = clients.get(user) ?? gatewayClient(gateway, () => tokenOf(user));
    clients.set(user, client);
    return client;
  };
  const ask: Users['ask'] = async (user, query, variables = {}) => ({
    data: (await clientOf(user!)(query, variables)) as never,
  });
  return {
    ask,
    async execute(user, mutation, input, selected = '') {
      const data = await clientOf(user)(mutationText(mutation, selected), { input });
      const result = data[mutation] as Result;
      if (result.__typename === 'Refusal')
        throw new Error(`${mutation} by ${user} was refused: ${result.code}`);
      return result;
    },
  };
}

/** From the call to the follow-up, through every service and the bus; resolves to the incident's id. */
export async function recordIncident({ execute, ask }: Users, scene: Scene, code: string): Promise<string> {
  const id = () => ({ commandId: randomUUID() });
  const { beatId, point } = scene;
  await availableUnit(execute, { code, beatId, lat: 19.3602, lon: -99.095 });
  const call = await execute(
    'operator-09',
    'receiveCall',
    { ...id(), channel: 'C911', municipality: '09007' },
    '... on CallAccepted { call { id } }',
  );
  const callId = (call['call'] as { id: string }).id;
  await execute('operator-09', 'classifyCall', { ...id(), callId, code: '30421' });
  const reported = await execute(
    'operator-09',
    'reportIncident',
    { ...id(), callIds: [callId], code: '30421', point },
    '... on IncidentAccepted { incident { id } }',
  );
  const incidentId = (reported['incident'] as { id: string }).id;

  const unitId = await eventually('beats proposes a patrol', async () => {
    const { data } = await ask<{ incident: { proposal: { candidates: { unit: { id: string } }[] } | null } }>(
      'operator-09',
      'query ($id: ID!) { incident(id: $id) { proposal { candidates { unit { id } } } } }',
      { id: incidentId },
    );
    return data?.incident.proposal?.candidates[0]?.unit.id;
  });
  await execute('operator-09', 'dispatchPatrol', { ...id(), incidentId, unitId });
  await execute('operator-09', 'acknowledgeDispatch', { ...id(), incidentId, unitId });
  await execute('operator-09', 'reportArrival', { ...id(), incidentId, unitId });
  await execute('operator-09', 'closeIncident', {
    ...{ ...id(), incidentId, outcome: 'RESOLVED' },
    ...{ finalCode: '30421', victims: 1 },
  });

  const followUpId = await eventually('contacts owes a follow-up', async () => {
    const { data } = await ask<{ incident: { followUps: { id: string }[] } }>(
      'officer-09',
      'query ($id: ID!) { incident(id: $id) { followUps { id } } }',
      { id: incidentId },
    );
    return data?.incident.followUps[0]?.id;
  });
  await execute('officer-09', 'completeFollowUp', { ...id(), followUpId, outcome: 'OK' });
  return incidentId;
}

/** Whether an incident that was recorded to its end is seen so in what two services read. */
export async function isWhole({ ask }: Users, incidentId: string): Promise<boolean> {
  const look = async () => {
    const { data } = await ask<{ incident: { status: string; followUps: { status: string }[] } | null }>(
      'officer-09',
      'query ($id: ID!) { incident(id: $id) { status followUps { status } } }',
      { id: incidentId },
    );
    const isDone = data?.incident?.status === 'CLOSED' && data.incident.followUps[0]?.status === 'DONE';
    return isDone || undefined;
  };
  return eventually('the end of the incident is seen', look).catch(() => false);
}

/**
 * Receives calls one after the other until told to stop; `acknowledged` holds the command and the call of each
 * acknowledged one.
 */
export async function receiveCalls(
  { execute }: Users,
  acknowledged: Map<string, string>,
  stop: AbortSignal,
): Promise<void> {
  let commandId = randomUUID();
  while (!stop.aborted) {
    try {
      const { id } = await receive(execute, commandId);
      acknowledged.set(commandId, id);
      commandId = randomUUID();
    } catch (error) {
      // Away for longer than the client waits: sends the same command again, as a console would.
      if (!(error instanceof NotTaken)) throw error;
    }
  }
}

/** The calls whose command, sent again, is not answered as done before with the same call. */
export async function lostCalls(
  { execute }: Users,
  acknowledged: ReadonlyMap<string, string>,
): Promise<string[]> {
  const lost: string[] = [];
  for (const [commandId, callId] of acknowledged) {
    const { id, known } = await receive(execute, commandId);
    if (!known || id !== callId) lost.push(callId);
  }
  return lost;
}

async function receive(
  execute: Users['execute'],
  commandId: string,
): Promise<{ id: string; known: boolean }> {
  const input = { commandId, channel: 'RADIO', municipality: '09007' };
  const answer = await execute(
    'operator-09',
    'receiveCall',
    input,
    '... on CallAccepted { known call { id } }',
  );
  return { id: (answer['call'] as { id: string }).id, known: answer.known === true };
}
