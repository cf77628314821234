import type { SliceResolvers } from '../schema.gen.ts';
import { entityNode, municipalityNode } from './places.ts';

/** Entities and municipalities, as far as the caller may see them. */
export const placeResolvers = {
  Query: {
    entity: (_, { code }, { subject }) => entityNode(code, subject) ?? null,
    municipality: (_, { cvegeo }, { subject }) => municipalityNode(cvegeo, subject) ?? null,
  },
  Entity: { __resolveReference: ({ code }, { subject }) => entityNode(code, subject) },
  Municipality: { __resolveReference: ({ cvegeo }, { subject }) => municipalityNode(cvegeo, subject) },
} satisfies SliceResolvers;
