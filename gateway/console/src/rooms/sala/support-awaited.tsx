import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import { EndSupport, type SupportEnd } from '../../documents/documents.gen.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Order } from '../order.tsx';
import type { Detail } from './board.ts';

interface Props {
  readonly incident: Detail;
  readonly mayAct: boolean;
}

/** Help that was asked for and has not been answered, by whom and since when. Until its end is recorded the same help cannot be asked for again. */
export function SupportAwaited({ incident: { id, support }, mayAct }: Props) {
  const own = useRoomWords(decisionWords);
  const awaited = support.filter(({ end }) => end === null);
  if (awaited.length === 0) return null;
  return (
    <>
      <h3>{own.supportAwaited}</h3>
      <ul>
        {awaited.map(({ kind, unit, byPolicy, requestedAt }) => (
          <li key={kind} data-line={kind} tabIndex={-1}>
            <strong>{own.supportKinds[kind]}</strong> ·{' '}
            {unit?.code ?? (byPolicy ? own.supportBy.platform : own.supportBy.room)} · <At at={requestedAt} />
            {mayAct && <Ending {...{ id, kind, requestedAt }} />}
          </li>
        ))}
      </ul>
    </>
  );
}

type EndingProps = Pick<Detail, 'id'> & Pick<Detail['support'][number], 'kind' | 'requestedAt'>;

function Ending({ id, kind, requestedAt }: EndingProps) {
  const [own, [end, choose]] = [useRoomWords(decisionWords), useState<SupportEnd>('ANSWERED')];
  return (
    <Order
      order="EndSupport"
      document={EndSupport}
      input={{ incidentId: id, kind, end }}
      about={`${id} ${kind} ${requestedAt}`}
      of={own.supportKinds[kind]}
    >
      <Choose
        label={own.supportEnd}
        value={end}
        onChange={(value) => choose(value as SupportEnd)}
        choices={choicesOf(own.supportEnds)}
      />
    </Order>
  );
}
