import { useState } from 'react';
import { Nothing, Panel } from '../../design/components.tsx';
import type { MyDayQuery } from '../../documents/documents.gen.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock, useOfNow } from '../../words/time.tsx';
import { partOf } from '../sala/room-seen.ts';
import { actionWords } from '../supervision/action-words.ts';
import type { Sending } from './sending.ts';
import { Tap } from './tap.tsx';
import { beatWords } from './words.ts';

type Beat = NonNullable<MyDayQuery['beat']>;
type Action = Beat['plannedActions']['edges'][number]['node'];

interface Props {
  readonly beat: Beat;
  readonly officer: string;
  readonly sending: Sending;
}

/** What is planned in the beat, the first to end first; done by whoever is there within its time (BR-B20). */
export function Planned({ beat: { plannedActions }, officer, sending }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(actionWords)];
  const actions = plannedActions.edges.map(({ node }) => node).toReversed();
  if (actions.length === 0) return null;
  return (
    <Panel title={own.title} name="planned" note={partOf(plannedActions, sala) ?? actions.length}>
      <ul className="lines">
        {actions.map((action) => (
          <Line key={action.id} {...{ action, officer, sending }} />
        ))}
      </ul>
    </Panel>
  );
}

type Locating = 'not yet' | 'looking' | 'failed';

function Line({ action, officer, sending }: Omit<Props, 'beat'> & { readonly action: Action }) {
  const [own, { planned }, clock] = [useRoomWords(actionWords), useRoomWords(beatWords), useClock()];
  const [locating, setLocating] = useState<Locating>('not yet');
  const { id: plannedActionId, action: kind, place, from, until } = action;
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const isNow = useOfNow((ms) => fromMs <= ms && ms < untilMs);
  const name = own.kinds[kind];
  const done = async () => {
    setLocating('looking');
    const point = await whereNow();
    setLocating(point ? 'not yet' : 'failed');
    const told = { plannedActionId, officerId: officer, point };
    if (point) await sending.tell('actionDone', told, `${planned.done} · ${name}`);
  };
  return (
    <li>
      <strong>{name}</strong>
      <span className="number">{`${clock(from)}–${clock(until)}`}</span>
      <span className="quiet number">{`${place.lat}, ${place.lon}`}</span>
      {isNow ? (
        <Tap of={`${name}, ${clock(until)}`} onTap={done}>
          {planned.done}
        </Tap>
      ) : (
        <span className="quiet">{planned.notNow}</span>
      )}
      <span role="status">{locating === 'looking' && planned.looking}</span>
      {locating === 'failed' && <Nothing kind="failed">{planned.nowhere}</Nothing>}
    </li>
  );
}

const PATIENCE_MS = 20_000;

/** Where the telephone is, asked for once and kept nowhere else; undefined where it does not say. */
const whereNow = () =>
  new Promise<{ readonly lat: number; readonly lon: number } | undefined>((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => resolve({ lat: latitude, lon: longitude }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: PATIENCE_MS },
    );
  });
