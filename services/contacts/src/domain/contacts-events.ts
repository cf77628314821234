import type { ContactAreaEvent } from './contact-area.ts';
import type { ContactEvent } from './contact.ts';
import type { FollowUpEvent } from './follow-up.ts';

/** Everything this service records; read models choose from it. */
export type ContactsEvent = ContactEvent | FollowUpEvent | ContactAreaEvent;
