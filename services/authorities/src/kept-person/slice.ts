import { publishOnly, reaction } from '@proximidad/bus';
import { RETENTION } from '@proximidad/catalogues';
import {
  connectionOf,
  type Context,
  type Dependencies,
  type Due,
  eachRow,
  edgeOf,
  type Seeking,
  type Slice,
} from '@proximidad/edge';
import type { contracts } from '@proximidad/contracts';
import { type EventOf, execution, instantAt } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { SliceResolvers } from '../schema.gen.ts';
import type { CarryingOut } from './carrying-out.ts';
import { ASKED_MAX_MS, keptPerson } from './kept-person.ts';
import { keptPersons } from './kept-persons.ts';
import { publishedKeptPerson } from './published.ts';

type RecordsCommand = Extract<keyof typeof keptPerson.commands, string>;
type Asked = Pick<Seeking<CarryingOut, { readonly subject: string }>, 'context' | 'deps' | 'input'>;

const ofIncidents = { context: 'incidents', kind: 'restricted', inOrder: true } as const;
const ofTraining = { context: 'training', kind: 'restricted', inOrder: true } as const;
const ofContacts = { context: 'contacts', kind: 'restricted', inOrder: true } as const;

/** The decisions of the office of records about persons: blocked, held, erased. */
export const keptPersonSlice: Slice<CarryingOut> = {
  aggregate: keptPerson,
  readModels: [keptPersons],
  published: publishOnly(['SubjectKeyDestroyed'], publishedKeptPerson),
  reactions: () => [
    reaction({
      ...{ name: 'note-retention', ...ofIncidents, type: 'RetentionDue' },
      react: noteRetention,
    }),
    reaction({
      ...{ name: 'note-renewed-retention-of-incidents', ...ofIncidents, type: 'RetentionRenewed' },
      react: noteRenewal,
    }),
    reaction({
      ...{ name: 'note-retention-of-contacts', ...ofContacts, type: 'RetentionDue' },
      react: noteRetention,
    }),
    reaction({
      ...{ name: 'note-renewed-retention-of-contacts', ...ofContacts, type: 'RetentionRenewed' },
      react: noteRenewal,
    }),
    reaction({
      ...{ name: 'note-retention-of-training', ...ofTraining, type: 'RetentionDue' },
      react: noteRetention,
    }),
    reaction({
      ...{ name: 'note-renewed-retention-of-training', ...ofTraining, type: 'RetentionRenewed' },
      react: noteRenewal,
    }),
  ],
  due: reviewsDue,
  edge: edgeOf<CarryingOut>()({
    aggregate: keptPerson,
    ...{ type: 'KeptPerson', field: 'keptPerson', model: keptPersons, kind: 'keptperson' },
    lookUps: {
      BlockPerson: deciding('BlockPerson'),
      UnblockPerson: deciding('UnblockPerson'),
      AskHold: deciding('AskHold'),
      AskRelease: deciding('AskRelease'),
      AskErasure: deciding('AskErasure'),
      ConfirmRecordsAct: deciding('ConfirmRecordsAct'),
      WithdrawRecordsAct: deciding('WithdrawRecordsAct'),
    },
  }),
  resolvers: () => resolvers,
};

type OfContacts = EventOf<typeof contracts.contacts.restricted>;

function noteRetention(due: Extract<OfContacts, { readonly type: 'RetentionDue' }>) {
  const { subject, rule, record, dueAt } = due;
  return execution(keptPerson, subject, { type: 'NoteRetentionCame', rule, record, dueAt });
}

function noteRenewal({
  subject,
  record,
  renewedAt,
}: Extract<OfContacts, { readonly type: 'RetentionRenewed' }>) {
  return execution(keptPerson, subject, { type: 'NoteRetentionRenewed', record, renewedAt });
}

/** A token that belongs to nobody is refused before anything is decided; the right is checked first, by the record's entity. */
function deciding(command: RecordsCommand) {
  return async ({ context, deps, input: { subject } }: Asked) => {
    context.mayExecute(keptPerson, command, subject.slice(0, 2));
    const known = context.table(keptPersons, 'keptperson').get(subject);
    if (!known && !(await deps.vault.keeps(subject))) return refuse('PersonNotKept');
    return { id: subject, found: decidingIn(context) };
  };
}

/** The platform's own clock, and the person, whichever institution they act for. */
export function decidingIn({ subject, now }: Pick<Context, 'subject' | 'now'>) {
  return { by: subject.person ?? subject.id, now: now() };
}

/** Holds that are due for review. */
function* reviewsDue({ readModels }: Dependencies<CarryingOut>, now: number): Iterable<Due> {
  const where = { reviewAt: { lt: now + 1 } } as const;
  for (const row of eachRow(readModels.table(keptPersons), { where, orderBy: [{ column: 'reviewAt' }] })) {
    const { id, hold, reviewAt } = row;
    if (reviewAt === null || hold === null) continue;
    const at = instantAt(reviewAt, 'UTC');
    yield {
      ...{ subject: `hold-review:${id}:${hold.order}`, dueAt: reviewAt },
      execution: execution(keptPerson, id, { type: 'NoteHoldReviewDue', order: hold.order, at }),
    };
  }
}

const RULES = Object.entries(RETENTION).map(([code, { from, kept, blocked, source }]) => ({
  ...{ code: code as keyof typeof RETENTION, from, kept: spanText(kept), source },
  blocked: blocked && spanText(blocked),
}));

/** In ISO 8601. */
function spanText({ years, days }: { readonly years?: number; readonly days?: number }): string {
  return `P${years === undefined ? '' : `${years}Y`}${days === undefined ? '' : `${days}D`}`;
}

const resolvers = {
  Query: {
    retentionRules: () => RULES,
    keptPerson: (_, { subject }, { table }) => table(keptPersons, 'keptperson').get(subject),
    keptPersons: (_, { entity, state, destroyDue, held, waiting, ...page }, { table, cut }) => {
      const where = {
        entity: entity ?? undefined,
        state: state ? { in: state } : undefined,
        destroyDueAt: destroyDue ? { lt: cut.clock + 1 } : undefined,
        held: held ? (1 as const) : undefined,
        askedUntil: waiting ? { gte: cut.clock } : undefined,
      };
      return connectionOf(
        table(keptPersons, 'keptperson'),
        where,
        [{ column: 'changedAt', desc: true }],
        page,
      );
    },
  },
  AskedRecordsAct: {
    confirmBy: ({ askedAt }) => ({ ...askedAt, ms: askedAt.ms + ASKED_MAX_MS }),
  },
  KeptPerson: {
    entity: ({ entity }) => ({ code: entity }),
    destroyDueAt: ({ destroyDueAt }) => (destroyDueAt === null ? null : instantAt(destroyDueAt, 'UTC')),
    carriedOut: ({ pending }) => pending === 0,
  },
} satisfies SliceResolvers;
