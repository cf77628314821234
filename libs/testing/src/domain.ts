/** For suites of pure code: nothing of a store, a broker or a process is loaded with it. */
export { given } from './given.ts';
export { kindsOf, occurring } from './occurring.ts';
export { eventsOf, projected, type Recording } from './projected.ts';
