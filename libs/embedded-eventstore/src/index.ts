export { hashPassword, type User } from './access/users.ts';
export type { Secure } from './access/secure.ts';
export { startEmbeddedStore, type EmbeddedStore, type StoreOptions } from './server.ts';
export { StoreRefused } from './store/database.ts';
export { verify, type Verified } from './store/verify.ts';
export { backupLog, restoreLog, type BackedUp, type Restored } from './transfer/backup.ts';
export { copyLog, type Copied, type CopyOptions, type Progress } from './transfer/copy.ts';
export { CopyRefused } from './transfer/side.ts';
