import { Fragment, useState } from 'react';
import {
  AskErasure,
  AskHold,
  AskRelease,
  BlockPerson,
  ConfirmRecordsAct,
  type ErasureGround,
  type KeptFragment,
  type RecordsAct,
  UnblockPerson,
  WithdrawRecordsAct,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useRoomWords } from '../../words/settings.ts';
import { useOfNow } from '../../words/time.tsx';
import { Order } from '../order.tsx';
import { Reason } from '../reason.tsx';
import { shortOf } from '../sala/board.ts';
import { dataWords } from './words.ts';

interface Of {
  readonly id: string;
}

/** What may be decided of one person's data, as they stand; undefined where nothing was decided yet. */
export function Decide({ id, kept }: Of & { readonly kept: KeptFragment | undefined }) {
  const waiting = useWaiting(kept?.asked ?? []);
  const isOver = useOfNow((ms) => Date.parse(kept?.destroyDueAt ?? '') <= ms);
  if (kept?.erasure) return null;
  const { hold, blockedBy } = kept ?? { hold: null, blockedBy: null };
  const waitsFor = (act: RecordsAct) => waiting.some((each) => each.act === act);
  return (
    <>
      {kept && <Asked kept={kept} />}
      {blockedBy === null ? <Block id={id} /> : <Unblock id={id} />}
      {!waitsFor('HOLD') && <Hold id={id} {...(hold && { order: hold.order, owner: hold.owner })} />}
      {hold && !waitsFor('RELEASE') && <Release id={id} />}
      {!hold && !waitsFor('HOLD') && !waitsFor('ERASE') && <Erase {...{ id, isOver }} />}
    </>
  );
}

/** Those that may still be confirmed: after a day they are asked for again. */
function useWaiting(asked: KeptFragment['asked']): KeptFragment['asked'] {
  const acts = useOfNow((ms) =>
    asked.flatMap(({ act, confirmBy }) => (ms <= Date.parse(confirmBy) ? act : [])).join(' '),
  );
  return asked.filter(({ act }) => acts.split(' ').includes(act));
}

/** What waits for a second person: whoever did not ask confirms it, and anybody of the office withdraws it. */
export function Asked({ kept: { id: subject, asked } }: { readonly kept: KeptFragment }) {
  const own = useRoomWords(dataWords);
  return useWaiting(asked).map(({ act, order }) => {
    const of = `${own.acts[act]}, ${order}, ${shortOf(subject)}`;
    const about = `${subject} ${act}`;
    return (
      <Fragment key={act}>
        <Order
          order="ConfirmRecordsAct"
          document={ConfirmRecordsAct}
          {...{ about, of }}
          input={{ subject, act, order }}
        />
        <Order
          order="WithdrawRecordsAct"
          document={WithdrawRecordsAct}
          {...{ about, of }}
          input={{ subject, act }}
        />
      </Fragment>
    );
  });
}

const ON_ORDER = { BlockPerson, UnblockPerson, AskRelease } as const;

/** What takes nothing but the document that orders it. */
function OnOrder({ what, id: subject }: Of & { readonly what: keyof typeof ON_ORDER }) {
  const [order, setOrder] = useState('');
  return (
    <Order
      order={what}
      document={ON_ORDER[what]}
      about={subject}
      of={shortOf(subject)}
      input={{ subject, order }}
      onDone={() => setOrder('')}
    >
      <OrderNumber value={order} onChange={setOrder} />
    </Order>
  );
}

const Block = ({ id }: Of) => <OnOrder what="BlockPerson" id={id} />;
export const Unblock = ({ id }: Of) => <OnOrder what="UnblockPerson" id={id} />;
export const Release = ({ id }: Of) => <OnOrder what="AskRelease" id={id} />;

/** A hold, or the review of the one in force, which goes on under its own order. */
export function Hold({ id: subject, ...given }: Of & { readonly order?: string; readonly owner?: string }) {
  const own = useRoomWords(dataWords);
  const [order, setOrder] = useState(given.order ?? '');
  const [owner, setOwner] = useState(given.owner ?? '');
  return (
    <Order
      order="AskHold"
      document={AskHold}
      about={subject}
      of={shortOf(subject)}
      input={{ subject, order, owner }}
    >
      <OrderNumber value={order} onChange={setOrder} />
      <label className="field">
        <span>{own.owner}</span>
        <input
          value={owner}
          required
          {...FORMS['AskHold owner']}
          autoComplete="off"
          placeholder="fgr"
          onChange={({ target }) => setOwner(target.value.toLowerCase())}
        />
      </label>
    </Order>
  );
}

const GROUNDS = [
  ...(['CANCELLATION', 'OPPOSITION', 'CONSENT_WITHDRAWN', 'COURT_ORDER'] as const),
] as const satisfies readonly ErasureGround[];

/** On the ground that the time is over only where it is. */
export function Erase({ id: subject, isOver }: Of & { readonly isOver: boolean }) {
  const among: readonly ErasureGround[] = isOver ? ['RETENTION_OVER', ...GROUNDS] : GROUNDS;
  const [[order, setOrder], [chosen, setGround]] = [useState(''), useState<ErasureGround>(among[0]!)];
  const ground = among.includes(chosen) ? chosen : among[0]!;
  return (
    <Order
      order="AskErasure"
      document={AskErasure}
      about={subject}
      of={shortOf(subject)}
      input={{ subject, order, ground }}
      onDone={() => setOrder('')}
    >
      <OrderNumber value={order} onChange={setOrder} />
      <Reason {...{ among }} value={ground} onChange={setGround} />
    </Order>
  );
}

interface NumberProps {
  readonly value: string;
  readonly onChange: (order: string) => void;
}

/** The document that orders it: a number, never a name. */
function OrderNumber({ value, onChange }: NumberProps) {
  const own = useRoomWords(dataWords);
  return (
    <label className="field">
      <span>{own.order}</span>
      <input
        value={value}
        required
        {...FORMS['BlockPerson order']}
        autoComplete="off"
        placeholder="ARCO-2026-7"
        onChange={({ target }) => onChange(target.value.toUpperCase())}
      />
    </label>
  );
}
