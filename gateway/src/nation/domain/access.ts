import { aggregate, eventFamily, type EventOf, idFor, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** A pseudonym as identity providers give them: no room for a name or a mail address. */
export const SubjectId = z.string().regex(/^[\w:.-]{1,128}$/, 'a subject of the identity provider');
export const RevocationReason = z.enum([
  'LEFT_SERVICE',
  'ROLE_CHANGED',
  'CREDENTIALS_LOST',
  'MISUSE',
  'LEGAL_ORDER',
]);

// ---- events -------------------------------------------------------------------

export const accessEvents = eventFamily({
  AccessRevoked: {
    version: 1,
    schema: z.object({ subject: SubjectId, reason: RevocationReason, revokedAt: Instant }),
  },
});
export type AccessEvent = EventOf<typeof accessEvents>;

// ---- commands -----------------------------------------------------------------

export const AccessCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('RevokeAccess'), subject: SubjectId, reason: RevocationReason, at: Instant }),
]);
export type AccessCommand = z.infer<typeof AccessCommand>;

// ---- rules --------------------------------------------------------------------

export interface Access {
  readonly revoked: boolean;
}

/** What a subject may do at all. Revoked, it stays so: a person who returns gets a new subject. */
export const access = aggregate({
  category: 'access',
  commands: AccessCommand,
  events: accessEvents,
  initialState: { revoked: false },
  decide,
  evolve,
});

/** Access is a national record: whoever issued it, it opens this gateway. */
export function accessIdOf(subject: string): string {
  return idFor('00', 'access', subject);
}

function decide(state: Access, { subject, reason, at }: AccessCommand): readonly AccessEvent[] {
  return state.revoked ? [] : [{ type: 'AccessRevoked', subject, reason, revokedAt: at }];
}

function evolve(_state: Access, _event: AccessEvent): Access {
  return { revoked: true };
}
