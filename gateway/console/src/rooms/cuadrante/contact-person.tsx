import { useRef } from 'react';
import { Choose, choicesOf, named } from '../../design/components.tsx';
import type { ConsentScope, PersonKeptBy, SpokenFragment } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useWritten } from '../../session/written.ts';
import { useRoomWords } from '../../words/settings.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';
import { Line } from './line.tsx';
import { Withdrawal } from './withdrawal.tsx';

interface Props {
  readonly contact: SpokenFragment['edges'][number]['node'];
  readonly name: string;
  /** What names it among the others. */
  readonly of: string;
  readonly sending: Sending;
}

/** Whether it is kept who it was, who may say so, and who may take that back (BR-C1). */
export function Person({ contact, name, of, sending }: Props) {
  const { person: own } = useRoomWords(beatWords);
  const { id: contactId, person, outcome } = contact;
  const isKept = person !== null && person.withdrawnAt === null;
  const withdraw = () => sending.tell('consentWithdrawn', { contactId }, `${own.withdraw} · ${name}`);
  return (
    <>
      {person && <span className="quiet">{isKept ? own.kept[person.scope] : own.withdrawn}</span>}
      {isKept && person.keptBy === 'CONSENT' && <Withdrawal of={of} onWithdraw={withdraw} />}
      {outcome !== 'NADIE' && <TellPerson {...{ contactId, name, of, sending }} />}
    </>
  );
}

interface Written {
  readonly name: string;
  readonly way: string;
  readonly scope: ConsentScope;
  readonly keptBy: PersonKeptBy;
  readonly notice: string;
}

const NOTHING: Written = { name: '', way: '', scope: 'ANSWER', keptBy: 'CONSENT', notice: '' };

type TellProps = Omit<Props, 'contact'> & { readonly contactId: string };

/** What is written is kept on no device until it is told. */
function TellPerson({ contactId, name, of, sending }: TellProps) {
  const { person: own } = useRoomWords(beatWords);
  const { fields, isOpen, setOpen, write, fold } = useWritten(`person ${contactId}`, () => NOTHING);
  const form = useRef<HTMLFormElement>(null);
  const tell = async () => {
    if (!form.current!.reportValidity()) return;
    const given = { contactId, ageBand: 'ADULT', ...tellingOf(fields) };
    if (await sending.tell('person', given, `${own.tell} · ${name}`)) fold();
  };
  return (
    <details className="another" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary {...named(own.tell, of)}>{own.tell}</summary>
      <form ref={form} {...named(own.tell, of)} className="step" onSubmit={(event) => event.preventDefault()}>
        <p className="quiet">{own.hint}</p>
        <Fields {...{ fields, write }} />
        <Tap of={of} onTap={tell}>
          {own.save}
        </Tap>
      </form>
    </details>
  );
}

interface Writing {
  readonly fields: Written;
  readonly write: (changes: Partial<Written>) => void;
}

function Fields({ fields, write }: Writing) {
  const { person: own, victim } = useRoomWords(beatWords);
  const { name, way, scope, keptBy, notice } = fields;
  // One of the two is enough.
  const isRequired = name.trim() === '' && way.trim() === '';
  return (
    <>
      <Line
        label={own.name}
        value={name}
        form={{ ...FORMS['TellContactPerson name'], required: isRequired }}
        onChange={(text) => write({ name: text })}
      />
      <Line
        label={own.way}
        value={way}
        form={{ ...FORMS['TellContactPerson way'], required: isRequired }}
        onChange={(text) => write({ way: text })}
      />
      <Choose
        label={own.scope}
        value={scope}
        onChange={(value) => write({ scope: value as ConsentScope })}
        choices={choicesOf(own.scopes)}
      />
      <Choose
        label={victim.keptBy}
        value={keptBy}
        onChange={(value) => write({ keptBy: value as PersonKeptBy })}
        choices={choicesOf(victim.grounds)}
      />
      <Line
        label={own.notice}
        value={notice}
        form={{
          ...{ type: 'number', inputMode: 'numeric', required: true },
          ...FORMS['TellContactPerson noticeVersion'],
        }}
        onChange={(text) => write({ notice: text })}
      />
    </>
  );
}

function tellingOf({ name, way, scope, keptBy, notice }: Written) {
  const [who, where] = [name.trim(), way.trim()];
  return {
    ...(who !== '' && { name: who }),
    ...(where !== '' && { way: where }),
    ...{ scope, keptBy, noticeVersion: Number(notice) },
  };
}
