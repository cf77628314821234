import {
  type CommandOf,
  encode,
  idFor,
  type Instant,
  isRejection,
  type NewEvent,
  streamOf,
  uuidv5,
} from '@proximidad/eventsourcing';
import { type IncidentEvent, incidentEvents } from '../incident/incident-events.ts';
import type { Incident } from '../incident/incident-state.ts';
import { incident } from '../incident/incident.ts';
import { nationalTargets } from './measured.ts';

const START_MS = 1_780_000_000_000;
const OFFSET_MIN = -360;

/** The nth life of an incident, for benches. One in ten stays open; the others are closed after a unit was sent and arrived. */
export function lifeOf(n: number): { stream: string; events: NewEvent[] } {
  const entity = String((n % 32) + 1).padStart(2, '0');
  const id = idFor(entity, 'bench', n);
  let state: Incident = incident.initialState;
  const events: NewEvent[] = [];
  for (const command of commandsOf(entity, n)) {
    const decision = incident.decide(state, command);
    if (isRejection(decision)) throw new TypeError(`${command.type}: ${decision.rejected}`);
    for (const event of decision) {
      state = incident.evolve(state, event);
      events.push(newEvent(id, entity, event, instant(n, events.length)));
    }
  }
  return { stream: streamOf(incident.category, id), events };
}

function commandsOf(entity: string, n: number): CommandOf<typeof incident>[] {
  const at = (minute: number) => instant(n, minute);
  const unitId = idFor(entity, 'unit', n % 500);
  const place = { municipality: `${entity}001`, beatId: idFor(entity, 'beat', n % 50), point: null };
  const commands: CommandOf<typeof incident>[] = [
    {
      ...{
        type: 'ReportIncident',
        callIds: [idFor(entity, 'call', n)],
        place,
        code: '30301',
        priority: null,
      },
      ...{ folio: null, exercise: false, happenedAt: at(0), callStartedAt: at(0), rural: false },
      ...nationalTargets,
      at: at(1),
    },
    {
      ...{ type: 'DispatchPatrol', jobId: uuidv5(n), unitId, overrideReason: 'NO_PROPOSAL' },
      ...{ unit: { retired: false, free: true, status: 'AVAILABLE', leaves: null, crew: [] }, at: at(2) },
    },
    { type: 'AcknowledgeDispatch', unitId, at: at(3) },
    { type: 'ReportArrival', unitId, at: at(9) },
  ];
  if (n % 10 === 0) return commands;
  const closing = {
    outcome: 'RESOLVED',
    finalCode: '30301',
    victims: 0,
    rndNumber: null,
    rndDelayReason: null,
  } as const;
  return [...commands, { type: 'CloseIncident', ...closing, at: at(30) }];
}

function instant(n: number, minute: number): Instant {
  return { ms: START_MS + n * 7_000 + minute * 60_000, offsetMin: OFFSET_MIN };
}

/** An event of an incident, as the log holds it. */
export function newEvent(id: string, entity: string, event: IncidentEvent, occurredAt: Instant): NewEvent {
  const { type, version, data } = encode(incidentEvents, event);
  const commandId = uuidv5(id, type);
  const metadata = {
    ...{ version, commandId, occurredAt, jurisdiction: { entity }, correlationId: commandId },
    actor: { kind: 'OPERATOR', id: 'bench:operator', role: 'operator' },
  } as const;
  return { id: uuidv5(commandId, 0), type, data, metadata };
}
