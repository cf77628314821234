import { useState } from 'react';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import type { ContactAnnulmentReason, MyDayQuery } from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { Ago, useClock } from '../../words/time.tsx';
import type { ContactKinds } from './contact-kinds.ts';
import { Person } from './contact-person.tsx';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import type { OfDay } from './tasks.tsx';
import { beatWords } from './words.ts';

type Contact = NonNullable<MyDayQuery['contacts']>['edges'][number]['node'];

interface Props extends OfDay {
  readonly kinds: ContactKinds;
  readonly officer: string;
  readonly sending: Sending;
}

/** The latest contacts in the beat; the officer's own can be annulled. */
export function Recent({ answer, day, kinds, officer, sending }: Props) {
  const [own, absence] = [useRoomWords(beatWords), usePartAbsence(answer, day.contacts)];
  const [contacts, clock] = [day.contacts?.edges.map(({ node }) => node) ?? [], useClock()];
  const nameOf = ({ kind, outcome }: Contact) => `${kinds[kind] ?? kind} · ${own.outcomes[outcome]}`;
  const told = contacts.map((contact) => `${nameOf(contact)}, ${clock(contact.contactedAt)}`);
  return (
    <Panel title={own.recent} name="recent" note={day.contacts?.totalCount ?? undefined}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && contacts.length === 0 && <Nothing kind="empty">{own.noRecent}</Nothing>}
      <ul className="lines">
        {contacts.map((contact, at) => {
          const [{ id, contactedAt, officers }, name] = [contact, nameOf(contact)];
          const of = numbered(told, at);
          return (
            <li key={id}>
              <span>{name}</span>
              <span className="quiet number">
                <Ago at={contactedAt} />
              </span>
              {officers?.some((each) => each.id === officer) && <Own {...{ contact, name, of, sending }} />}
            </li>
          );
        })}
      </ul>
    </Panel>
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
