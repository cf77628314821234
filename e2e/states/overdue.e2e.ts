import { randomUUID } from 'node:crypto';
import { platform, scene } from '../stage.ts';

/**
 * How long before the report its call began: other stories play while the rest of the 90 s that a dispatch may take
 * passes.
 */
const CALLED_BEFORE_MS = 60_000;

/** The incident that nobody is sent to in time. */
export let incidentId = '';

describe('what time brings: it is to pass', () => {
  test('a robbery is reported soon after its call, and nobody is sent', async () => {
    const occurredAt = new Date(Date.now() - CALLED_BEFORE_MS).toISOString();
    const call = await platform.execute(
      'operator-09',
      'receiveCall',
      { commandId: randomUUID(), occurredAt, startedAt: occurredAt, channel: 'C911', municipality: '09007' },
      '... on CallAccepted { call { id } }',
    );
    const callIds = [(call['call'] as { id: string }).id];
    const report = await platform.execute(
      'operator-09',
      'reportIncident',
      { commandId: randomUUID(), callIds, code: '30421', point: scene.point },
      '... on IncidentAccepted { incident { id } }',
    );
    incidentId = (report['incident'] as { id: string }).id;
    expect(incidentId).toMatch(/^09-/);
  });
});
