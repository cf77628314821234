import { RetireUnit, type UnitRetirementReason } from '../documents/documents.gen.ts';
import { Reasoned } from './order.tsx';

const REASONS = [
  ...(['WRITTEN_OFF', 'SOLD', 'MERGED', 'REGISTERED_BY_MISTAKE'] as const),
] as const satisfies readonly UnitRetirementReason[];

interface Props {
  readonly unitId: string;
  /** Which one it is, in a list. */
  readonly of?: string;
  readonly onDone?: () => void;
}

/** Retires a unit for good. */
export const Retire = ({ unitId, of, onDone }: Props) => (
  <Reasoned
    {...{ of, onDone }}
    order="RetireUnit"
    document={RetireUnit}
    about={unitId}
    among={REASONS}
    input={(reason) => ({ unitId, reason })}
  />
);
