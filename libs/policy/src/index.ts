export {
  decide,
  mayReadField,
  scopeOf,
  type Decision,
  type Denial,
  type Resource,
  type Scope,
} from './decide.ts';
export { Purpose, purposeFor, purposesOf, Role, Subject } from './subject.ts';
export { TELLS, type CommandType, type Kind } from './tables.ts';
