export { COMMAND_DENIALS, DENIALS, DENIED_COMMAND, DENIED_OPENING, OPENING_DENIALS } from './denials.ts';
export { ERROR_CODES, type ErrorCode } from './error-codes.ts';
export { languageOf } from './language.ts';
export { sayOfDocument } from './of-documents.ts';
export { withoutValues } from './without-values.ts';
export { REFUSALS, type RefusalCode } from './refusals.ts';
export {
  type FaultSaid,
  FORMS_IN_SPANISH,
  joined,
  NO_DATE_TIME,
  NO_MOMENT,
  type Said,
  say,
  sayBoth,
  sayEach,
  sentencesOf,
  verbatim,
} from './messages.ts';
export { refuse, type Refused } from './refuse.ts';
export { filled, type Language, LANGUAGE_USUAL, type Sentences, type Wording } from './wording.ts';
