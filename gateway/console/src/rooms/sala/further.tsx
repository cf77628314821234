import { type ReactNode, useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import {
  DuplicatesOf,
  ReopenIncident,
  type ReopeningReason,
  RequestCandidates,
  RequestSupport,
  type SupportKind,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useAsked } from '../../graph/use-graph.ts';
import { callWords } from '../../words/calls.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { Order, Reasoned } from '../order.tsx';
import { type Detail, nameAmong, sideOf } from './board.ts';
import { CommandState } from './command-state.tsx';
import { JoinSame, type JoinProps } from './together.tsx';

interface Props {
  readonly incident: Detail;
}

/** Asks for a new ranking of units, for a dispatcher who does not like the current one. */
export function ProposeAgain({ incident }: Props) {
  const [own, command, intent] = [
    useRoomWords(decisionWords),
    useCommand(),
    `propose ${incident.id} ${incident.proposal?.at ?? ''}`,
  ];
  const send = () => void command(RequestCandidates, { incidentId: incident.id }, intent);
  return (
    <>
      <button type="button" onClick={send}>
        {own.propose}
      </button>
      <CommandState intent={intent} onAgain={send} />
    </>
  );
}

export function AskForSupport({ incident: { id } }: Props) {
  const [own, [kind, choose]] = [useRoomWords(decisionWords), useState<SupportKind>('POLICE')];
  return (
    <Order
      order="RequestSupport"
      document={RequestSupport}
      input={{ incidentId: id, kind }}
      about={`${id} ${kind}`}
    >
      <Choose
        label={own.supportKind}
        value={kind}
        onChange={(value) => choose(value as SupportKind)}
        choices={choicesOf(own.supportKinds)}
      />
    </Order>
  );
}

const REOPENED = [
  'CLOSED_BY_MISTAKE',
  'NEW_INFORMATION',
  'NOT_ATTENDED',
  'STILL_GOING_ON',
] as const satisfies readonly ReopeningReason[];

export const Reopen = ({ incident: { id } }: Props) => (
  <Reasoned
    order="ReopenIncident"
    document={ReopenIncident}
    about={id}
    among={REOPENED}
    input={(reason) => ({ incidentId: id, reason })}
  />
);

/** What is owed to victims since it was closed, and what was and is over, for viewers who may know of it. */
export function FollowUpsOwed({ incident }: Props) {
  const [own, zone, { language }] = [useRoomWords(decisionWords), useTimeZone(), useWords()];
  const { followUps } = incident;
  if (!followUps || followUps.length === 0) return null;
  const date = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'medium' });
  return (
    <>
      <h3>{own.followUps}</h3>
      <ul>
        {followUps.map(({ id, ground, dueAt, overdue, status }) => (
          <li key={id} className={status in own.followUpEnds ? 'quiet' : undefined}>
            {own.grounds[ground] ?? ground} ·{' '}
            {own.followUpEnds[status] ?? own.followUpBy(date.format(Date.parse(dueAt)))}
            {overdue && <strong className="late"> · {own.followUpLate}</strong>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Other incidents that may be the same: near, at about that time, of that kind. */
export function Alike({
  incident,
  units,
  onSelect,
}: Props & Pick<JoinProps, 'units' | 'onSelect'>): ReactNode {
  const [words, own, calls] = [useWords(), useRoomWords(decisionWords), useRoomWords(callWords)];
  const { id, point, initialCode, occurredAt, status } = incident;
  const place = point && { lat: point.lat, lon: point.lon };
  const answer = useAsked(
    DuplicatesOf,
    place && status !== 'CLOSED' ? { code: initialCode.code, at: occurredAt, point: place } : undefined,
  );
  const joined = new Set([id, ...incident.absorbed.map((each) => each.incident?.id)]);
  const others = (answer?.data?.duplicateCandidates ?? []).filter((each) => !joined.has(each.incident.id));
  if (others.length === 0) return null;
  return (
    <section aria-label={own.alike}>
      <h3>{own.alike}</h3>
      <ul className="candidates">
        {others.map(({ incident: other, ...how }) => (
          <li key={other.id}>
            <button type="button" className="candidate" onClick={() => onSelect(other.id)}>
              <strong className="what">
                {other.priority && <Sign name={other.priority} label={words.priority[other.priority]} />}
                {nameAmong(other)}
              </strong>
              <span>{calls.about(how, sideOf(occurredAt, other))}</span>
            </button>
            <JoinSame {...{ incident, other, units, onSelect }} />
          </li>
        ))}
      </ul>
    </section>
  );
}
