import { footprintNote } from '@proximidad/feed';
import type { Subject } from '@proximidad/policy';
import { asking } from './asking.ts';
import type { Subgraph, WireRequest } from './wire.ts';

const subject: Subject = { id: 'c', role: 'commander', entity: '09', purpose: 'DISPATCH' };
const cut = { position: 7, clock: 1 };
const own = { reads: [{ type: 'Unit' }], timeDependent: false, unfed: true };

/** Beats as it answers over the wire, and what it was asked. */
function beats() {
  const seen: WireRequest['extensions'][] = [];
  const subgraph: Subgraph = {
    name: 'beats',
    async ask({ extensions }) {
      seen.push(extensions);
      return { data: {}, extensions: { position: 7, ...(extensions.footprint && { footprint: own }) } };
    },
    close: async () => undefined,
  };
  return { seen, ask: asking({ subgraphs: [subgraph], passport: async () => 'p' }) };
}

test('what another service was asked for stands in the footprint of who asked it, when somebody wants to know', async () => {
  const { seen, ask } = beats();
  const note = footprintNote({}, subject);
  await ask('beats', { query: '{ units { id } }' }, { subject, note }, cut);
  expect(note.footprint().elsewhere).toEqual({ beats: own });
  await ask('beats', { query: '{ units { id } }' }, { subject, note: undefined }, cut);
  expect(seen.map(({ footprint = false }) => footprint)).toEqual([true, false]);
});
