import type { Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { cutsDue } from './cutting.ts';
import { monthlyCut } from './monthly-cut.ts';
import { monthlyCuts } from './monthly-cuts.ts';
import { monthlyFigures } from './monthly-figures.ts';

/** The figures of each month, cut once. */
export const monthlyCutSlice: Slice<Places> = {
  aggregate: monthlyCut,
  readModels: [monthlyCuts],
  due: ({ readModels }, now) => cutsDue(readModels, now),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: { monthlyFigures: (_, asked, context) => monthlyFigures(asked, context) },
} satisfies SliceResolvers;
