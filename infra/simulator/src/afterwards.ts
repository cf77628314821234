import { hasVictims } from '@proximidad/catalogues';
import type { Attended } from './attended.ts';
import { type Action, commandsOf, seconds } from './actions.ts';
import { KINDS } from './calibration.ts';
import type { State } from './nation.ts';
import { chance } from './random.ts';

/** Shares of the closed incidents: what the owner's commander corrects, and what a liaison asks to know. */
const VICTIMS_FOUND = 0.02;
const RECLASSIFIED = 0.03;
const RELOCATED = 0.02;
const ASKED_TO_KNOW = 0.012;
const OPENED = 0.65;
const CLOSED_AGAIN = 0.3;
/** After a reopened incident has been closed again. */
const LATER_S = 3_600;
/** About 200 m: in the same beat, or in the next one. */
const ELSEWHERE_DEGREES = 0.002;

/** What happens to a closed incident, with a chance of its own. */
export function afterwards(state: State, attended: Attended): Action[] {
  return [...corrected(state, attended), ...askedToKnow(state, attended)];
}

function corrected(state: State, { key, incidentId, code, victims, point, closed }: Attended): Action[] {
  const dice = chance(...key, 'corrected');
  const commands = commandsOf(state, key);
  const actions: Action[] = [];
  const correct = (after: number, mutation: string, input: object) =>
    actions.push(
      commands(closed + seconds(LATER_S + after), `commander-${state.entity.code}`, mutation, {
        ...{ incidentId, ...input },
      }),
    );
  if (hasVictims(code) && dice.happens(VICTIMS_FOUND)) {
    correct(0, 'correctClosing', { victims: victims + 2, reason: 'VICTIMS_FOUND' });
  }
  if (dice.happens(RECLASSIFIED)) {
    const others = KINDS.filter(([kind]) => kind.code !== code);
    const { code: finalCode, victims: told } = dice.pick(others);
    correct(400, 'reclassifyIncident', {
      finalCode,
      victims: Math.max(told, victims),
      reason: 'CODING_ERROR',
    });
  }
  if (point && dice.happens(RELOCATED)) {
    const there = { lon: round(point.lon + ELSEWHERE_DEGREES), lat: round(point.lat - ELSEWHERE_DEGREES) };
    correct(800, 'relocateIncident', {
      ...{ municipality: state.municipality, point: there, reason: 'LOCATION_ERROR' },
    });
  }
  return actions;
}

/** ST-6: the liaison asks, and the owner grants it or not, and may end the grant. */
function askedToKnow(state: State, { key, incidentId, closed }: Attended): Action[] {
  const dice = chance(...key, 'to know');
  if (!dice.happens(ASKED_TO_KNOW)) return [];
  const { code: entity } = state.entity;
  const liaison = `liaison-${entity}`;
  const commander = `commander-${entity}`;
  const commands = commandsOf(state, key);
  const asked = closed + seconds(600);
  const request = {
    incidentId,
    basis: dice.pick(BASES),
    folio: `OF/${entity}/${dice.int(1, 9_999)}/2026`,
  };
  const answered = asked + seconds(dice.logNormal(900, 0.8));
  const answer = (at: number, mutation: string, input = {}): Action => ({
    ...commands(at, commander, mutation, input),
    needToKnowOf: incidentId,
  });
  const actions = [commands(asked, liaison, 'requestNeedToKnow', request)];
  if (!dice.happens(OPENED)) {
    return [...actions, answer(answered, 'refuseNeedToKnow', { reason: 'NOT_NEEDED' })];
  }
  actions.push(answer(answered, 'grantNeedToKnow'));
  if (!dice.happens(CLOSED_AGAIN)) return actions;
  return [...actions, answer(answered + seconds(2 * 3_600), 'withdrawNeedToKnow')];
}
const BASES = [
  ['FEDERAL_CRIME', 4],
  ['ACROSS_STATES', 3],
  ['MISSING_PERSON', 1],
] as const;

const round = (n: number) => Math.round(n * 1e5) / 1e5;
