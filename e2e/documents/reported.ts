import { randomUUID } from 'node:crypto';
import { head, origin, platform, scene } from '../stage.ts';

export const reportNow = () => ({ commandId: randomUUID(), code: '30421', point: scene.point });

export async function reported() {
  const selected = '... on IncidentAccepted { incident { id } position }';
  return platform.execute('operator-09', 'reportIncident', reportNow(), selected);
}

/** What the reader of a document has of the log already: an incident, and moments on both sides of it. */
export async function valuesAtHand() {
  const told = await reported();
  const { id } = told['incident'] as { id: string };
  const then = new Date().toISOString();
  return { then, id, position: String(told['position']), from: origin, to: await head() };
}
