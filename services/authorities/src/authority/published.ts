import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { AuthorityEvent } from './authority.ts';

/** Publishes which institution succeeded which. */
export function publishedAuthority(event: AuthorityEvent): {
  readonly public?: EventOf<typeof contracts.authorities.public>;
} {
  switch (event.type) {
    case 'AuthoritySucceeded': {
      const { type, code: authority, by: successor, from } = event;
      return { public: { type, authority, successor, from } };
    }
    case 'AuthorityRegistered':
    case 'AuthorityRenamed':
    case 'AuthorityMoved':
    case 'CustodyTransferred':
      return {};
  }
}
