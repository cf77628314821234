export {
  developmentToken,
  tokenSource,
  TokenUnavailable,
  type TokenFault,
  type Where,
} from './development-token.ts';
export { developmentUsers, USER_FORMS, type DevelopmentUser } from './users.ts';
