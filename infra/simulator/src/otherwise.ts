import { cnie } from '@proximidad/catalogues';
import { idFor } from '@proximidad/eventsourcing';
import { type Action, commandsOf, seconds } from './actions.ts';
import { afterwards } from './afterwards.ts';
import type { Attended, Sent } from './attended.ts';
import type { State } from './nation.ts';
import { chance } from './random.ts';

/** Shares of the incidents that a unit is sent to: what happens before it is sent. */
const ASKED_ANEW = 0.04;
const SENT_BY_MISTAKE = 0.06;
/** Time for a unit that is sent first and called back. */
const CALLED_BACK_S = 60;
/** Shares of the incidents that a unit arrived at: what does not go as planned, and is put right. */
const DONE_BEFORE_THE_CASE = 0.25;
const ARRIVED_BY_MISTAKE = 0.03;
const NOT_OVER = 0.04;
const TOLD_TWICE = 0.03;
const TWO_AFTER_ALL = 0.3;
const STILL_TOGETHER = 0.5;
/** Shares: what is found there, and who is asked for help. */
const URGENCY_CHANGES = 0.06;
const HELP_ASKED = 0.06;
const HELP_COMES = 0.8;
const SCENE_TOLD = 0.15;
const SCENE_BY_MISTAKE = 0.1;
const PART_BY_MISTAKE = 0.2;
const DESCRIBED = 0.04;
const PEOPLE_TOLD = 0.03;
const VEHICLE_TOLD = 0.05;
const GLASS_BROKEN = 0.004;
/** A story that continues this long after the arrival has time for what is put right. */
const ROOM_S = 700;
/** High priority: by then the centre that turned the call over has to be told what was found (BR-I15). */
const REPORT_BACK_S = 1_800;

/**
 * What an operator does before sending the unit that attends: asks for proposals again, or sends another unit and
 * calls it back.
 */
export function aforehand(state: State, { key, incidentId, unitId, at, dispatched }: Sent): Action[] {
  const dice = chance(...key, 'aforehand');
  const operator = `operator-${state.entity.code}`;
  const commands = commandsOf(state, key);
  const actions: Action[] = [];
  if (dice.happens(ASKED_ANEW))
    actions.push(commands(at + seconds(8), operator, 'requestCandidates', { incidentId }));
  if (dispatched - at < seconds(CALLED_BACK_S) || !dice.happens(SENT_BY_MISTAKE)) return actions;
  const other = { incidentId, unitId: state.units.find(({ id }) => id !== unitId)!.id };
  return [
    ...actions,
    commandsOf(state, [...key, 'first'])(at + seconds(15), operator, 'dispatchPatrol', {
      ...{ ...other, overrideReason: 'LOCAL_KNOWLEDGE' },
    }),
    commands(at + seconds(45), operator, 'cancelDispatch', { ...other, reason: 'CLOSER_UNIT' }),
  ];
}

/**
 * What people of a centre do apart from the plain course: a unit is cleared before the case is closed, an arrival is
 * taken back, an incident is reopened, two records of one incident are merged, and sometimes separated again. The
 * chance is separate, so the plain course stays as it was.
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
    actions.push(...found(state, attended));
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
  return [...actions, ...afterwards(state, attended)];
}

/** What the people there report, and what is asked for; nobody in it is real. */
function found(
  state: State,
  { key, incidentId, code, victims, point, dispatched, arrived, closed }: Attended,
) {
  const dice = chance(...key, 'found');
  const operator = `operator-${state.entity.code}`;
  const commands = commandsOf(state, key);
  const after = (s: number) => arrived + seconds(s);
  const actions: Action[] = [];
  const tell = (s: number, mutation: string, input: object) =>
    actions.push(commands(after(s), operator, mutation, { incidentId, ...input }));
  const isUrgent = cnie(code)!.priority === 'ALTA';
  if (dice.happens(URGENCY_CHANGES)) {
    const calmed = { priority: 'MEDIA', reason: 'SITUATION_CALMED' };
    tell(70, 'changePriority', isUrgent ? calmed : { priority: 'ALTA', reason: 'PERSON_AT_RISK' });
  } else if (dice.happens(SCENE_TOLD)) {
    const seen = { finalCode: code, injured: victims };
    tell(120, 'reportScene', seen);
    if (chance(...key, 'scene').happens(SCENE_BY_MISTAKE)) {
      tell(160, 'retractScene', { number: 1, reason: 'REPORTED_BY_MISTAKE' });
      actions.push(
        commandsOf(state, [...key, 'again'])(after(200), operator, 'reportScene', { incidentId, ...seen }),
      );
    }
  } else if (isUrgent && closed - dispatched > seconds(REPORT_BACK_S + 60)) {
    const due = dispatched + seconds(REPORT_BACK_S + 30);
    actions.push(commands(due, operator, 'acknowledgeDeadline', { incidentId, kind: 'REPORT_BACK' }));
  }
  if (dice.happens(HELP_ASKED)) {
    const kind = dice.pick(HELP);
    tell(90, 'requestSupport', { kind });
    tell(480, 'endSupport', { kind, end: dice.happens(HELP_COMES) ? 'ANSWERED' : 'DECLINED' });
  }
  if (dice.happens(DESCRIBED)) {
    const address = `Calle ${dice.int(1, 80)} número ${dice.int(1, 400)}`;
    const narrative = 'Relato de demostración: quien llama espera en la puerta.';
    tell(100, 'describeIncident', { exactPlace: point, address, narrative });
  }
  if (dice.happens(PEOPLE_TOLD)) {
    const adult = { name: `Persona de demostración ${dice.int(1, 9_999)}` };
    tell(150, 'tellInvolved', {
      number: 1,
      part: victims > 0 ? 'VICTIM' : 'WITNESS',
      ageBand: 'ADULT',
      adult,
    });
    if (chance(...key, 'person').happens(PART_BY_MISTAKE))
      tell(170, 'retractInvolved', { number: 1, reason: 'WRONG_INCIDENT' });
  }
  if (dice.happens(VEHICLE_TOLD)) {
    const plate = `DEM${dice.int(100, 999)}A`;
    tell(155, 'tellVehicle', { number: 1, kind: 'CAR', part: 'FLEEING', plate });
    if (chance(...key, 'vehicle').happens(PART_BY_MISTAKE))
      tell(175, 'retractVehicle', { number: 1, reason: 'REPORTED_BY_MISTAKE' });
  }
  if (dice.happens(GLASS_BROKEN)) tell(160, 'breakGlass', { reason: 'NOBODY_TRAINED' });
  return actions;
}
const HELP = [
  ['MEDICAL', 5],
  ['FIRE', 2],
  ['POLICE', 1],
] as const;

/** A second operator reports the same incident; this is noticed, and sometimes it was a different one. */
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
  const both = { incidentId: twinId, toIncidentId: incidentId };
  const parted = chance(...twin, 'parted').happens(STILL_TOGETHER)
    ? []
    : [commands(arrived + seconds(900), operator, 'unlinkIncident', both)];
  return [
    ...merged,
    commands(arrived + seconds(500), operator, 'revertMerge', { incidentId: twinId }),
    commands(arrived + seconds(520), operator, 'linkIncident', { ...both, relation: 'SAME_PEOPLE' }),
    ...parted,
    commands(arrived + seconds(1_800), operator, 'closeIncident', {
      ...{ incidentId: twinId, outcome: 'UNFOUNDED', finalCode: code, victims: 0 },
    }),
  ];
}
