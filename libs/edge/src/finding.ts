import { foundForm, parseStream, surnamesIn } from '@proximidad/eventsourcing';
import type { Screen, Subject } from '@proximidad/policy';
import { FOUND_MAX, markOf, type Vault } from '@proximidad/vault';
import type { Context } from './context.ts';
import { limitExceeded } from './errors.ts';
import { notOpened } from './opening.ts';

/** For a caller without an entity, where nothing is found. */
const NATIONAL = '00';

interface Finding {
  readonly vault: Vault;
  /** The caller's: the vault decides by it and notes who searched. */
  readonly passport: string;
  readonly correlationId: string;
  /** The subject who watches, where the answer is made for many. */
  readonly readers?: readonly string[] | undefined;
  /** Set where it is shown, frame after frame, to a person who watches. */
  readonly screen?: Screen | undefined;
  readonly subject: Subject;
  /** The caller may search for it, and did. */
  readonly onFound: () => void;
}

/** The only place where records are searched by sealed values: the vault decides, notes, then answers. */
export function finder({
  vault,
  passport,
  correlationId,
  readers,
  screen,
  subject,
  onFound,
}: Finding): Context['findSealed'] {
  return async (category, kind, { mark }, value, sealedIn) => {
    const { event, path, class: dataClass } = mark;
    if (mark.found === null || dataClass === 'JUVENILE' || dataClass === 'COMPLAINT') {
      throw new TypeError(`nobody looks for ${event}.${path}`);
    }
    const form = foundForm(mark.found, value);
    if (form === null) return [];
    const surnames = mark.found === 'NAME' ? surnamesIn(form) : [];
    const entity = subject.entity ?? NATIONAL;
    const asked = { event, path, class: dataClass, kind, entity, found: form, surnames };
    const { found, denied, more } = await vault.find({
      passport,
      correlationId,
      ...(readers && { readers }),
      ...(screen && { screen }),
      ...asked,
    });
    if (denied !== null) throw notOpened(denied, 'found');
    onFound();
    // Of too many, some are as good as none: the one that is looked for may be among the rest.
    if (more) throw limitExceeded('found', FOUND_MAX);
    return found.flatMap(({ stream, marks }) => {
      const known = parseStream(stream);
      if (known?.category !== category) return [];
      const sealed = sealedIn(known.id) ?? null;
      return sealed !== null && (marks.includes(null) || marks.includes(markOf(sealed))) ? [known.id] : [];
    });
  };
}
