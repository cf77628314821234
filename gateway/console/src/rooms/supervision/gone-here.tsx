import { Link } from 'wouter';
import { named } from '../../design/components.tsx';
import { useRoomWords } from '../../words/settings.ts';
import { orderWords } from '../order-words.ts';

export interface Gone {
  readonly id: string;
  readonly name: string;
}

interface Props {
  /** What was ended here. */
  readonly gone: readonly Gone[];
  /** What is owed still, or again. */
  readonly owed: readonly { readonly id: string }[];
  readonly says: (name: string) => string;
  /** The kind of record, by its name in an address. */
  readonly kind: string;
}

/** What was ended here, with the way back: it is on the list no more. */
export function GoneHere({ gone, owed, says, kind }: Props) {
  const { wayBack } = useRoomWords(orderWords);
  return (
    <div role="status">
      {gone
        .filter(({ id }) => !owed.some((each) => each.id === id))
        .map(({ id, name }) => (
          <p key={id} className="padded">
            {says(name)}{' '}
            <Link href={`/auditoria/${kind}/${id}`} {...named(wayBack, name)}>
              {wayBack}
            </Link>
          </p>
        ))}
    </div>
  );
}
