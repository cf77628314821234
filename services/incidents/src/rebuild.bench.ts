import { uuidv5 } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { openReadModels, runProjector } from '@proximidad/readmodel';
import { definition } from './service.ts';
import { lifeOf } from './testing/lives.ts';

/**
 * Used by the bench: `fill <esdb url> <events>` records the lives of incidents, `rebuild <esdb url> <file>` builds the
 * service's read models from the log. Each prints one JSON line.
 */
const CONCURRENCY = 64;

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
