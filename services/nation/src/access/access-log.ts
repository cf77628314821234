import { type Context, mayAudit } from '@proximidad/edge';

export const accessLogResolvers = {
  Query: {
    /** @throws {ServiceError} FORBIDDEN for anyone without an order for the entity. */
    accesses(_: unknown, { entity }: { readonly entity: string }, { subject }: Context) {
      mayAudit(subject, entity);
      return { entity };
    },
  },
};
