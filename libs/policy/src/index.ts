export { commandsOf } from './commands.ts';
export {
  decide,
  type Action,
  mayReadField,
  scopeOf,
  type Decision,
  type Denial,
  type Resource,
  type Scope,
} from './decide.ts';
export { Purpose, purposeFor, purposesOf, Role, Subject } from './subject.ts';
export { EXECUTES, READS, type Kind } from './tables.ts';
