import { useEffect, useState } from 'react';
import { whoIsSilent } from '../../graph/absence.ts';
import type { Cut } from '../../graph/graph.ts';
import { isOld, type Line } from '../../graph/line.ts';
import { useLine } from '../../graph/use-graph.ts';
import { clockIn, offsetText } from '../../words/clock.ts';
import { machineIsBehindMs, presentMs } from '../../words/present.ts';
import { useTimeZone, useWords } from '../../words/settings.ts';
import { span, useOfNow } from '../../words/time.tsx';

interface Props {
  readonly cut: Cut | undefined;
  readonly servicesDown: readonly string[];
  readonly reporting: boolean | null | undefined;
}

/** An error of the computer's clock beyond this is shown, since its user reads that clock, too. */
const CLOCK_OFF_MS = 60_000;
const MINUTE_MS = 60_000;
/** On a slow line the error of a clock is not known to the second. */
const wholeMinutes = (ms: number) => Math.round(ms / MINUTE_MS) * MINUTE_MS;

/** How fresh what is shown is, on the live connection. */
export function Freshness({ cut, ...told }: Props) {
  const [line, [lostAt, setLostAt]] = [useLine(), useState<number>()];
  const old = isOld(line);
  useEffect(() => setLostAt(old ? presentMs() : undefined), [old]);
  const state = line === 'open' ? 'live' : line;
  return <FreshnessLine {...{ state, lostAt }} cutAt={cut?.at} {...told} />;
}

interface LineProps extends Omit<Props, 'cut'> {
  readonly state: 'live' | Exclude<Line, 'open'>;
  /** The moment of what is shown. */
  readonly cutAt: string | undefined;
  readonly lostAt: number | undefined;
}

/** That what is shown is old is announced, and visible from afar. */
export function FreshnessLine({ state, cutAt, lostAt, servicesDown, reporting }: LineProps) {
  const [words, zone, cutMs] = [useWords(), useTimeZone(), Date.parse(cutAt ?? '')];
  const [{ live }, old] = [words, state !== 'live' && isOld(state)];
  const behindMs = useOfNow(machineIsBehindMs);
  const age = useOfNow((ms) => span(ms - cutMs, words));
  const frozen = useOfNow((ms) => span(ms - (lostAt ?? ms), words));
  return (
    <div
      className={`freshness freshness-${old ? 'old' : state}`}
      role={old ? 'alert' : 'status'}
      aria-live={old ? 'assertive' : 'off'}
    >
      <strong>
        <span className="dot" aria-hidden="true" />
        {live[state]}
      </strong>
      {cutAt !== undefined && (
        <span className="number" aria-hidden={state === 'live'}>
          {clockIn(cutAt, zone, true)} {offsetText(Date.parse(cutAt), zone)} ·{' '}
          {old ? live.frozen(frozen) : live.lastChange(age)}
        </span>
      )}
      {servicesDown.length > 0 && <strong className="late">{whoIsSilent(servicesDown, words)}</strong>}
      {reporting === false && <strong className="late">{live.silent}</strong>}
      {Math.abs(behindMs) > CLOCK_OFF_MS && (
        <strong className="late">
          {live.clockOff(span(wholeMinutes(Math.abs(behindMs)), words), behindMs > 0)}
        </strong>
      )}
    </div>
  );
}
