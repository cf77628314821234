import { askQuarantine, masked, quarantinedKeys, quarantinedMessages } from '@proximidad/bus';
import type { EventLog } from '@proximidad/eventstore';
import { Fault } from '@proximidad/program';
import { SERVICES } from '@proximidad/topology';
import { parseArgs } from 'node:util';

/** The running service checks once a second for requests, and a replay tries each message several times. */
const PATIENCE_MS = 20_000;
const VERBS = ['show', 'replay', 'discard'];
const BY = 'npm run quarantine';
export const QUARANTINE_HELP = `npm run quarantine -- list | show | replay | discard

The messages that services could not handle, by the stream they came from, with those that came after them. One JSON line
each; payloads are hidden.

  list    [--service <s>]                                        every key that waits, the longest waiting first
  show    --service <s> --key <stream>                           its messages, in order
  replay  --service <s> --key <stream>                           the running service tries them again, in order
  discard --service <s> --key <stream> --id <id> --reason <why>  discards one message, on record

Settings (environment): PROXIMIDAD_DATA (.data), ESDB_URL or ESDB_URL_FILE for a store elsewhere.
`;

type Say = (line: object) => void;

/** @throws {Fault} when the command line is wrong, nothing waits under the key, or something still does after a replay. */
export async function quarantine(log: EventLog, args: readonly string[], say: Say): Promise<void> {
  const { values, positionals } = read(args);
  const [verb = '', ...more] = positionals;
  if (more.length > 0) throw new Fault(`${more.join(' ')} is not understood after ${verb}. See --help.`);
  const { service } = values;
  if (service !== undefined) mustExist(service);
  if (verb === 'list') return list(log, service === undefined ? SERVICES : [service], say);
  if (!VERBS.includes(verb)) throw new Fault('Say list, show, replay or discard. See --help.');
  if (service === undefined || values.key === undefined)
    throw new Fault('Name --service and --key. See --help.');
  const { key, id, reason } = values;
  const waiting = await quarantinedMessages(log, service, key);
  // A misspelt key would look like one that was mended.
  if (waiting.length === 0) throw new Fault(`Nothing of ${key} waits at ${service}; list says what does.`);
  switch (verb) {
    case 'show':
      return show(waiting, say);
    case 'replay':
      return listed(await asked(log, service, { type: 'ReplayAsked', key, by: BY }), say);
    default: {
      if (id === undefined || reason === undefined) throw new Fault('Name --id and --reason. See --help.');
      if (!waiting.some((message) => message.id === id)) throw new Fault(`No message ${id} waits there.`);
      const left = await asked(log, service, { type: 'DiscardAsked', key, id, by: BY, reason });
      if (left.some((message) => message.id === id))
        throw new Fault(`${service} did not answer: does it run?`);
      return say({ discarded: id, waiting: left.length });
    }
  }
}

/** @throws {Fault} naming the services that exist. */
export function mustExist(service: string): void {
  if (!SERVICES.some((name) => name === service))
    throw new Fault(`There is no service ${service}; there are ${SERVICES.join(', ')}.`);
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { service: text, key: text, id: text, reason: text };
  return parseArgs({ args: [...args], allowPositionals: true, options });
}

async function list(log: EventLog, services: readonly string[], say: Say): Promise<void> {
  for (const service of services) {
    for (const { since, ...rest } of await quarantinedKeys(log, service))
      say({ service, since: new Date(since).toISOString(), ...rest });
  }
}

function show(waiting: Awaited<ReturnType<typeof quarantinedMessages>>, say: Say): void {
  for (const { id, origin, reason, message } of waiting) {
    const { context, kind, type, version, source } = message ?? {};
    const from = source && { stream: source.stream, revision: source.revision };
    say({ id, origin, reason, context, kind, type, version, from, data: masked(message?.data) });
  }
}

function asked(log: EventLog, service: string, ask: Parameters<typeof askQuarantine>[2]) {
  return askQuarantine(log, service, ask, { now: Date.now, patienceMs: PATIENCE_MS });
}

function listed(left: readonly { readonly id: string; readonly reason: string | null }[], say: Say): void {
  say({ waiting: left.length });
  if (left.length > 0)
    throw new Fault(`${left[0]!.id} still cannot be handled, or the service does not run.`);
}
