export { startEmbeddedStore, type EmbeddedStore, type StoreOptions } from './server.ts';
export { StoreRefused } from './store/database.ts';
export { verify, type Verified } from './store/verify.ts';
