export { startEmbeddedStore, type EmbeddedStore, type StoreOptions } from './server.ts';
