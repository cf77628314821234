import { type Action, commandsOf, seconds } from './actions.ts';
import { cnie, isSensitive } from '@proximidad/catalogues';
import { idFor, instantAt, localDateAt } from '@proximidad/eventsourcing';
import { calledAgain, located, taken } from './calls.ts';
import {
  CALLED_AGAIN,
  HOUR_INDEX,
  NEVER_ARRIVED,
  NEVER_DISPATCHED,
  STAGES,
  WEEKDAY_INDEX,
} from './calibration.ts';
import { modelOf } from './model-of.ts';
import type { State } from './nation.ts';
import type { Attended } from './attended.ts';
import { aforehand, otherwise } from './otherwise.ts';
import { chance, type Chance } from './random.ts';

const CONTACT_WEIGHTS = [5, 3, 1, 2] as const;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Incidents of the whole nation on an average day of the simulation. */
const NATION_PER_DAY = 480;
const NATION_POPULATION = 126_014_024;
const STATE_PER_DAY_MIN = 5;
/** Share of the units that report being on their way; the others next report their arrival. */
const SAYS_IT_IS_ON_THE_WAY = 0.1;
const HAS_NOT_SET_OUT = 0.1;
/** A beat makes about seven visits a day (docs/field.md#beats); the demo shows some of them. */
const CONTACTS_PER_BEAT = 2;

/**
 * Everything recorded in one state between two moments, in order of time. Pure: the same arguments give the same day.
 */
export function day(
  seed: number,
  state: State,
  beatIds: readonly string[],
  from: number,
  until: number,
): Action[] {
  const stories: Action[][] = [];
  for (let hour = Math.floor(from / HOUR_MS); hour * HOUR_MS < until; hour++) {
    const dice = chance(seed, 'hour', state.entity.code, hour);
    const local = instantAt(hour * HOUR_MS, state.zone);
    const clock = new Date(local.ms + local.offsetMin * 60_000);
    const index = HOUR_INDEX[clock.getUTCHours()]! * WEEKDAY_INDEX[clock.getUTCDay()]!;
    const perDay = Math.max(
      STATE_PER_DAY_MIN,
      (NATION_PER_DAY * state.entity.population2020) / NATION_POPULATION,
    );
    for (let n = poisson(dice, (perDay / DAY_HOURS) * index); n > 0; n--) {
      const start = hour * HOUR_MS + dice.int(0, HOUR_MS - 1);
      stories.push(call(seed, state, start, dice, `${hour}.${n}`));
    }
    const isDaylight = clock.getUTCHours() >= 9 && clock.getUTCHours() < 20;
    for (const [beat, beatId] of beatIds.entries()) {
      if (isDaylight && dice.happens(CONTACTS_PER_BEAT / 11)) {
        stories.push([contact(seed, state, beat, beatId, hour * HOUR_MS + dice.int(0, HOUR_MS - 1), dice)]);
      }
    }
  }
  // A story that began before the span is left out whole; one that continues after it is cut off, and is open at the
  // end.
  return stories
    .filter(([first]) => first!.at >= from)
    .flat()
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at - b.at);
}

function call(seed: number, state: State, start: number, dice: Chance, label: string): Action[] {
  const key = ['sim', seed, state.entity.code, label] as const;
  const { actions, proper } = taken(state, { key, start }, dice);
  if (!proper) return actions;
  return [
    ...actions,
    ...incident(state, { ...proper, key, at: proper.at + seconds(4), classified: proper.at, start }, dice),
  ];
}

interface Reported {
  readonly key: readonly (string | number)[];
  readonly callId: string;
  readonly code: string;
  readonly victims: number;
  readonly classified: number;
  readonly at: number;
  readonly start: number;
}

function incident(state: State, reported: Reported, dice: Chance): Action[] {
  const { key, callId, code, victims, classified, at, start } = reported;
  const { code: entity } = state.entity;
  const operator = `operator-${entity}`;
  const commands = commandsOf(state, key);
  const incidentId = idFor(entity, ...key, 'incident');
  const beat = dice.int(0, state.beats.length - 1);
  const [lon, lat] = state.beats[beat]!.centre;
  const place = { lon: lon + dice.between(-0.004, 0.004), lat: lat + dice.between(-0.004, 0.004) };
  const point = isSensitive(code) ? undefined : { lon: round(place.lon), lat: round(place.lat) };
  const actions = [
    ...located(state, { key, callId, point, at: classified + seconds(2) }),
    commands(at, operator, 'reportIncident', {
      incidentId,
      callIds: [callId],
      municipality: state.municipality,
      point,
      code,
      happenedAt: commands.text(start),
    }),
  ];
  if (dice.happens(CALLED_AGAIN))
    actions.push(
      ...calledAgain(
        state,
        { key, incidentId, code, point, start },
        at + seconds(dice.between(20, 600)),
        dice,
      ),
    );
  if (dice.happens(NEVER_DISPATCHED)) {
    return [
      ...actions,
      commands(at + seconds(1_800), operator, 'closeIncident', {
        incidentId,
        outcome: 'CANCELLED',
        finalCode: code,
        victims: 0,
      }),
    ];
  }
  const unitId = state.units.find((unit) => unit.beat === beat)!.id;
  return [...actions, ...work(state, { key, incidentId, unitId, code, victims, point, at }, dice)];
}

