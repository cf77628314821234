import { useConnection } from '../graph/use-graph.ts';
import { useWords } from '../words/settings.ts';

/** What a user who serves one municipality reads of an entity is of that municipality. */
export function OwnTown() {
  const [{ sala }, { viewer }] = [useWords(), useConnection().session];
  return viewer.municipality === undefined ? null : <p className="quiet">{sala.ownTown}</p>;
}
