import { duplicateCode, isSensitive } from '@proximidad/catalogues';
import { idFor } from '@proximidad/eventsourcing';
import { type Action, commandsOf, seconds } from './actions.ts';
import { CHANNELS, IMPROPER, IMPROPER_CODES, KINDS, STAGES } from './calibration.ts';
import type { State } from './nation.ts';
import { type Chance, chance } from './random.ts';

/** Share of the calls outside the centre's competence that another state's centre takes over. */
const TURNED_OVER = 0.1;
/** Share of the calls closed as no emergency that were one after all. */
const WRONGLY_CLOSED = 0.05;
/** Share of the calls recorded as they ring; the others are recorded when answered. */
const RINGS = 0.1;
const HUNG_UP = 0.04;
const REACHED = 0.7;
const LOCATED = 0.15;
/**
 * Shares of the calls about a known incident: linked by the platform's suggestion, refused by a person, linked by
 * mistake.
 */
const SUGGESTED = 0.35;
const IS_NOT_IT = 0.25;
const LINKED_BY_MISTAKE = 0.06;
/** No emergency: what a call turns out to be that was mistaken for one about a known incident. */
const NO_EMERGENCY = '70104';

export interface Call {
  readonly key: readonly (string | number)[];
  /** When it began. */
  readonly start: number;
}

/** What a call is about, once it is clear that an incident has to be reported from it. */
export interface Proper {
  readonly callId: string;
  readonly code: string;
  readonly victims: number;
  /** When it was classified. */
  readonly at: number;
}

/** One call as its operator takes it; without `proper` it leads to no incident. */
export function taken(
  state: State,
  { key, start }: Call,
  dice: Chance,
): { readonly actions: Action[]; readonly proper?: Proper } {
  const { code: entity } = state.entity;
  const user = `operator-${entity}`;
  const callId = idFor(entity, ...key, 'call');
  const commands = commandsOf(state, key);
  const channel = dice.pick(CHANNELS);
  const usual = start + seconds(dice.logNormal(...STAGES.callToReport));
  const odd = chance(...key, 'call');
  const answeredAt = start + seconds(Math.min(odd.logNormal(6, 0.5), 20));
  const received = { callId, municipality: state.municipality, channel, startedAt: commands.text(start) };
  const actions = odd.happens(RINGS)
    ? [commands(start, user, 'receiveCall', received), commands(answeredAt, user, 'answerCall', { callId })]
    : [commands(answeredAt, user, 'receiveCall', { ...received, answeredAt: commands.text(answeredAt) })];
  let classified = Math.max(usual, answeredAt + seconds(5));
  if (odd.happens(HUNG_UP)) {
    const hungUp = answeredAt + seconds(4);
    const reached = odd.happens(REACHED);
    actions.push(
      commands(hungUp, user, 'abandonCall', { callId }),
      commands(hungUp + seconds(30), user, 'callBack', { callId, reached }),
    );
    if (!reached) return { actions };
    classified += seconds(60);
  }
  const again = commandsOf(state, [...key, 'reopened']);
  if (dice.happens(IMPROPER)) {
    const code = dice.pick(IMPROPER_CODES);
    if (chance(...key, 'turned over').happens(TURNED_OVER)) {
      const toEntity = String((Number(entity) % 32) + 1).padStart(2, '0');
      const there = { toEntity, toC2Id: idFor(toEntity, 'c2', toEntity) };
      return { actions: [...actions, commands(classified, user, 'transferCall', { callId, ...there })] };
    }
    actions.push(commands(classified, user, 'classifyCall', { callId, code }));
    if (!odd.happens(WRONGLY_CLOSED)) return { actions };
    const kind = odd.pick(KINDS);
    const at = classified + seconds(70);
    actions.push(
      commands(classified + seconds(40), user, 'reopenCall', { callId, reason: 'WRONGLY_CLASSIFIED' }),
      again(at, user, 'classifyCall', { callId, code: kind.code }),
    );
    return { actions, proper: { callId, ...kind, at } };
  }
  const kind = dice.pick(KINDS);
  actions.push(commands(classified, user, 'classifyCall', { callId, code: kind.code }));
  return { actions, proper: { callId, ...kind, at: classified } };
}

export interface Known {
  readonly key: readonly (string | number)[];
  readonly incidentId: string;
  readonly code: string;
  /** Undefined for sensitive kinds. */
  readonly point: Place | undefined;
  /** When its first call began. */
  readonly start: number;
}
export interface Place {
  readonly lon: number;
  readonly lat: number;
}

/** The place that the network gives for a call. */
export function located(state: State, { key, callId, point, at }: Located): Action[] {
  if (!point || !chance(...key, 'located').happens(LOCATED)) return [];
  const cell = { callId, municipality: state.municipality, point, radiusMetres: 300 };
  return [commandsOf(state, key)(at, `operator-${state.entity.code}`, 'locateCall', cell)];
}
interface Located extends Pick<Known, 'key' | 'point'> {
  readonly callId: string;
  readonly at: number;
}

/** Somebody else calls about a known incident. */
export function calledAgain(state: State, known: Known, at: number, dice: Chance): Action[] {
  const { incidentId, code, point, start } = known;
  const user = `operator-${state.entity.code}`;
  const key = [...known.key, 'again'] as const;
  const callId = idFor(state.entity.code, ...key, 'call');
  const commands = commandsOf(state, key);
  const channel = dice.pick(CHANNELS);
  const odd = chance(...key, 'found');
  const received = commands(at, user, 'receiveCall', {
    ...{ callId, municipality: state.municipality, channel, startedAt: commands.text(at) },
  });
  const noEmergency = (after: number) =>
    commandsOf(state, [...key, 'after all'])(at + seconds(after), user, 'classifyCall', {
      ...{ callId, code: NO_EMERGENCY },
    });
  // The platform itself finds an incident this near in place and time (BR-I2).
  if (point && !isSensitive(code) && at - start < seconds(SOON_S) && odd.happens(SUGGESTED)) {
    const found = [
      received,
      commands(at + seconds(30), user, 'classifyCall', { callId, code }),
      commands(at + seconds(35), user, 'suggestDuplicates', { callId, point }),
    ];
    const answer = at + seconds(45);
    return odd.happens(IS_NOT_IT)
      ? [
          ...found,
          commands(answer, user, 'refuseDuplicate', { callId, incidentId, reason: 'OTHER_EVENT' }),
          noEmergency(90),
        ]
      : [...found, commands(answer, user, 'linkDuplicate', { callId, incidentId, rule: 'PROPOSED' })];
  }
  const linked = [
    received,
    commands(at + seconds(30), user, 'classifyCall', { callId, code: duplicateCode }),
    commands(at + seconds(45), user, 'linkDuplicate', { callId, incidentId, rule: 'OPERATOR' }),
  ];
  if (!odd.happens(LINKED_BY_MISTAKE)) return linked;
  return [
    ...linked,
    commands(at + seconds(120), user, 'unlinkCall', { callId, reason: 'LINKED_BY_MISTAKE' }),
    noEmergency(150),
  ];
}
/** An incident reported less than this before is suggested: its score is above 0.7 in the same place. */
const SOON_S = 600;
