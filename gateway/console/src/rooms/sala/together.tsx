import { type FormEvent, type ReactNode, useState } from 'react';
import { Choose, choicesOf, named } from '../../design/components.tsx';
import {
  type IncidentRelation,
  LinkIncident,
  MergeIncidents,
  RevertMerge,
  UnlinkIncident,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useRoomWords } from '../../words/settings.ts';
import { togetherWords } from '../../words/together.ts';
import { At, useOfNow } from '../../words/time.tsx';
import { Order } from '../order.tsx';
import {
  type Detail,
  markOf,
  mayBeOne,
  mayStay,
  nameAmong,
  type Other,
  type RoomUnit,
  sentTo,
} from './board.ts';
import { CommandState } from './command-state.tsx';

export interface JoinProps {
  readonly incident: Detail;
  readonly units: readonly RoomUnit[];
  readonly onSelect: (id: string) => void;
}

/** Says that one that was found nearby is the same event. */
export function JoinSame({ incident, other, units, onSelect }: JoinProps & { readonly other: Other }) {
  const own = useRoomWords(togetherWords);
  if (!mayBeOne(incident, other)) return null;
  return (
    <details className="another">
      <summary {...named(own.same, nameAmong(other))}>{own.same}</summary>
      <Merging {...{ incident, other, units, onSelect }} />
    </details>
  );
}

/** The same, and what else two may have to do with each other, of any other open incident. */
export function JoinAnother({
  incident,
  units,
  onSelect,
  ...props
}: JoinProps & { readonly others: readonly Other[] }) {
  const own = useRoomWords(togetherWords);
  const [id, choose] = useState('');
  const [how, setHow] = useState<keyof typeof own.hows>('SAME_EVENT');
  const others = props.others.filter(
    (each) => each.id !== incident.id && each.exercise === incident.exercise,
  );
  const other = others.find((each) => each.id === id);
  if (others.length === 0) return null;
  const { SAME, ...relations } = own.hows;
  const hows = other && mayBeOne(incident, other) ? own.hows : relations;
  const chosen = how === 'SAME' && !('SAME' in hows) ? 'SAME_EVENT' : how;
  return (
    <details className="another">
      <summary>{own.join}</summary>
      <div className="row-form">
        <Choose
          label={own.with}
          value={other ? id : ''}
          onChange={choose}
          choices={[
            { value: '', label: '—' },
            ...others.map((each) => ({ value: each.id, label: nameAmong(each) })),
          ]}
        />
        <Choose
          label={own.how}
          value={chosen}
          onChange={(value) => setHow(value as typeof how)}
          choices={choicesOf(hows)}
        />
      </div>
      {other && chosen === 'SAME' && <Merging key={id} {...{ incident, other, units, onSelect }} />}
      {other && chosen !== 'SAME' && <Linking key={id} {...{ incident, other }} relation={chosen} />}
    </details>
  );
}

/** What a merge will do, which of the two stays, and the button for it. */
function Merging({ incident, other, units, onSelect }: JoinProps & { readonly other: Other }) {
  const [own, command, [wanted, want]] = [useRoomWords(togetherWords), useCommand(), useState('')];
  const atWork = new Set(units.flatMap((unit) => unit.incident ?? []));
  if (sentTo(incident).size > 0) atWork.add(incident.id);
  const can = mayStay([incident, other], atWork);
  const stays = can.find(({ id }) => id === wanted) ?? can[0];
  if (!stays) return <p className="quiet">{own.atWork}</p>;
  const given = stays.id === incident.id ? other : incident;
  const intent = `merge ${given.id} into ${stays.id}`;
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const { state } = await command(MergeIncidents, { incidentId: given.id, survivorId: stays.id }, intent);
    if (state === 'accepted') onSelect(stays.id);
  };
  return (
    <form className="row-form" {...named(own.merge, nameAmong(other))} onSubmit={(event) => void send(event)}>
      <Choose
        label={own.stays}
        value={stays.id}
        isFixed={can.length === 1}
        onChange={want}
        choices={can.map((each) => ({
          value: each.id,
          label: (each.id === incident.id ? own.this : own.that)(markOf(each)),
        }))}
      />
      <p className="quiet">{own.mergeNote(markOf(given), markOf(stays))}</p>
      <button type="submit" {...named(own.merge, nameAmong(other))}>
        {own.merge}
      </button>
      <CommandState intent={intent} onAgain={() => void send()} />
    </form>
  );
}

