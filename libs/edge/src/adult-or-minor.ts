import type { AdultOrMinor, ToldAs } from '@proximidad/contracts';
import type { Context } from './context.ts';
import type { OpenedFor } from './opening.ts';

type Texts<Name extends string> = Readonly<Record<Name, string | null>>;
/** A row with the sealed data of a person, as an adult or as a minor. */
interface KeptAs {
  readonly id: string;
  readonly adult: Texts<'name' | 'way'> | null;
  readonly minor: Texts<'name' | 'caregiver' | 'way'> | null;
  /** As which of the two data are kept whose retention time is not over yet. */
  readonly kept: readonly ToldAs[];
  /** Of which of the two it was noted that their time is over. */
  readonly lapsed: readonly ToldAs[];
}
type Asked = Pick<Context, 'open' | 'subject' | 'today'>;

/** The graph's fields about a person as an adult or as a minor, opened for the task that `place` gives. */
export function opensAdultOrMinor<Row extends KeptAs>(
  { fields, tokenOf }: AdultOrMinor,
  place: (row: Row, context: Asked) => OpenedFor,
) {
  const opening =
    (field: (typeof fields)[keyof typeof fields], sealed: (row: Row) => string | null | undefined) =>
    (row: Row, _: unknown, context: Asked) =>
      context.open(field, sealed(row) ?? null, place(row, context));
  const person = ({ id, minor }: Row) => tokenOf(id, minor === null ? 'ADULT' : 'MINOR');
  return {
    person,
    otherPerson: (row: Row) => otherToken({ tokenOf }, row, person(row)),
    name: opening(fields.name, ({ adult }) => adult?.name),
    way: opening(fields.way, ({ adult }) => adult?.way),
    minorName: opening(fields.minorName, ({ minor }) => minor?.name),
    caregiver: opening(fields.caregiver, ({ minor }) => minor?.caregiver),
    caregiverWay: opening(fields.caregiverWay, ({ minor }) => minor?.way),
  };
}

/** The token under which data of the same person are kept as the other of the two: the person was taken for a minor or for an adult. */
export function otherToken(
  { tokenOf }: Pick<AdultOrMinor, 'tokenOf'>,
  { id, kept, lapsed }: Pick<KeptAs, 'id' | 'kept' | 'lapsed'>,
  shown: string,
): string | null {
  return [...kept, ...lapsed].map((as) => tokenOf(id, as)).find((token) => token !== shown) ?? null;
}
