import { type ReactNode, useState } from 'react';
import { useTimeZone } from '../../words/settings.ts';
import { useMinute } from '../../words/time.tsx';
import { MomentField } from '../moment-field.tsx';
import { momentOf, wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';

interface ToldAt {
  /** What names the moment among others; empty for now. */
  readonly key: string;
  readonly input: { readonly occurredAt?: string };
  readonly field: ReactNode;
}

/** When something was, by the clock of a record's place: now, unless another moment was given. */
export function useToldAt(label: string, id: string): ToldAt {
  const [zone, now, [at, setAt]] = [useTimeZone(), useMinute(), useState('')];
  const ms = momentOf(at, zone);
  return {
    key: at,
    input: ms === undefined ? {} : { occurredAt: new Date(ms).toISOString() },
    field: (
      <MomentField
        {...{ label, place: placeOf(id) }}
        value={at === '' ? wallClock(now, zone) : at}
        onChange={setAt}
      />
    ),
  };
}
