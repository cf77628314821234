import type { MyDayQuery } from '../../documents/documents.gen.ts';
import type { beatWords } from './words.ts';

type Owed = NonNullable<MyDayQuery['followUps']>['edges'][number]['node'];

/** How a victim is looked for without being put at risk (BR-C4, BR-C5), in the order in which it matters. */
export function safelyOf({ ground, victim }: Pick<Owed, 'ground' | 'victim'>, own: Words): readonly string[] {
  const isViolence = ground === 'VIOLENCE';
  if (!victim) return isViolence ? [own.channels.NONE, own.noUniform, own.noMessage] : [own.untold];
  const { channel, hours, weekdaysOnly, sameGender, inUniform, ageBand } = victim;
  return [
    own.channels[channel],
    ...(hours ? [own.hours(hours.from, hours.to)] : []),
    ...(weekdaysOnly ? [own.weekdays] : []),
    ...(ageBand === 'ADULT' ? [] : [own.caregiver]),
    ...(sameGender ? [own.sameGender] : []),
    ...(inUniform && !isViolence ? [] : [own.noUniform]),
    own.noMessage,
  ];
}

/** Whether nobody is to look for the victim, until a safe channel is known. */
export function isBarred({ ground, victim }: Pick<Owed, 'ground' | 'victim'>): boolean {
  return victim ? victim.channel === 'NONE' : ground === 'VIOLENCE';
}

type Words = (typeof beatWords)['es']['safely'];
