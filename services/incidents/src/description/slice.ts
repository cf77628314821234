import { publishOnly } from '@proximidad/bus';
import { edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { description } from './description.ts';
import { descriptions } from './descriptions.ts';
import { descriptionsDue, publishedDescription } from './retention.ts';

/** Details of incidents that may reveal who is involved. */
export const descriptionSlice: Slice<Places> = {
  aggregate: description,
  readModels: [descriptions],
  published: publishOnly(['DescriptionRetentionCame', 'DescriptionRetentionRenewed'], publishedDescription),
  due: ({ readModels }, now) => descriptionsDue(readModels, now),
  edge: edgeOf<Places>()({
    aggregate: description,
    ...{ type: 'Incident', field: 'incident', id: 'incidentId', history: null },
    ...{ model: incidentBoard, kind: 'incident' },
    lookUps: {
      DescribeIncident: ({ row }) =>
        row && !row.historical ? { found: { open: row.open } } : refuse('IncidentNotFound'),
    },
  }),
};
