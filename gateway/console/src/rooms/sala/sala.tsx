import { useConnection } from '../../graph/use-graph.ts';
import { decides } from '../../shell/rooms.ts';
import { RoomView } from './room-view.tsx';

/** The operations room of an entity, live. */
export function Sala({ entity }: { readonly entity: string }) {
  const { viewer } = useConnection().session;
  return <RoomView entity={entity} mayAct={decides(viewer, entity)} />;
}
