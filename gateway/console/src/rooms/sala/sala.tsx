import { useConnection } from '../../graph/use-graph.ts';
import { RoomView } from './room-view.tsx';

/** The operations room of an entity, live. */
export function Sala({ entity }: { readonly entity: string }) {
  const { viewer } = useConnection().session;
  const mayAct = ['operator', 'commander', 'machine'].includes(viewer.role);
  return <RoomView entity={entity} mayAct={mayAct} />;
}
