export { CHANGES_MAX, type Change, type Changes, type ChangesQuery } from './changes.ts';
export { VERSIONS_BETWEEN_MAX, type BetweenQuery, type PageBetween, type RowBetween } from './between.ts';
export { isDiskFull } from './database.ts';
export type { Dump } from './dump.ts';
export {
  InvalidCursor,
  LimitExceeded,
  LogCutShort,
  PositionAhead,
  ProjectionStopped,
  ReadModelsBuilding,
  VersionsPruned,
} from './errors.ts';
export { FIGURES_MAX, type FiguresQuery } from './figures.ts';
export type { Checkpoint, Found } from './file.ts';
export { IN_VALUES_MAX, type Filter, type Where } from './filter.ts';
export { nearestRanks } from './nearest-ranks.ts';
export type { OrderBy } from './paging.ts';
export { openSpareFile } from './spare-file.ts';
export type { Fed, Touched } from './projection.ts';
export { lookAtHead, runProjector, type Lag, type Projector, type ProjectorOptions } from './projector.ts';
export { openReadModels, type Committed, type ReadModels, type ReadModelsOptions } from './read-models.ts';
export {
  COUNT_MAX,
  KEYS_MAX,
  PAGE_SIZE_MAX,
  SAMPLE_SIZE_MAX,
  type ListQuery,
  type Page,
  type Query,
  type Sampled,
  type Table,
} from './table.ts';
export type { Wait } from './waiting.ts';
