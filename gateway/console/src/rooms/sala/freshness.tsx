import { useEffect, useState } from 'react';
import type { Cut } from '../../graph/graph.ts';
import { useLine } from '../../graph/use-graph.ts';
import { clockIn } from '../../words/clock.ts';
import { useTimeZone, useWords } from '../../words/settings.ts';
import { span, useNow } from '../../words/time.tsx';

interface Props {
  readonly cut: Cut | undefined;
  readonly servicesDown: readonly string[];
  readonly reporting: boolean | null | undefined;
}

/** How fresh what one sees is. A line that is lost is said aloud and seen from afar: what stands there is old. */
export function Freshness({ cut, servicesDown, reporting }: Props) {
  const [words, line, now, zone] = [useWords(), useLine(), useNow(), useTimeZone()];
  const [lostAt, setLostAt] = useState<number>();
  useEffect(() => setLostAt(line === 'lost' ? Date.now() : undefined), [line]);
  const { live } = words;
  const state = line === 'lost' ? 'lost' : line === 'opening' ? 'opening' : 'live';
  const cutMs = cut ? Date.parse(cut.at) : undefined;
  const age = cutMs === undefined ? '' : span(now - cutMs, words);
  return (
    <div
      className={`freshness freshness-${state}`}
      role={state === 'lost' ? 'alert' : 'status'}
      aria-live={state === 'lost' ? 'assertive' : 'off'}
    >
      <strong>
        <span className="dot" aria-hidden="true" />
        {state === 'lost' ? live.lost : state === 'opening' ? live.opening : live.live}
      </strong>
      {cut && (
        <span className="number" aria-hidden={state === 'live'}>
          {clockIn(cut.at, zone, true)} ·{' '}
          {state === 'lost' ? live.frozen(span(now - (lostAt ?? now), words)) : live.lastChange(age)}
        </span>
      )}
      {servicesDown.length > 0 && <strong className="late">{live.partial(servicesDown.join(', '))}</strong>}
      {reporting === false && <strong className="late">{live.silent}</strong>}
    </div>
  );
}
