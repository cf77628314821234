import { pseudonyms } from '@proximidad/gateway/pseudonyms';
import { Fault } from '@proximidad/program';
import { parseArgs } from 'node:util';

export const PSEUDONYM_HELP = `npm run pseudonym -- [--authority <code>] [--find <pseudonym>]

The pseudonym of a person within an institution, as the log has it. Reads one \`sub\` of the identity provider per line and prints its
pseudonym; with --find it prints the \`sub\` to which that pseudonym, or that person, belongs. Names are read from the input, so that no
list of processes shows them.

  --authority <code>   the institution that the token names; none if left out
  --find <pseudonym>   the way back, by trying every line of the input

Settings (environment): PSEUDONYM_KEY_FILE, or else PROXIMIDAD_DATA (.data) with keys/pseudonym.key.
`;

/** @throws {Fault} when nobody on the input has the pseudonym that is looked for. */
export async function pseudonym(
  { key, subjects }: { readonly key: string; readonly subjects: AsyncIterable<string> },
  args: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const options = { authority: { type: 'string' }, find: { type: 'string' } } as const;
  const { authority, find } = parseArgs({ args: [...args], options }).values;
  const { actorOf, personOf } = pseudonyms(key);
  for await (const subject of subjects) {
    if (subject === '') continue;
    const known = actorOf(subject, authority);
    if (find === undefined) say(known);
    else if (find === known || find === personOf(subject)) {
      say(subject);
      return;
    }
  }
  if (find !== undefined) throw new Fault('Nobody on the input has this pseudonym, within this institution.');
}
