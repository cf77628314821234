import { randomUUID } from 'node:crypto';
import { eventually } from '../platform.ts';
import { platform, scene } from '../stage.ts';

/*
 * What happens while somebody watches. A command whose answer is lost is sent again with the same id, until there is
 * one.
 */

async function executed(user: string, mutation: string, input: object, selected = '') {
  const command = { commandId: randomUUID(), ...input };
  return eventually(mutation, async () => {
    const told = await platform.execute(user, mutation, command, selected);
    // What was accepted cannot be shown while the service that keeps it starts again.
    const isShown = told.__typename === 'Refusal' || !Object.values(told).includes(null);
    return isShown ? told : undefined;
  });
}

const point = () => ({
  lat: scene.point.lat + Math.random() / 1_000,
  lon: scene.point.lon + Math.random() / 1_000,
});

export async function report(): Promise<string> {
  const input = { code: '30421', point: point() };
  const accepted = '... on IncidentAccepted { incident { id } }';
  return idIn(await executed('operator-09', 'reportIncident', input, accepted), 'incident');
}

export async function unitStatus(status: string): Promise<void> {
  await executed('commander-09', 'reportUnitStatus', { unitId: scene.far, status });
}

/** With a victim, a follow-up is owed. */
export async function close(incidentId: string, victims = 0): Promise<string> {
  const input = { incidentId, outcome: 'RESOLVED', finalCode: '30421', victims };
  const closed = await executed(
    'operator-09',
    'closeIncident',
    input,
    '... on IncidentAccepted { position }',
  );
  return closed.position!;
}

export async function registerOfficer(): Promise<string> {
  const input = { entity: '09', municipality: '09007', rank: 'POLICIA' };
  return idIn(
    await executed('academy', 'registerOfficer', input, '... on OfficerAccepted { officer { id } }'),
    'officer',
  );
}

async function recordContact(): Promise<string> {
  const input = {
    ...{ kind: 'VISITA', outcome: 'ATENDIDO', beatId: scene.beatId },
    ...{ officerIds: [scene.officerId], durationSeconds: 300, people: { adults: 1, minors: 0 } },
  };
  const told = await executed(
    'officer-09',
    'recordContact',
    input,
    '... on ContactAccepted { contact { id } }',
  );
  return idIn(told, 'contact');
}

const idIn = (told: Readonly<Record<string, unknown>>, field: string) => (told[field] as { id: string }).id;

/** The ids of what was recorded, by kind. */
export interface Written {
  readonly incident: string[];
  readonly officer: string[];
  readonly contact: string[];
}

/** Records a bit of everything, one thing after the other; another writer may do the same in parallel. */
export async function write(written: Written): Promise<void> {
  const open: string[] = [];
  const reports = async () => {
    open.push(await report());
    written.incident.push(open.at(-1)!);
  };
  await reports();
  await reports();
  await unitStatus('BUSY');
  await close(open.pop()!);
  written.officer.push(await registerOfficer());
  written.contact.push(await recordContact());
  await unitStatus('AVAILABLE');
  await close(open.pop()!, 1);
  await reports();
}
