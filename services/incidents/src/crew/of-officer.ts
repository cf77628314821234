import { type Context, ServiceError } from '@proximidad/edge';
import { entityOf, PublicId } from '@proximidad/eventsourcing';
import { looksInto } from '@proximidad/policy';
import { DENIALS, type FaultSaid, sayBoth } from '@proximidad/refusals';
import { crewOfficers } from './crew-officers.ts';

/** What an officer did is shown to those who may see where officers serve and whom the law lets handle personnel of the place (ADR 343). */
const FIELD = 'Officer.incidents';

/** Whether the officer exists for the caller. @throws {ServiceError} FORBIDDEN for a role or purpose that may never see it. */
export function isOfficerSeen(context: Context, officer: string): boolean {
  context.field(FIELD);
  const looking = looksInto(context.subject, 'officer', entityOf(officer));
  if (!looking.allowed && looking.reason !== 'ENTITY')
    throw new ServiceError('FORBIDDEN', sayBoth(DENIALS.FIELD, { field: FIELD }), { reason: 'ROLE' });
  return looking.allowed && context.table(crewOfficers, 'officer').get(officer) !== undefined;
}

/**
 * A query for the incidents to which an officer was sent names the officer, so one who does not exist, or is not
 * theirs to see, is distinguished from one who was sent nowhere (ADR 140).
 *
 * @throws {ServiceError} FORBIDDEN, or BAD_USER_INPUT for an officer of the caller's entity who is not known, or not theirs to see.
 */
export function refuseUnseenOfficer(context: Context, officer: string): void {
  if (!PublicId.safeParse(officer).success) throw faultOf('NO_ID', 'not the id of an officer');
  if (isOfficerSeen(context, officer)) return;
  if (looksInto(context.subject, 'officer', entityOf(officer)).allowed)
    throw faultOf('UNKNOWN_OFFICER', 'nobody with that id, whom you may see, was ever on duty');
  throw new ServiceError('FORBIDDEN', DENIALS.FILTER_ENTITY, { reason: 'ENTITY' });
}

function faultOf(code: string, message: FaultSaid): ServiceError {
  return new ServiceError('BAD_USER_INPUT', 'No record can match this filter.', {
    fields: [{ path: 'officer', code, message }],
  });
}
