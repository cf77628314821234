import { useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import {
  type ContactAnnulmentReason,
  MyEarlierContacts,
  type SpokenFragment,
} from '../../documents/documents.gen.ts';
import { useAnswer, usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Ago, useClock } from '../../words/time.tsx';
import type { ContactKinds } from './contact-kinds.ts';
import { Person } from './contact-person.tsx';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import type { OfDay } from './tasks.tsx';
import { beatWords } from './words.ts';

type Contact = SpokenFragment['edges'][number]['node'];

interface Of {
  readonly beat: string;
  readonly kinds: ContactKinds;
  readonly officer: string;
  readonly sending: Sending;
}
type Props = OfDay & Of;

/** The latest contacts in the beat, and on request those before; the officer's own can be annulled. */
export function Recent({ answer, day, ...of }: Props) {
  const [own, absence] = [useRoomWords(beatWords), usePartAbsence(answer, day.contacts)];
  return (
    <Panel title={own.recent} name="recent" note={day.contacts?.totalCount ?? undefined}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && day.contacts?.edges.length === 0 && <Nothing kind="empty">{own.noRecent}</Nothing>}
      {day.contacts && <Spoken contacts={day.contacts} {...of} />}
    </Panel>
  );
}

type BeforeProps = Of & { readonly after: string };

/** Somebody may take back later what they agreed to: earlier contacts are asked for once they are wanted. */
function Before(props: BeforeProps) {
  const [own, [isOpen, setOpen]] = [useRoomWords(beatWords), useState(false)];
  return (
    <details className="another" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{own.earlier}</summary>
      {isOpen && <Earlier {...props} />}
    </details>
  );
}

function Earlier({ after, ...of }: BeforeProps) {
  const answer = useAnswer(MyEarlierContacts, { beat: of.beat, after });
  const contacts = answer?.data?.contacts;
  const absence = usePartAbsence(answer, contacts);
  if (absence || !contacts) return <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>;
  return <Spoken {...{ contacts }} {...of} />;
}

/** Contacts, and those before them. */
function Spoken({ contacts: { edges, pageInfo }, ...of }: Of & { readonly contacts: SpokenFragment }) {
  const { kinds, officer, sending } = of;
  const [own, clock] = [useRoomWords(beatWords), useClock()];
  const contacts = edges.map(({ node }) => node);
  const nameOf = ({ kind, outcome }: Contact) => `${kinds[kind] ?? kind} · ${own.outcomes[outcome]}`;
  const told = contacts.map((contact) => `${nameOf(contact)}, ${clock(contact.contactedAt)}`);
  return (
    <>
      <ul className="lines">
        {contacts.map((contact, at) => {
          const [{ id, contactedAt, officers }, name] = [contact, nameOf(contact)];
          const apart = numbered(told, at);
          return (
            <li key={id}>
              <span>{name}</span>
              <span className="quiet number">
                <Ago at={contactedAt} />
              </span>
              {officers?.some((each) => each.id === officer) && (
                <Own {...{ contact, name, of: apart, sending }} />
              )}
            </li>
          );
        })}
      </ul>
      {pageInfo.hasNextPage && pageInfo.endCursor !== null && <Before after={pageInfo.endCursor} {...of} />}
    </>
  );
}

/** A name of one in a list, with its number where several before it have the same. */
function numbered(names: readonly string[], at: number): string {
  const before = names.slice(0, at).filter((name) => name === names[at]).length;
  return before === 0 ? names[at]! : `${names[at]}, ${before + 1}`;
}

interface OwnProps extends Pick<Props, 'sending'> {
  readonly contact: Contact;
  readonly name: string;
  /** What names it among the others. */
  readonly of: string;
}

/** What whoever spoke there may still say of it. */
function Own(own: OwnProps) {
  return (
    <>
      <Person {...own} />
      <Annul {...own} />
    </>
  );
}

/** What was recorded by mistake counts nowhere from then on (BR-C12). */
function Annul({ contact: { id: contactId }, name, of, sending }: OwnProps) {
  const own = useRoomWords(beatWords);
  const [reason, setReason] = useState<ContactAnnulmentReason>('RECORDED_WRONGLY');
  return (
    <details className="another">
      <summary {...named(own.annul, of)}>{own.annul}</summary>
      <Choose
        label={own.why}
        value={reason}
        onChange={(value) => setReason(value as ContactAnnulmentReason)}
        choices={choicesOf(own.annulReasons)}
      />
      <Tap of={of} onTap={() => sending.tell('annulled', { contactId, reason }, `${own.annul} · ${name}`)}>
        {own.annul}
      </Tap>
    </details>
  );
}
