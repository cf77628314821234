import { idFor } from '@proximidad/eventsourcing';
import { type Action, commandsOf, seconds } from './actions.ts';
import type { State } from './nation.ts';
import { chance } from './random.ts';

/** Of incidents that a unit came to: what does not go as planned, and is put right. */
const DONE_BEFORE_THE_CASE = 0.25;
const ARRIVED_BY_MISTAKE = 0.03;
const NOT_OVER = 0.04;
const TOLD_TWICE = 0.03;
const TWO_AFTER_ALL = 0.3;
/** A story this much longer than its arrival has room for what is put right. */
const ROOM_S = 700;

export interface Attended {
  readonly key: readonly (string | number)[];
  readonly incidentId: string;
  readonly unitId: string;
  readonly code: string;
  readonly arrived: number;
  readonly closed: number;
}

/**
 * What people of a centre do besides the plain course: a unit is cleared before the case is closed, an arrival is taken back, an incident is
 * opened again, two records of one thing are merged, and sometimes made two again. By chance of its own: the plain course stays as it was.
 */
export function otherwise(state: State, attended: Attended): Action[] {
  const { key, incidentId, unitId, arrived, closed } = attended;
  const dice = chance(...key, 'otherwise');
  const operator = `operator-${state.entity.code}`;
  const commands = commandsOf(state, key);
  const again = commandsOf(state, [...key, 'again']);
  const actions: Action[] = [];
  if (closed - arrived >= seconds(ROOM_S)) {
    if (dice.happens(ARRIVED_BY_MISTAKE))
      actions.push(
        commands(arrived + seconds(40), operator, 'retractArrival', {
          ...{ incidentId, unitId, reason: 'REPORTED_BY_MISTAKE' },
        }),
        again(arrived + seconds(200), operator, 'reportArrival', { incidentId, unitId }),
      );
    if (dice.happens(TOLD_TWICE)) actions.push(...toldTwice(state, attended, dice.happens(TWO_AFTER_ALL)));
  }
  if (dice.happens(DONE_BEFORE_THE_CASE)) {
    const cleared = Math.round(arrived + 0.9 * (closed - arrived));
    actions.push(commands(cleared, operator, 'clearUnit', { incidentId, unitId }));
  }
  if (dice.happens(NOT_OVER)) {
    const ending = { incidentId, outcome: 'RESOLVED', finalCode: attended.code, victims: 1 };
    actions.push(
      commands(closed + seconds(420), operator, 'reopenIncident', { incidentId, reason: 'STILL_GOING_ON' }),
      again(closed + seconds(1_500), operator, 'closeIncident', ending),
    );
  }
  return actions;
}

/** A second operator reports the same thing; it is found out, and sometimes it was something else. */
function toldTwice(state: State, { key, incidentId, code, arrived }: Attended, areTwo: boolean): Action[] {
  const { code: entity } = state.entity;
  const operator = `operator-${entity}`;
  const twin = [...key, 'twin'] as const;
  const commands = commandsOf(state, twin);
  const twinId = idFor(entity, ...twin, 'incident');
  const merged = [
    commands(arrived + seconds(60), operator, 'reportIncident', {
      ...{ incidentId: twinId, municipality: state.municipality, code },
    }),
    commands(arrived + seconds(300), operator, 'mergeIncidents', {
      incidentId: twinId,
      survivorId: incidentId,
    }),
  ];
  if (!areTwo) return merged;
  return [
    ...merged,
    commands(arrived + seconds(500), operator, 'revertMerge', { incidentId: twinId }),
    commands(arrived + seconds(1_800), operator, 'closeIncident', {
      ...{ incidentId: twinId, outcome: 'UNFOUNDED', finalCode: code, victims: 0 },
    }),
  ];
}
