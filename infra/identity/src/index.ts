export {
  developmentToken,
  tokenSource,
  TokenUnavailable,
  type TokenFault,
  type Where,
} from './development-token.ts';
export {
  developmentUsers,
  officerTies,
  subjectIdOf,
  USER_FORMS,
  type DevelopmentUser,
  type OfficerTies,
} from './users.ts';
