import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, type Governing } from '@proximidad/contracts';
import { type CommandOf, idFor, isRejection, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { jointPatrol, type JointPatrolEvent, PATROL_ACTS_MAX } from './joint-patrol.ts';
import { jointPatrols } from './joint-patrols.ts';
import { PatrolPower, powersOf } from './words.ts';

type Command = CommandOf<typeof jointPatrol>;
const model = (country: string) => modelProfiles.find((each) => each.country === country)!;
const under = (country: string): Governing => ({
  ...{ profile: model(country), certificationGate: 'WARN', territory: '20004' },
});
const peru = under('PE');
/** A model in which guards would command. */
const commandedByGuards: Governing = {
  ...peru,
  profile: { ...peru.profile, mixedPatrol: { ...peru.profile.mixedPatrol!, commander: 'SERENO' } },
};
const at = parseDateTime('2026-11-14T10:00:00-06:00');
const later = (hours: number) => ({ ...at, ms: at.ms + hours * 3_600_000 });
const [sergeant, second, guard] = ['sergeant', 'second', 'guard'].map((who) =>
  idFor('20', 'officer', who),
) as [string, string, string];
const place = { beatId: idFor('20', 'beat', 1), municipality: '20004' };
const members = [
  { officerId: sergeant, corps: 'PNP' },
  { officerId: guard, corps: 'SERENO' },
];
const beginning: Extract<Command, { type: 'BeginJointPatrol' }> = {
  ...{ type: 'BeginJointPatrol', ...place, members, commanderId: sergeant, beatActive: true, at },
  ...{ governing: peru, auxiliaries: [], commanderRegistered: true, agreedUntil: null },
  ...{ offDuty: [], elsewhere: [] },
};
const begun: Extract<JointPatrolEvent, { type: 'JointPatrolBegun' }> = {
  ...{ type: 'JointPatrolBegun', ...place, commanderId: sergeant, from: at },
  members: [
    { ...members[0]!, police: true, powers: [...PatrolPower.options], handsOverTo: null },
    { ...members[1]!, police: false, powers: ['HANDOVER'], handsOverTo: 'PNP' },
  ],
  basis: basisOf(peru, 'mixedPatrol'),
};
const acting = (officerId: string, act: PatrolPower, hours = 1): Command => ({
  ...{ type: 'RecordPatrolAct', officerId, act, onDuty: true, at: later(hours) },
});
const acted = (number: number, officerId: string, act: PatrolPower): JointPatrolEvent => ({
  ...{ type: 'PatrolActRecorded', number, officerId, act, at: later(1) },
  handedOverTo: act === 'HANDOVER' && officerId === guard ? 'PNP' : null,
});
const ended: JointPatrolEvent = { type: 'JointPatrolEnded', reason: 'ROUND_DONE', until: later(2) };

const begins = (change: Partial<typeof beginning>) =>
  given(jointPatrol, []).when({ ...beginning, ...change });

describe('BR-B22: a joint patrol', () => {
  test('has members of every corps that the model names, and of no other', () => {
    given(jointPatrol, []).when(beginning).expects([begun]);
    given(jointPatrol, [begun]).when(beginning).expects('AlreadyRegistered');
    begins({ beatActive: false }).expects('BeatClosed');
    begins({ governing: under('FR') }).expects('JointPatrolsNotInModel');
    begins({ members: members.slice(0, 1) }).expects('CorpsMissing');
    begins({ members: [...members, { officerId: second, corps: 'POLICIA_MUNICIPAL' }] }).expects(
      'CorpsNotInPatrol',
    );
  });

  test('is commanded by police who are in it, and never by an auxiliary', () => {
    begins({ commanderId: guard }).expects('CommanderNotPolice');
    begins({ commanderRegistered: false }).expects('OfficerNotRegistered');
    begins({ commanderId: second }).expects('CommanderNotInPatrol');
    begins({ auxiliaries: [sergeant] }).expects('CommanderNotPolice');
    begins({ governing: commandedByGuards, commanderId: guard }).expects('CommanderNotPolice');
    const both = [...members, { officerId: second, corps: 'PNP' }];
    begins({ members: both, auxiliaries: [second] }).expects('ServesAsAuxiliary');
    given(jointPatrol, [])
      .when({ ...beginning, auxiliaries: [guard] })
      .expects([begun]);
  });

  test('BR-B23: has members who are on duty, and in no other joint patrol', () => {
    begins({ offDuty: [guard] }).expects('MemberNotOnDuty');
    begins({ elsewhere: [sergeant] }).expects('AlreadyInJointPatrol');
    given(jointPatrol, [begun])
      .when({ ...acting(guard, 'HANDOVER'), onDuty: false } as Command)
      .expects('MemberNotOnDuty');
  });

  test('BR-A4: goes on with its powers when another model comes to govern, unless it is over', () => {
    const version = (country: string) => {
      const { parameter: _, ...governs } = basisOf(under(country), '');
      return governs;
    };
    const change = { from: version('PE'), to: version('FR'), since: later(1) };
    const carry: Command = { type: 'CarryOverPatrol', change };
    const carried: JointPatrolEvent = { type: 'JointPatrolCarriedOver', ...change, rule: 'PINNED' };
    given(jointPatrol, [begun]).when(carry).expects([carried]);
    given(jointPatrol, [begun, carried]).when(carry).expects([]);
    given(jointPatrol, [begun, ended]).when(carry).expects([]);
    given(jointPatrol, [begun, carried]).when(acting(guard, 'ARREST')).expects('PowerNotHeld');
    const id = idFor('20', 'patrol', 1);
    const row = projected(jointPatrols, eventsOf(jointPatrol, id, [begun, carried])).get(id);
    expect(row).toMatchObject({ open: true, carriedOver: [{ rule: 'PINNED', to: change.to }] });
  });

  test('has members of the state, and of the federation while an agreement covers the beat (BR-A1)', () => {
    const from = (entity: string) => {
      const officerId = idFor(entity, 'officer', 1);
      return { ...beginning, members: [{ officerId, corps: 'PNP' }, members[1]!], commanderId: officerId };
    };
    given(jointPatrol, []).when(from('09')).expects('OutsideEntity');
    given(jointPatrol, []).when(from('00')).expects('NoAgreement');
    const events = jointPatrol.decide({ status: 'unknown' }, { ...from('00'), agreedUntil: later(1) });
    expect(isRejection(events)).toBe(false);
  });

  test('an auxiliary hands over whom it holds, and has no other power than the model names', () => {
    given(jointPatrol, [begun])
      .when(acting(guard, 'HANDOVER'))
      .expects([acted(1, guard, 'HANDOVER')]);
    for (const power of ['ARREST', 'IDENTITY_CHECK', 'DATA_LOOKUP'] as const) {
      given(jointPatrol, [begun]).when(acting(guard, power)).expects('PowerNotHeld');
      given(jointPatrol, [begun])
        .when(acting(sergeant, power))
        .expects([acted(1, sergeant, power)]);
    }
    given(jointPatrol, [begun]).when(acting(second, 'ARREST')).expects('NotInPatrol');
    given(jointPatrol, []).when(acting(guard, 'HANDOVER')).expects('JointPatrolNotFound');
    expect(powersOf(model('FR'), 'POLICIA_MUNICIPAL').powers).toEqual(['ARREST']);
    expect(powersOf(model('NI'), 'PROMOTOR').powers).toEqual([]);
  });

  test('acts during the patrol may be reported later, and are retracted if reported by mistake', () => {
    const over = [begun, ended];
    given(jointPatrol, over)
      .when(acting(guard, 'HANDOVER'))
      .expects([acted(1, guard, 'HANDOVER')]);
    given(jointPatrol, over)
      .when(acting(guard, 'HANDOVER', 2))
      .expects('OutsideJointPatrol');
    given(jointPatrol, [begun])
      .when(acting(guard, 'HANDOVER', -1))
      .expects('OutsideJointPatrol');
    const retracting = { type: 'RetractPatrolAct', number: 1, reason: 'MISTAKE', at: later(3) } as const;
    const retracted: JointPatrolEvent = { ...retracting, type: 'PatrolActRetracted' };
    given(jointPatrol, over).when(retracting).expects('PatrolActNotFound');
    const told = [...over, acted(1, guard, 'HANDOVER')];
    given(jointPatrol, told).when(retracting).expects([retracted]);
    given(jointPatrol, [...told, retracted])
      .when(retracting)
      .expects([]);
  });

  test('ends once, after what was done in it', () => {
    const ending = { type: 'EndJointPatrol', reason: 'ROUND_DONE', at: later(2) } as const;
    given(jointPatrol, [begun]).when(ending).expects([ended]);
    given(jointPatrol, [begun, ended]).when(ending).expects([]);
    given(jointPatrol, [begun])
      .when({ ...ending, at })
      .expects('EndsBeforeStart');
    given(jointPatrol, [begun, acted(1, guard, 'HANDOVER')])
      .when({ ...ending, at: later(1) })
      .expects('NotAfterTheLast');
    // An act recorded with a wrong time and retracted says nothing about when the patrol was out.
    const retracted: JointPatrolEvent = {
      ...{ type: 'PatrolActRetracted', number: 1, reason: 'MISTAKE', at: later(3) },
    };
    given(jointPatrol, [begun, acted(1, guard, 'HANDOVER'), retracted])
      .when({ ...ending, at: later(1) })
      .expects([{ ...ended, until: later(1) }]);
  });

  test('whatever is reported, no auxiliary ever used a power that the model does not name, and none commands', () => {
    const officers = fc.constantFrom(sergeant, second, guard);
    const commands = fc.array(
      fc.oneof(
        fc.record({
          ...{ type: fc.constant('BeginJointPatrol' as const), commanderId: officers },
          members: fc.constantFrom(members, [...members, { officerId: second, corps: 'SERENO' }]),
          governing: fc.constantFrom(peru, commandedByGuards),
          auxiliaries: fc.subarray([sergeant, second, guard]),
          ...{ beatId: fc.constant(place.beatId), municipality: fc.constant(place.municipality) },
          ...{
            beatActive: fc.boolean(),
            agreedUntil: fc.constant(null),
            commanderRegistered: fc.boolean(),
            ...{ offDuty: fc.subarray([second]), elsewhere: fc.subarray([second]) },
            at: fc.constant(at),
          },
        }),
        fc.record({
          ...{ type: fc.constant('RecordPatrolAct' as const), officerId: officers },
          ...{ act: fc.constantFrom(...PatrolPower.options), onDuty: fc.boolean() },
          at: fc.constant(later(1)),
        }),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(commands, (all) => {
        const told: JointPatrolEvent[] = [];
        for (const command of all) {
          const decided = jointPatrol.decide(
            told.reduce(jointPatrol.evolve, jointPatrol.initialState),
            command,
          );
          if (!isRejection(decided)) told.push(...decided);
        }
        const first = told.find((event) => event.type === 'JointPatrolBegun');
        if (!first) return told.length === 0;
        const police = new Set(first.members.filter((each) => each.police).map((each) => each.officerId));
        const acts = told.filter((event) => event.type === 'PatrolActRecorded');
        return (
          police.has(first.commanderId) &&
          acts.every(({ officerId, act }) => police.has(officerId) || act === 'HANDOVER')
        );
      }),
    );
  });

  test('a row shows who was in it and what was done, and takes no more than it can hold', () => {
    const id = idFor('20', 'patrol', 1);
    const retracted: JointPatrolEvent = {
      ...{ type: 'PatrolActRetracted', number: 1, reason: 'MISTAKE', at: later(3) },
    };
    const events = [begun, acted(1, guard, 'HANDOVER'), ended, retracted];
    const row = projected(jointPatrols, eventsOf(jointPatrol, id, events)).get(id);
    expect(row).toMatchObject({
      ...{ open: false, until: later(2), endReason: 'ROUND_DONE', officersText: ` ${sergeant} ${guard} ` },
      acts: [{ number: 1, handedOverTo: 'PNP', retracted: 'MISTAKE' }],
    });
    const full = Array.from({ length: PATROL_ACTS_MAX }, (_, index) => acted(index + 1, sergeant, 'ARREST'));
    given(jointPatrol, [begun, ...full])
      .when(acting(sergeant, 'ARREST'))
      .expects('RecordFull');
  });
});
