export { type Ended, type Feed, type Feeds, isFollowedBy } from './feed.ts';
export { type Concerns, type FeedPage, type RecentChanges, recentChanges } from './recent-changes.ts';
export {
  type Columns,
  type ColumnValue,
  FEED_LINE_CHANGES_MAX,
  FeedChange,
  FeedLine,
  FeedRequest,
} from './feed-wire.ts';
export { type PacedReads, openPacedReads } from './paced-reads.ts';
export { Footprint, type FootprintNote, footprintNote, footprintsTogether, touches } from './footprint.ts';
export { type Admits, type ChangeKind, changeKind, firstAfter, seenOf, toldOf } from './before-after.ts';
export type { SightingsSource } from './sightings-source.ts';
export { Sighting, SightingsLine, SightingsRequest } from './sightings-wire.ts';