function Linking(props: {
  readonly incident: Detail;
  readonly other: Other;
  readonly relation: IncidentRelation;
}) {
  const [own, command, { incident, other, relation }] = [useRoomWords(togetherWords), useCommand(), props];
  const intent = `link ${incident.id} ${other.id} ${relation}`;
  const given = { incidentId: incident.id, toIncidentId: other.id, relation };
  const send = () => void command(LinkIncident, given, intent);
  return (
    <form
      className="row-form"
      {...named(own.link, nameAmong(other))}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className="quiet">{own.linkNote}</p>
      <button type="submit" {...named(own.link, nameAmong(other))}>
        {own.link}
      </button>
      <CommandState intent={intent} onAgain={send} />
    </form>
  );
}

interface JoinedProps extends Pick<JoinProps, 'incident' | 'onSelect'> {
  readonly mayAct: boolean;
}

/** What was merged and what is related, each with its way back. */
export function Joined({ incident, mayAct, onSelect }: JoinedProps) {
  const own = useRoomWords(togetherWords);
  const { id, mergedInto, mergeRevertibleUntil: until, absorbed, related } = incident;
  if (mergedInto === null && absorbed.length === 0 && related.length === 0) return null;
  return (
    <>
      <h3>{own.title}</h3>
      <ul>
        {mergedInto && (
          <Line of={mergedInto} say={own.isIn} onSelect={onSelect}>
            {mayAct && until !== null && mergedInto.mergedInto === null && (
              <Reverting id={id} name={nameAmong(incident)} until={until} />
            )}
          </Line>
        )}
        {absorbed.map(({ incident: other, calls, mergedAt }) => (
          <Line
            key={mergedAt}
            of={other}
            say={own.holds}
            onSelect={onSelect}
            about={own.calls(calls)}
            at={mergedAt}
          >
            {mayAct && other?.mergeRevertibleUntil && mergedInto === null && (
              <Reverting id={other.id} name={nameAmong(other)} until={other.mergeRevertibleUntil} />
            )}
          </Line>
        ))}
        {related.map(({ incident: other, relation }) => (
          <Line key={`${other?.id} ${relation}`} of={other} about={own.hows[relation]} onSelect={onSelect}>
            {mayAct && other && mergedInto === null && (
              <Order
                order="UnlinkIncident"
                document={UnlinkIncident}
                input={{ incidentId: id, toIncidentId: other.id }}
                about={`${id} ${other.id}`}
                of={nameAmong(other)}
              />
            )}
          </Line>
        ))}
      </ul>
    </>
  );
}

type Beside = NonNullable<Detail['related'][number]['incident']>;

function Line(props: {
  readonly of: Beside | null;
  /** Its name in a sentence. */
  readonly say?: (name: string) => string;
  readonly about?: string;
  readonly at?: string;
  readonly onSelect: (id: string) => void;
  readonly children: ReactNode;
}) {
  const own = useRoomWords(togetherWords);
  const { of: other, say = (name: string) => name, about, at } = props;
  return (
    <li data-line={other?.id} tabIndex={-1}>
      {other ? (
        <button type="button" className="link" onClick={() => props.onSelect(other.id)}>
          {say(nameAmong(other))}
        </button>
      ) : (
        say(own.unseen)
      )}
      {about !== undefined && <span className="quiet"> · {about}</span>}
      {at !== undefined && (
        <span className="quiet">
          {' · '}
          <At at={at} />
        </span>
      )}
      {props.children}
    </li>
  );
}

function Reverting({
  id,
  name,
  until,
}: {
  readonly id: string;
  readonly name: string;
  /** The platform refuses it after that. */
  readonly until: string;
}) {
  const isLate = useOfNow((ms) => ms > Date.parse(until));
  if (isLate) return null;
  return (
    <Order
      order="RevertMerge"
      document={RevertMerge}
      input={{ incidentId: id }}
      about={`${id} ${until}`}
      of={name}
    />
  );
}
