export { hashPassword, type User } from './access/users.ts';
export type { Secure } from './access/secure.ts';
export { startEmbeddedStore, type EmbeddedStore, type StoreOptions } from './server.ts';
export { StoreRefused } from './store/database.ts';
export { verify, type Verified } from './store/verify.ts';
