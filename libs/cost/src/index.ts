export { type Company, openCompany } from './company.ts';
export { COST_MAX, type Cost, costOf, SUBGRAPH_COST_MAX } from './cost.ts';
export { type FairLimiter, type FairLimits, openFairLimiter } from './fair-limiter.ts';
export { type Extent, extentOf } from './extent.ts';
export { type Weights, weightsOf } from './weights.ts';
