export { hashPassword, type User } from './access/users.ts';
export { startEmbeddedStore, type EmbeddedStore, type Secure, type StoreOptions } from './server.ts';
export { StoreRefused } from './store/database.ts';
export { verify, type Verified } from './store/verify.ts';
