import type { Holder } from '@proximidad/testing/rights';

/** The development users by their role in the oracle. */
export const HOLDER_OF: Readonly<Record<string, Holder>> = {
  analyst: 'analyst',
  'liaison-09': 'liaison',
  'commander-09': 'commander of the state',
  'operator-09': 'operator of the state',
  'operator-09007': 'operator of the town',
  'officer-09': 'officer of the beat',
  'commander-14': 'commander elsewhere',
  academy: 'academy',
  'machine-09': "a state's system",
  'machine-99': 'the sandbox',
  'wall-09': 'the wall of the state',
};
