import { heldSince } from '@proximidad/contracts';
import { openAmong } from '@proximidad/edge';
import { execution } from '@proximidad/eventsourcing';
import { beatOwner } from '../beat-owner/beat-owner.ts';
import { owners, ownersAt } from '../beat-owner/owners.ts';
import { beatShift } from '../beat-shift/beat-shift.ts';
import { shifts } from '../beat-shift/shifts.ts';
import { beats } from '../beat/beats.ts';
import { beatDemand } from '../coverage/beat-demand.ts';
import { demandAt, demands } from '../coverage/demands.ts';
import { jointPatrol } from '../joint-patrol/joint-patrol.ts';
import { jointPatrols } from '../joint-patrol/joint-patrols.ts';
import { plannedAction } from '../planned-action/planned-action.ts';
import { plannedActions } from '../planned-action/planned-actions.ts';
import { problem } from '../problem/problem.ts';
import { problems } from '../problem/problems.ts';
import type { BeatsDependencies } from '../resources.ts';
import { phaseAt, territories } from '../territory-phase/phases.ts';
import { territoryPhase } from '../territory-phase/territory-phase.ts';

interface Placed {
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string | null;
}

const TODAY = Number.POSITIVE_INFINITY;
const placeOf = ({ entity, municipality, beatId }: Placed) => ({ entity, municipality, beatId });
/** Records kept beside a beat end with it, whatever they say themselves. */
const isDrawn = ({ readModels }: BeatsDependencies, { beatId }: { readonly beatId: string }) =>
  readModels.table(beats).get(beatId)?.status === 'ACTIVE';

/** Shifts that are not over, by the version that governed when each was opened. */
const openShifts = openAmong(
  shifts,
  (now) => ({ where: { stands: true, endsAt: { gte: now + 1 } }, orderBy: [{ column: 'endsAt' }] }),
  (row, deps: BeatsDependencies) =>
    isDrawn(deps, row)
      ? [
          {
            ...{ name: row.id, place: placeOf(row) },
            ...heldSince(row.carriedOver, null, row.by.at),
            carry: (change) =>
              execution(
                beatShift,
                row.id,
                { type: 'CarryOverShift', change },
                { municipality: row.municipality },
              ),
          },
        ]
      : [],
);

const openActions = openAmong(
  plannedActions,
  () => ({ where: { state: 'PLANNED' as const }, orderBy: [{ column: 'until' }] }),
  (row) => [
    {
      ...{ name: row.id, place: placeOf(row) },
      ...heldSince(row.carriedOver, row.basis, row.by.at),
      carry: (change) =>
        execution(
          plannedAction,
          row.id,
          { type: 'CarryOverAction', change },
          { municipality: row.municipality },
        ),
    },
  ],
);

const openProblems = openAmong(
  problems,
  () => ({ where: { open: true }, orderBy: [{ column: 'openedAt' }] }),
  (row) => [
    {
      ...{ name: row.id, place: placeOf(row) },
      ...heldSince(row.carriedOver, row.basis, row.openedAt),
      carry: (change) =>
        execution(problem, row.id, { type: 'CarryOverProblem', change }, { municipality: row.municipality }),
    },
  ],
);

const patrolsOut = openAmong(
  jointPatrols,
  () => ({ where: { open: true }, orderBy: [{ column: 'from' }] }),
  (row) => [
    {
      ...{ name: row.id, place: placeOf(row) },
      ...heldSince(row.carriedOver, row.basis, row.from),
      carry: (change) =>
        execution(
          jointPatrol,
          row.id,
          { type: 'CarryOverPatrol', change },
          { municipality: row.municipality },
        ),
    },
  ],
);

/** Each named owner of a beat, for as long as that lasts. */
const namedOwners = openAmong(
  owners,
  () => ({}),
  (row, deps: BeatsDependencies) => {
    const { id, beatId, municipality } = row;
    return (isDrawn(deps, row) ? ownersAt(row) : []).map(({ officerId, from, basis, carriedOver }) => ({
      ...{ name: `${id}:${officerId}:${from.ms}`, place: placeOf(row) },
      ...heldSince(carriedOver, basis, from),
      carry: (change) =>
        execution(
          beatOwner,
          id,
          { type: 'CarryOverOwner', beatId, municipality, officerId, change },
          { municipality },
        ),
    }));
  },
);

const standingDemands = openAmong(
  demands,
  () => ({}),
  (row, deps: BeatsDependencies) => {
    const { id, beatId, municipality } = row;
    const demand = isDrawn(deps, row) ? demandAt(row, TODAY) : undefined;
    if (!demand) return [];
    const { from: setAt, basis, carriedOver } = demand;
    return [
      {
        ...{ name: `${id}:${setAt.ms}`, place: placeOf(row) },
        ...heldSince(carriedOver, basis, setAt),
        carry: (change) =>
          execution(
            beatDemand,
            id,
            { type: 'CarryOverDemand', beatId, municipality, setAt, change },
            { municipality },
          ),
      },
    ];
  },
);

const presentPhases = openAmong(
  territories,
  () => ({}),
  (row, deps: BeatsDependencies) => {
    const { id, beatId, municipality } = row;
    const phase = isDrawn(deps, row) ? phaseAt(row) : undefined;
    if (!phase) return [];
    const { from: enteredAt, basis, carriedOver } = phase;
    return [
      {
        ...{ name: `${id}:${enteredAt.ms}`, place: placeOf(row) },
        ...heldSince(carriedOver, basis, enteredAt),
        carry: (change) =>
          execution(
            territoryPhase,
            id,
            { type: 'CarryOverPhase', beatId, municipality, enteredAt, change },
            { municipality },
          ),
      },
    ];
  },
);

/** What goes on when a beat comes under another version of a model. */
export const openItems = [
  ...[openShifts, openActions, openProblems, patrolsOut],
  ...[namedOwners, standingDemands, presentPhases],
];
