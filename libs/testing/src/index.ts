export { given } from './given.ts';
export { passportFor, testPassportJwks } from './passport.ts';
export { temporaryStore, type TemporaryStore } from './temporary-store.ts';
export { eventLogContract, eventNumbered, follow } from './store-contract.ts';
