import { serviceOf } from '@proximidad/edge';
import { agreementSlice } from './agreement/slice.ts';
import { authoritySlice } from './authority/slice.ts';
import { catalogueResolvers } from './catalogue/resolvers.ts';
import { liaisonSlice } from './liaison/slice.ts';

/** Who is who: institutions, what they agreed, and who answers for them where. */
export const definition = serviceOf({
  name: 'authorities',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [authoritySlice, agreementSlice, liaisonSlice],
  resolvers: () => catalogueResolvers,
});
