import { idFor } from '@proximidad/eventsourcing';
import { type Action, seconds, commandsOf } from './actions.ts';
import { modelOf } from './model-of.ts';
import type { State } from './nation.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
/** A robbery with violence: its victim is owed a follow-up. */
const VIOLENT = '30421';

/**
 * One of everything, recorded before the rest of the day so that no state is empty meanwhile: an incident closed with
 * a victim, who is owed a follow-up; one that waits for a unit; a contact; and a commitment made in it. The last unit
 * served in the closed one and is free for the other, as nothing in the day needs it: whoever opens the console while
 * the day is being recorded finds somebody to send who is not sent elsewhere meanwhile.
 */
export function glimpse(seed: number, state: State, beatIds: readonly string[], until: number): Action[] {
  return [
    ...worked({ seed, state, until }, 'closed', 3 * HOUR_S, [
      ['dispatchPatrol', 100],
      ['acknowledgeDispatch', 115],
      ['reportArrival', 8 * MINUTE_S],
      ['closeIncident', 30 * MINUTE_S],
    ]),
    visit({ seed, state, until }, beatIds[0]!),
    promise({ seed, state, until }, beatIds[0]!),
    ...worked({ seed, state, until }, 'open', 6 * MINUTE_S, []),
  ];
}

interface Seen {
  readonly seed: number;
  readonly state: State;
  readonly until: number;
}

type Step = 'dispatchPatrol' | 'acknowledgeDispatch' | 'reportArrival' | 'closeIncident';

function worked(
  { seed, state, until }: Seen,
  label: string,
  agoSeconds: number,
  further: readonly (readonly [Step, number])[],
): Action[] {
  const { code: entity } = state.entity;
  const key = ['sim', seed, entity, 'glimpse', label] as const;
  const commands = commandsOf(state, key);
  const operator = `operator-${entity}`;
  const incidentId = idFor(entity, ...key, 'incident');
  const { id: unitId, beat } = state.units.at(-1)!;
  const [lon, lat] = state.beats[beat]!.centre;
  const start = until - seconds(agoSeconds);
  const at = (afterSeconds: number) => start + seconds(afterSeconds);
  const { municipality } = state;
  const inputs = {
    dispatchPatrol: { incidentId, unitId, overrideReason: 'LOCAL_KNOWLEDGE' },
    acknowledgeDispatch: { incidentId, unitId },
    reportArrival: { incidentId, unitId },
    closeIncident: { incidentId, outcome: 'RESOLVED', finalCode: VIOLENT, victims: 1 },
  };
  return [
    commands(at(60), operator, 'reportIncident', {
      ...{ incidentId, municipality, point: { lon, lat }, code: VIOLENT },
      happenedAt: commands.text(start),
    }),
    ...further.map(([mutation, after]) => commands(at(after), operator, mutation, inputs[mutation])),
  ];
}

function visit({ seed, state, until }: Seen, beatId: string): Action {
  const { code: entity } = state.entity;
  const key = ['sim', seed, entity, 'glimpse', 'contact'] as const;
  return commandsOf(state, key)(until - seconds(HOUR_S), `commander-${entity}`, 'recordContact', {
    ...{
      contactId: idFor(entity, ...key),
      kind: modelOf(entity).contacts.kinds[0]!.code,
      outcome: 'ATENDIDO',
      beatId,
    },
    ...{ municipality: state.municipality, officerIds: [state.officers[0]!.id], durationSeconds: 420 },
    people: { adults: 2, minors: 0 },
  });
}

function promise({ seed, state, until }: Seen, beatId: string): Action {
  const { code: entity } = state.entity;
  const key = ['sim', seed, entity, 'glimpse', 'commitment'] as const;
  const commands = commandsOf(state, key);
  return commands(until - seconds(HOUR_S), `commander-${entity}`, 'makeCommitment', {
    ...{ commitmentId: idFor(entity, ...key), beatId, officerId: state.officers[0]!.id },
    ...{ kind: 'ANSWER', owedBy: 'POLICE', topic: 'SERVICIOS_URBANOS' },
    dueAt: commands.text(until + seconds(3 * 24 * HOUR_S)),
  });
}
