import { formatInstant, type Instant, uuidv5 } from '@proximidad/eventsourcing';
import type { AuthorityItem, BeatItem, HistoricalItem, Item, ProfileItem } from './format.ts';

/** The public mutation that takes items of a kind, and how many it takes at once. */
export interface Bulk<I extends Item> {
  readonly itemsMax: number;
  /** The mutation takes one item, as `input`; each is sent after the previous one. */
  readonly oneByOne?: true;
  readonly field: string;
  readonly query: string;
  readonly input: (item: I) => Readonly<Record<string, unknown>>;
}

const RESULTS = 'results { index outcome code message } position';
const text = (instant: Instant | undefined) => (instant ? formatInstant(instant) : undefined);

const beats: Bulk<BeatItem> = {
  itemsMax: 100,
  field: 'designBeats',
  query: `mutation Import($items: [DesignBeatInput!]!) { designBeats(input: { items: $items }) { ${RESULTS} } }`,
  input: ({ kind: _, ...item }) => ({
    // The beat's natural key, so that a second import repeats the command instead of sending a new one.
    commandId: uuidv5('import-beat', item.authority, item.edition, item.code),
    ...item,
  }),
};

const historical: Bulk<HistoricalItem> = {
  // Half of what is accepted at once: an answer stays well within its time on a busy machine.
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

const ONE = '__typename ... on Accepted { known position } ... on Refusal { code message }';

const authorities: Bulk<AuthorityItem> = {
  ...{ itemsMax: 50, oneByOne: true, field: 'registerAuthority' },
  query: `mutation Import($input: RegisterAuthorityInput!) { registerAuthority(input: $input) { ${ONE} } }`,
  input: ({ kind: _, institution, from, ...item }) => ({
    commandId: uuidv5('import-authority', item.entity, item.code),
    ...item,
    ...{ kind: institution, from: text(from) },
  }),
};

const profiles: Bulk<ProfileItem> = {
  ...{ itemsMax: 1, oneByOne: true, field: 'proposeProfile' },
  query: `mutation Import($input: ProposeProfileInput!) { proposeProfile(input: $input) { ${ONE} } }`,
  input: ({ kind: _, profileId, version, ...item }) => ({
    commandId: uuidv5('import-profile', profileId, version),
    ...item,
  }),
};

/** Kinds are never mixed in one file, so one bulk form serves the whole file. */
export const bulks: { readonly [Kind in Item['kind']]: Bulk<Extract<Item, { readonly kind: Kind }>> } = {
  beat: beats,
  historical,
  authority: authorities,
  profile: profiles,
};
