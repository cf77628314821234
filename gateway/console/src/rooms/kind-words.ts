import { commitmentWords } from '../words/commitments.ts';
import { decisionWords } from '../words/decisions.ts';
import { useRoomWords, useWords } from '../words/settings.ts';
import { beatWords } from './cuadrante/words.ts';

/** The kind of a fact or a record, in the words that rooms use for it: a deadline, support, a contact, a commitment. */
export function useKindWords(): Readonly<Record<string, string>> {
  const [{ deadlines }, { supportKinds }] = [useWords(), useRoomWords(decisionWords)];
  const [contacts, commitments] = [useRoomWords(beatWords), useRoomWords(commitmentWords)];
  return { ...deadlines, ...supportKinds, ...contacts.kinds, ...commitments.kinds };
}
