import { formatInstant, type Instant, uuidv5 } from '@proximidad/eventsourcing';
import type { BeatItem, HistoricalItem, Item } from './format.ts';

/** The public mutation that takes items of a kind, and what it may take at once. */
export interface Bulk<I extends Item> {
  readonly itemsMax: number;
  readonly field: string;
  readonly query: string;
  readonly input: (item: I) => Readonly<Record<string, unknown>>;
}

const RESULTS = 'results { index outcome code message }';
const text = (instant: Instant | undefined) => (instant ? formatInstant(instant) : undefined);

const beats: Bulk<BeatItem> = {
  itemsMax: 100,
  field: 'designBeats',
  query: `mutation Import($items: [DesignBeatInput!]!) { designBeats(input: { items: $items }) { ${RESULTS} } }`,
  input: ({ kind: _, ...item }) => ({
    // The beat's natural key, so that a second import repeats the command instead of giving a new one.
    commandId: uuidv5('import-beat', item.authority, item.edition, item.code),
    ...item,
  }),
};

const historical: Bulk<HistoricalItem> = {
  // Half of what is taken at once: an answer stays well within its time on a busy machine.
  itemsMax: 250,
  field: 'recordHistoricalIncidents',
  query: `mutation Import($items: [HistoricalIncidentInput!]!) {
    recordHistoricalIncidents(input: { items: $items }) { ${RESULTS} }
  }`,
  input: ({ kind: _, occurredAt, arrivedAt, closedAt, legs, ...item }) => ({
    ...item,
    occurredAt: text(occurredAt),
    arrivedAt: text(arrivedAt),
    closedAt: text(closedAt),
    ...(legs && { legs: Object.fromEntries(Object.entries(legs).map(([leg, at]) => [leg, text(at)])) }),
  }),
};

/** Kinds are never mixed in one file, so one bulk form serves a whole file. */
export const bulks: { readonly beat: Bulk<BeatItem>; readonly historical: Bulk<HistoricalItem> } = {
  beat: beats,
  historical,
};