interface Worked extends Omit<Attended, 'dispatched' | 'arrived' | 'closed'> {
  /** When it was reported. */
  readonly at: number;
}

/** A unit is sent, acknowledges, and mostly arrives; then the case is closed. */
function work(
  state: State,
  { key, incidentId, unitId, code, victims, point, at }: Worked,
  dice: Chance,
): Action[] {
  const operator = `operator-${state.entity.code}`;
  const commands = commandsOf(state, key);
  const dispatched = at + seconds(dice.logNormal(...STAGES.reportToDispatch[cnie(code)!.priority]));
  const acknowledged = dispatched + seconds(dice.logNormal(...STAGES.dispatchToAcknowledged));
  const actions = [
    ...aforehand(state, { key, incidentId, unitId, code, at, dispatched }),
    commands(dispatched, operator, 'dispatchPatrol', {
      incidentId,
      unitId,
      overrideReason: 'LOCAL_KNOWLEDGE',
    }),
    commands(acknowledged, operator, 'acknowledgeDispatch', { incidentId, unitId }),
  ];
  const arrived = acknowledged + seconds(dice.logNormal(...STAGES.dispatchToArrival));
  const onTheWay = chance(...key, 'on the way');
  if (onTheWay.happens(SAYS_IT_IS_ON_THE_WAY)) {
    const unit = { incidentId, unitId };
    actions.push(commands(acknowledged + seconds(10), operator, 'reportEnRoute', unit));
    if (onTheWay.happens(HAS_NOT_SET_OUT))
      actions.push(
        commands(acknowledged + seconds(20), operator, 'retractEnRoute', {
          ...{ ...unit, reason: 'REPORTED_BY_MISTAKE' },
        }),
        commandsOf(state, [...key, 'again'])(acknowledged + seconds(30), operator, 'reportEnRoute', unit),
      );
  }
  if (dice.happens(NEVER_ARRIVED)) {
    return [
      ...actions,
      commands(arrived, operator, 'closeIncident', {
        incidentId,
        outcome: 'NO_CONTACT',
        finalCode: code,
        victims: 0,
      }),
    ];
  }
  const closed = arrived + seconds(dice.logNormal(...STAGES.arrivalToClosing));
  return [
    ...actions,
    commands(arrived, operator, 'reportArrival', { incidentId, unitId }),
    commands(closed, operator, 'closeIncident', {
      incidentId,
      outcome: dice.pick(OUTCOMES),
      finalCode: code,
      victims,
    }),
    ...otherwise(state, { key, incidentId, unitId, code, victims, point, dispatched, arrived, closed }),
  ];
}

const OUTCOMES = [
  ['RESOLVED', 0.62],
  ['REFERRED', 0.2],
  ['UNFOUNDED', 0.1],
  ['NO_CONTACT', 0.08],
] as const;

/** At least one person when somebody was spoken with, and none when nobody was there. */
function headcount(outcome: string, adults: number): number {
  if (outcome === 'NADIE') return 0;
  return outcome === 'ATENDIDO' ? Math.max(1, adults) : adults;
}

function contact(seed: number, state: State, beat: number, beatId: string, at: number, dice: Chance): Action {
  const officers = state.officers.filter((_, i) => i % state.beats.length === beat);
  const key = ['sim', seed, state.entity.code, 'contact', beatId, Math.floor(at / HOUR_MS)] as const;
  // The first kinds of a model are its most common.
  const kind = dice.pick(
    modelOf(state.entity.code)
      .contacts.kinds.slice(0, CONTACT_WEIGHTS.length)
      .map(({ code }, i) => [code, CONTACT_WEIGHTS[i]!] as const),
  );
  const outcome = dice.pick([
    ['ATENDIDO', 7],
    ['NADIE', 2],
    ['RECHAZO', 1],
  ] as const);
  return commandsOf(state, key)(at, `commander-${state.entity.code}`, 'recordContact', {
    contactId: idFor(state.entity.code, ...key),
    kind,
    outcome,
    beatId,
    municipality: state.municipality,
    officerIds: [dice.pick(officers.map(({ id }) => [id, 1] as const))],
    durationSeconds: Math.round(dice.logNormal(300, 0.6)) + 60,
    people: { adults: headcount(outcome, dice.int(0, 3)), minors: 0 },
  });
}

const round = (n: number) => Math.round(n * 1e5) / 1e5;

function poisson(dice: Chance, mean: number): number {
  const limit = Math.exp(-mean);
  let [count, product] = [0, dice.next()];
  while (product > limit) {
    count++;
    product *= dice.next();
  }
  return count;
}

/** The local dates that an interval touches in a state. */
export function datesOf(state: State, from: number, until: number): string[] {
  const dates = new Set<string>();
  for (let at = from; at <= until; at += HOUR_MS) dates.add(localDateAt(at, state.zone));
  return [...dates];
}
