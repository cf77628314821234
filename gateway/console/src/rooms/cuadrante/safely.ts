import type { MyDayQuery } from '../../documents/documents.gen.ts';
import type { beatWords } from './words.ts';

type Listed = NonNullable<MyDayQuery['followUps']>['edges'][number]['node'];
export type Victim = NonNullable<Listed['victim']>;
/** A visit, as far as it says how its victim is looked for. */
type Owed = Pick<Listed, 'ground'> & { readonly victim: Omit<Victim, 'keptBy' | 'withdrawnAt'> | null };

/** How a victim is looked for without being put at risk (BR-C4, BR-C5), in the order in which it matters. */
export function safelyOf({ ground, victim }: Owed, own: Words): readonly string[] {
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
export function isBarred({ ground, victim }: Owed): boolean {
  return victim ? victim.channel === 'NONE' : ground === 'VIOLENCE';
}

/** Whether who is looked for may be opened: somebody may look for them, and they have not withdrawn consent. */
export function isOpenable(owed: Pick<Listed, 'ground' | 'victim'>): boolean {
  return owed.victim?.withdrawnAt === null && !isBarred(owed);
}

/** Whether the victim agreed to be known, and may take that back (BR-C1). */
export function isWithdrawable({ victim }: Pick<Listed, 'victim'>): boolean {
  return victim?.keptBy === 'CONSENT' && victim.withdrawnAt === null;
}

type Words = (typeof beatWords)['es']['safely'];
