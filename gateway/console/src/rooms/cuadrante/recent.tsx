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
  const contacts = day.contacts?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel title={own.recent} name="recent" note={day.contacts?.totalCount ?? undefined}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && contacts.length === 0 && <Nothing kind="empty">{own.noRecent}</Nothing>}
      <ul className="lines">
        {contacts.map((contact) => {
          const { id, kind, outcome, contactedAt, officers } = contact;
          const name = `${kinds[kind] ?? kind} · ${own.outcomes[outcome]}`;
          return (
            <li key={id}>
              <span>{name}</span>
              <span className="quiet number">
                <Ago at={contactedAt} />
              </span>
              {officers?.some((each) => each.id === officer) && <Own {...{ contact, name, sending }} />}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

interface OwnProps extends Pick<Props, 'sending'> {
  readonly contact: Contact;
  readonly name: string;
}

/** What whoever spoke there may still say of it. */
function Own({ contact, name, sending }: OwnProps) {
  const of = `${name}, ${useClock()(contact.contactedAt)}`;
  return (
    <>
      <Person {...{ contact, name, of, sending }} />
      <Annul {...{ contact, name, of, sending }} />
    </>
  );
}

/** What was recorded by mistake counts nowhere from then on (BR-C12). */
function Annul({ contact: { id: contactId }, name, of, sending }: OwnProps & { readonly of: string }) {
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
