import { commitmentWords } from '../words/commitments.ts';
import { decisionWords } from '../words/decisions.ts';
import { useRoomWords, useWords } from '../words/settings.ts';
import { beatWords } from './cuadrante/words.ts';

/** Of which kind a fact or a record is, in the words that rooms have for its list: a deadline, support, a contact, a commitment. */
export function useKindWords(): Readonly<Record<string, string>> {
  const [{ deadlines }, { supportKinds }] = [useWords(), useRoomWords(decisionWords)];
  const [contacts, commitments] = [useRoomWords(beatWords), useRoomWords(commitmentWords)];
  return { ...deadlines, ...supportKinds, ...contacts.kinds, ...commitments.kinds };
}
