import {
  isRejection,
  encode,
  type Instant,
  idFor,
  streamOf,
  uuidv5,
  type NewEvent,
} from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { openReadModels, runProjector } from '@proximidad/readmodel';
import { type IncidentEvent, incidentEvents } from './domain/incident-events.ts';
import { incident, type Incident, type IncidentCommand } from './domain/incident.ts';
import { definition } from './service.ts';

/**
 * Used by the bench: `fill <esdb url> <events>` records the lives of incidents, `rebuild <esdb url> <file>` builds the
 * service's read models from the log. Each prints one JSON line.
 */
const CONCURRENCY = 64;
const START_MS = 1_780_000_000_000;
const OFFSET_MIN = -360;

const [mode, url = '', argument = ''] = process.argv.slice(2);
const log = connect(url);
const result = mode === 'fill' ? await fill(log, Number(argument)) : await rebuild(log, argument);
process.stdout.write(`${JSON.stringify(result)}\n`);
await log.close();

async function fill(store: EventLog, eventsMin: number): Promise<{ events: number }> {
  let events = 0;
  let n = 0;
  const each = async () => {
    while (events < eventsMin) {
      const life = lifeOf(n++);
      events += life.events.length;
      await store.append(life.stream, -1, life.events, null);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, each));
  return { events };
}

async function rebuild(store: EventLog, file: string): Promise<{ seconds: number; rows: number }> {
  const { readModels: models, families } = definition;
  const stop = new AbortController();
  const started = performance.now();
  const readModels = openReadModels({ file, models, families });
  const { done, caughtUp } = runProjector({
    ...{
      log: store,
      readModels,
      categories: Object.keys(families),
      logId: uuidv5('bench'),
      signal: stop.signal,
    },
  });
  await caughtUp;
  const seconds = (performance.now() - started) / 1_000;
  const rows = readModels.table(models[0]!).count();
  stop.abort();
  await done;
  readModels.close();
  return { seconds, rows };
}

/** One in ten stays open; the others are closed after a unit was sent and came. */
function lifeOf(n: number): { stream: string; events: NewEvent[] } {
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

function commandsOf(entity: string, n: number): IncidentCommand[] {
  const at = (minute: number) => instant(n, minute);
  const unitId = idFor(entity, 'unit', n % 500);
  const place = { municipality: `${entity}001`, beatId: idFor(entity, 'beat', n % 50), point: null };
  const commands: IncidentCommand[] = [
    {
      ...{
        type: 'ReportIncident',
        callIds: [idFor(entity, 'call', n)],
        place,
        code: '30301',
        priority: null,
      },
      ...{ folio: null, exercise: false, happenedAt: at(0), callStartedAt: at(0), at: at(1) },
    },
    { type: 'DispatchPatrol', jobId: uuidv5(n), unitId, overrideReason: 'NO_PROPOSAL', at: at(2) },
    { type: 'AcknowledgeDispatch', unitId, at: at(3) },
    { type: 'ReportArrival', unitId, at: at(9) },
  ];
  if (n % 10 === 0) return commands;
  const closing = {
    outcome: 'RESOLVED',
    finalCode: '30301',
    victims: 0,
    rndDelayReason: null,
  } as const;
  return [...commands, { type: 'CloseIncident', ...closing, at: at(30) }];
}

function instant(n: number, minute: number): Instant {
  return { ms: START_MS + n * 7_000 + minute * 60_000, offsetMin: OFFSET_MIN };
}

function newEvent(id: string, entity: string, event: IncidentEvent, occurredAt: Instant): NewEvent {
  const { type, version, data } = encode(incidentEvents, event);
  const commandId = uuidv5(id, type);
  const metadata = {
    ...{ version, commandId, occurredAt, jurisdiction: { entity }, correlationId: commandId },
    actor: { kind: 'OPERATOR', id: 'bench:operator', role: 'operator' },
  } as const;
  return { id: uuidv5(commandId, 0), type, data, metadata };
}
