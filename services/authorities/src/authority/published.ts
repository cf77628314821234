import type { Published } from '@proximidad/bus';
import type { AuthorityEvent } from './authority.ts';

/** Who came after whom. */
export function publishedAuthority(event: AuthorityEvent): Published {
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
