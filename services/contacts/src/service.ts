import { reaction } from '@proximidad/bus';
import type { Dependencies, ServiceDefinition } from '@proximidad/service';
import { type AreaIndex, openAreaIndex } from './area-index.ts';
import { areas } from './domain/areas.ts';
import { contactAreaEvents } from './domain/contact-area.ts';
import { contactEvents } from './domain/contact.ts';
import { contacts } from './domain/contacts.ts';
import { overdueOf } from './domain/due.ts';
import { followUpQueue } from './domain/follow-up-queue.ts';
import { followUpEvents } from './domain/follow-up.ts';
import { publishedContact, publishedFollowUp } from './domain/published.ts';
import { noteBeatClosed, noteBoundary, requestFollowUp } from './domain/reactions.ts';
import { resolvers } from './graphql/resolvers.ts';

const DUE_MAX = 100;

/** Who spoke with whom, and what victims are owed. */
export const definition: ServiceDefinition<AreaIndex> = {
  name: 'contacts',
  schema: new URL('./graphql/schema.graphql', import.meta.url),
  families: { contact: contactEvents, followup: followUpEvents, contactarea: contactAreaEvents },
  readModels: [contacts, followUpQueue, areas],
  feeds: {
    Contact: { model: contacts, kind: 'contact' },
    FollowUp: { model: followUpQueue, kind: 'followup' },
  },
  published: { contact: publishedContact, followup: publishedFollowUp },
  opened: ({ readModels }) => openAreaIndex(readModels),
  resolvers,
  reactions: () => [
    reaction({
      name: 'request-follow-up',
      context: 'incidents',
      kind: 'restricted',
      type: 'IncidentClosed',
      react: requestFollowUp,
    }),
    reaction({
      name: 'note-designed-beat',
      context: 'beats',
      kind: 'public',
      type: 'BeatDesigned',
      react: noteBoundary,
    }),
    reaction({
      name: 'note-redrawn-beat',
      context: 'beats',
      kind: 'public',
      type: 'BeatRedrawn',
      react: noteBoundary,
    }),
    reaction({
      name: 'note-closed-beat',
      context: 'beats',
      kind: 'public',
      type: 'BeatClosed',
      react: noteBeatClosed,
    }),
  ],
  due,
};

/** Follow-ups whose due instant has come, the longest overdue first. */
function* due({ readModels }: Dependencies<AreaIndex>, now: number) {
  if (readModels.building) return;
  const { rows } = readModels.table(followUpQueue).list({
    where: { status: 'REQUESTED', dueAt: { lt: now + 1 } },
    orderBy: [{ column: 'dueAt' }],
    first: DUE_MAX,
  });
  for (const { row } of rows) yield overdueOf(row);
}
