import type { TellVictimInput } from '../../documents/documents.gen.ts';
import type { Victim } from './safely.ts';

/** How a victim may be reached, as it is being written. */
export interface Written extends Pick<
  TellVictimInput,
  'ageBand' | 'keptBy' | 'channel' | 'weekdaysOnly' | 'sameGender'
> {
  /** The hours, or nothing for any. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly caregiver: string;
  readonly way: string;
}

/** What the next telling starts from: what is known, none of which is sealed; of an unknown victim what puts nobody at risk. */
export function begun(victim: Victim | null): Written {
  const unwritten = { name: '', caregiver: '', way: '' };
  if (!victim) {
    const safest = { ageBand: 'UNKNOWN', channel: 'NONE', keptBy: 'LEGAL_DUTY' } as const;
    return { ...safest, weekdaysOnly: false, sameGender: false, from: '', to: '', ...unwritten };
  }
  const { ageBand, keptBy, channel, hours, weekdaysOnly, sameGender } = victim;
  const [from, to] = hours ? [String(hours.from), String(hours.to)] : ['', ''];
  return { ageBand, keptBy, channel, weekdaysOnly, sameGender, from, to, ...unwritten };
}

/** As the platform takes it: a minor, or somebody who may be one, through who cares for them (BR-C5); nothing where nothing was written. */
export function tellingOf(written: Written): Omit<TellVictimInput, 'commandId' | 'followUpId'> {
  const { ageBand, keptBy, channel, weekdaysOnly, sameGender, from, to } = written;
  const [name, caregiver, way] = [written.name, written.caregiver, written.way].map((text) => text.trim());
  const given = Object.fromEntries(
    Object.entries(ageBand === 'ADULT' ? { name, way } : { name, caregiver, way }).filter(
      ([, text]) => text !== '',
    ),
  );
  return {
    ...{ ageBand, keptBy, channel, weekdaysOnly, sameGender },
    ...(from !== '' && { hours: { from: Number(from), to: Number(to) } }),
    ...(Object.keys(given).length > 0 && { [ageBand === 'ADULT' ? 'adult' : 'minor']: given }),
  };
}
