export { commandsOf } from './commands.ts';
export {
  decide,
  type Action,
  disclosesCounts,
  looksInto,
  mayReadField,
  ownsCounts,
  seesCoarsely,
  type Decision,
  type Denial,
  type Resource,
} from './decide.ts';
export {
  admits,
  type Columns,
  countedScopeOf,
  countsUnseen,
  mayBeGranted,
  mayBeGrantedAny,
  passesOutOfSight,
  type Scope,
  scopeOf,
  seesWhatItAskedFor,
} from './scope.ts';
export { type Cell, CELL_MIN, disclosedCells, disclosedShare } from './small-cells.ts';
export {
  decideFinding,
  decideOpening,
  DUTY_MAX_MS,
  grantUsed,
  MASKED_AFTER_MS,
  type Opening,
  type OpeningDecision,
  OpeningDenial,
  openUntil,
  personNoted,
  READERS_MAX,
  Screen,
  type Stop,
  STOPS,
  Task,
  watchesForMany,
} from './opening.ts';
export { isOwnSurname, ownSurnames } from './own-surnames.ts';
export {
  HOLDER_CLAIMS,
  isStronglySignedIn,
  hasSteppedUp,
  Purpose,
  purposeFor,
  purposesOf,
  Role,
  Subject,
  STEP_UP_AGE_MAX_S,
  STRONG_CLASSES,
  SUBJECT_CLAIMS,
  TokenSubject,
} from './subject.ts';
export { COUNTS, EXECUTES, KEY, type Kind, READS } from './tables.ts';
