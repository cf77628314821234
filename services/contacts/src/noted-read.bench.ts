import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { openService } from '@proximidad/service';
import { openGround } from '@proximidad/testing';
import { askAs, executeAs } from '@proximidad/testing/rights';
import { definition } from './service.ts';

/** Used by the bench: `<reads>` of a contact, each of which is noted, and of a list, which is not; prints medians as one JSON line. */
const reads = Number(process.argv[2]);
const commander: Subject = {
  ...{ id: 'bench:commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' },
};
const ground = await openGround();
const service = await openService(definition, ground.config('contacts'));
await service.caughtUp;
const input = {
  ...{ commandId: randomUUID(), kind: 'CALLE', outcome: 'ATENDIDO', durationSeconds: 60 },
  ...{ municipality: '09007', people: { adults: 1, minors: 0 }, officerIds: [idFor('09', 'officer', 'one')] },
};
const { contact } = await executeAs(
  service,
  commander,
  'recordContact',
  input,
  '... on ContactAccepted { contact { id } }',
);
const notedMs = await medianMs(`{ contact(id: "${contact.id}") { id } }`);
const unnotedMs = await medianMs('{ contacts(first: 1) { edges { node { id } } } }');
process.stdout.write(`${JSON.stringify({ notedMs, unnotedMs })}\n`);
await service.close();
await ground.clear();

async function medianMs(query: string): Promise<number> {
  const took: number[] = [];
  for (let read = 0; read <= reads; read++) {
    const began = performance.now();
    await askAs(service, commander, query);
    // The first one is a warm-up.
    if (read > 0) took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(reads / 2)]!;
}
