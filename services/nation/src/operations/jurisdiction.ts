import { type Context, filterError, ServiceError } from '@proximidad/edge';
import { looksInto } from '@proximidad/policy';
import { DENIALS } from '@proximidad/refusals';
import { entityNode } from '../places/places.ts';
import type { QueryOperationsPictureArgs } from '../schema.gen.ts';
import type { Jurisdiction } from './room.ts';

/** @throws {ServiceError} if it is not an entity, or a place whose rooms the caller may not look into. */
export function jurisdictionOf(
  { entity, municipality = null, beat = null }: QueryOperationsPictureArgs,
  { subject, decreed }: Context,
): Jurisdiction {
  if (!entityNode(entity, subject)) throw new ServiceError('BAD_USER_INPUT', 'There is no such entity.');
  const decision = looksInto(subject, 'unit', entity);
  if (!decision.allowed) {
    const { reason } = decision;
    throw new ServiceError('FORBIDDEN', DENIALS.ROOM, { reason });
  }
  // The service that keeps the incidents refuses them: that would look as if it did not answer.
  const outside = filterError({ municipality }, subject, 'incident', decreed);
  if (outside) throw outside;
  return { entity, municipality, beat };
}
