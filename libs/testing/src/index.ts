export { given } from './given.ts';
export { passportFor, testPassportJwks } from './passport.ts';
