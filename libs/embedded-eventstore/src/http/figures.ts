import { statSync } from 'node:fs';
import type { ConnectionFigures } from '../rpc/front.ts';
import type { Meter } from '../rpc/meter.ts';
import type { Log } from '../store/log.ts';

export interface Measured {
  readonly log: Log;
  readonly meter: Meter;
  connections(): ConnectionFigures;
  /** Files of the log. */
  readonly files: readonly string[];
}

type Kind = 'gauge' | 'counter';
interface Figure {
  readonly name: string;
  readonly kind: Kind;
  readonly help: string;
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

/** What the server knows about itself, for `/stats` and `/metrics`. */
export class Figures {
  readonly #measured: Measured;
  readonly #startedAt = Date.now();
  readonly #headAtStart: number;
  #commits = 0;

  constructor(measured: Measured) {
    this.#measured = measured;
    this.#headAtStart = measured.log.head;
    measured.log.onCommit(() => this.#commits++);
  }

  /** The real server's sections, as far as they mean something here. */
  stats(): object {
    const { log } = this.#measured;
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    return {
      proc: { startTime: new Date(this.#startedAt).toISOString(), id: process.pid, mem: rss },
      es: {
        head: log.head,
        bytes: this.#bytes(),
        queue: log.queued,
        integrity: log.integrity,
        diskFull: log.diskFull,
        commits: this.#commits,
        connections: this.#measured.connections().size,
        calls: Object.fromEntries(this.#measured.meter.open),
        memory: { rss, heapUsed, external, arrayBuffers },
      },
    };
  }

  /** In Prometheus' text format. */
  metrics(): string {
    return `${this.#figures().map(exposition).join('\n')}\n`;
  }

  #figures(): Figure[] {
    const { log, meter, connections } = this.#measured;
    const one = (name: string, kind: Kind, help: string, value: number): Figure => {
      return { name, kind, help, samples: [{ value }] };
    };
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const { sealedPosition, scrubbedPosition, passes, findings } = log.integrity;
    return [
      one('store_head_position', 'gauge', 'Position of the last event of the log.', log.head),
      one('store_events_appended_total', 'counter', 'Events since the start.', log.head - this.#headAtStart),
      one('store_commits_total', 'counter', 'Transactions that added events.', this.#commits),
      one('store_queue_changes', 'gauge', 'Changes waiting for the disk.', log.queued.changes),
      one('store_queue_bytes', 'gauge', 'Bytes of the changes waiting for the disk.', log.queued.bytes),
      one('store_file_bytes', 'gauge', 'Size of the log and its write-ahead log.', this.#bytes()),
      one('store_disk_full', 'gauge', '1 while only streams with a reserve are taken.', Number(log.diskFull)),
      one('store_sealed_position', 'gauge', 'Everything up to here is folded in and synced.', sealedPosition),
      one(
        'store_scrubbed_position',
        'gauge',
        'The pass over the log has looked up to here.',
        scrubbedPosition,
      ),
      one('store_scrub_passes_total', 'counter', 'Whole passes since the start.', passes),
      one('store_damaged_events', 'gauge', 'Events found not to be what was written.', findings.length),
      one('store_connections', 'gauge', 'Connections that are open.', connections().size),
      one(
        'store_connections_made_way_total',
        'counter',
        'Connections of strangers that were ended for others.',
        connections().madeWay,
      ),
      one(
        'store_connections_chattering_total',
        'counter',
        'Connections that were ended because they said much and asked little.',
        connections().chattering,
      ),
      {
        name: 'store_calls_open',
        kind: 'gauge',
        help: 'Calls that are under way; subscriptions are reads without end.',
        samples: [...meter.open].map(([method, value]) => ({ labels: { method }, value })),
      },
      {
        name: 'store_calls_total',
        kind: 'counter',
        help: 'Calls that have ended, by their gRPC status.',
        samples: meter.ended.map(({ method, status, count }) => ({
          labels: { method, status: String(status) },
          value: count,
        })),
      },
      one('process_resident_memory_bytes', 'gauge', 'Resident memory.', rss),
      one('nodejs_heap_used_bytes', 'gauge', 'JavaScript heap in use.', heapUsed),
      one(
        'nodejs_external_memory_bytes',
        'gauge',
        'Memory outside the heap that JavaScript holds.',
        external,
      ),
      one('process_cpu_seconds_total', 'counter', 'Processor time.', (user + system) / 1e6),
      one('process_start_time_seconds', 'gauge', 'Unix time of the start.', this.#startedAt / 1000),
    ];
  }

  #bytes(): number {
    return this.#measured.files.reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }
}

function exposition({ name, kind, help, samples }: Figure): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines].join('\n');
}
