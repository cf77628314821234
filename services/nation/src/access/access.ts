import {
  aggregate,
  eventFamily,
  type EventOf,
  idFor,
  Instant,
  named,
  closedList,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

/** A pseudonym as identity providers give them: no room for a name or a mail address. */
const SubjectId = named('ID', z.string().regex(/^[\w:.-]{1,128}$/, 'a subject of the identity provider'));

const RevocationReason = closedList(
  'RevocationReason',
  {
    LEFT_SERVICE: 'The person serves no more.',
    ROLE_CHANGED: 'The person has another task now.',
    CREDENTIALS_LOST: 'What the person signs in with was lost or stolen.',
    MISUSE: 'The access was misused.',
    LEGAL_ORDER: 'A court or an authority ordered it.',
  },
  'Why the access of a subject ends.',
);

// ---- events -------------------------------------------------------------------

export const accessEvents = eventFamily({
  AccessRevoked: {
    version: 1,
    schema: z.object({ subject: SubjectId, reason: RevocationReason, revokedAt: Instant }),
  },
});
export type AccessEvent = EventOf<typeof accessEvents>;

// ---- commands -----------------------------------------------------------------

export interface Access {
  readonly revoked: boolean;
}

const { command } = commandsOf<Access>();

/** What a subject may do at all. Revoked, it stays so: a person who returns gets a new subject. */
export const access = aggregate({
  category: 'access',
  events: accessEvents,
  initialState: { revoked: false } as Access,
  commands: {
    RevokeAccess: command({
      doc: "Ends a subject's access to this platform, at the latest 30 seconds after; for ever.",
      mayExecute: ['analyst'],
      addresses: 'natural',
      input: {
        subject: SubjectId.describe('As the identity provider names it, `sub` of its tokens.'),
        reason: RevocationReason.describe('Why it ends.'),
      },
      decide: ({ revoked }, { subject, reason, at }) =>
        revoked ? [] : [{ type: 'AccessRevoked' as const, subject, reason, revokedAt: at }],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

/** Access is a national record: it opens this gateway, whichever state issued it. */
export function accessIdOf(subject: string): string {
  return idFor('00', 'access', subject);
}

function evolve(_state: Access, _event: AccessEvent): Access {
  return { revoked: true };
}
