import { useConnection } from '../../graph/use-graph.ts';
import { trains } from '../../shell/rooms.ts';

/** Whether courses, certificates and competences of an entity's officers are decided by the viewer. */
export const useTrains = (entity: string): boolean => trains(useConnection().session.viewer, entity);
