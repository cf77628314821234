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
export {
  isStronglySignedIn,
  Purpose,
  purposeFor,
  purposesOf,
  Role,
  Subject,
  SUBJECT_CLAIMS,
} from './subject.ts';
export { EXECUTES, READS, type Kind } from './tables.ts';
