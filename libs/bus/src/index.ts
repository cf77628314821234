export type { Context, ContractBook, ContractKind, EventsOf, Published, Source } from './contract.ts';
export { reaction, type Reaction, type ReactionCommand } from './reaction.ts';
