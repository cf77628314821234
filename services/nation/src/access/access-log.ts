import { type Context, ServiceError } from '@proximidad/edge';
import { decide } from '@proximidad/policy';

export const accessLogResolvers = {
  Query: {
    /** @throws {ServiceError} FORBIDDEN for who has no order for the entity. */
    accesses(_: unknown, { entity }: { readonly entity: string }, { subject }: Context) {
      const decision = decide(subject, 'read', { kind: 'accesslog', entity });
      if (decision.allowed) return { entity };
      const { reason } = decision;
      throw new ServiceError('FORBIDDEN', 'The log of accesses is read under an order for the entity.', {
        reason,
      });
    },
  },
};
