/** For suites of pure code: loads nothing of a store, a broker or a process. */
export { given } from './given.ts';
export { kindsOf, occurring } from './occurring.ts';
export { eventsOf, projected, type Recording } from './projected.ts';
