import { eventually, type Platform } from '@proximidad/e2e/platform';
import { randomUUID } from 'node:crypto';

const AT_HOME = '30502';
/** Theft, closed with a victim, so a follow-up is owed. */
const WITH_VICTIM = '30421';

/** What one round records, with words for each person that appear nowhere else. */
export interface Told {
  readonly callId: string;
  readonly incidentId: string;
  /**
   * Tokens of the persons: caller, somebody at home, a witness, a child, the owner of a vehicle, somebody an officer
   * spoke with, an officer, a victim and a child of a follow-up.
   */
  readonly persons: readonly string[];
  readonly canaries: readonly string[];
}

export const id = () => ({ commandId: randomUUID() });

/** Puts canaries into every field about a person. */
export async function tell(platform: Platform, random: () => number): Promise<Told> {
  const digits = (count: number) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  const canaries: string[] = [];
  const told = (text: string) => {
    canaries.push(text);
    return text;
  };
  const word = (of: string) => told(`Canario ${of} ${digits(12)}`);
  const number = `+5255${digits(8)}`;
  canaries.push(number.slice(1));
  const [lat, lon] = [`19.36${digits(9)}1`, `-99.09${digits(9)}1`].map((text) =>
    Number(told(String(Number(text)))),
  );
  const { call } = await run<{ call: { id: string; caller: { person: string } } }>(
    platform,
    'operator-09',
    'receiveCall',
    {
      ...{ channel: 'C911', municipality: '09007' },
      caller: { number, name: word('nombre'), language: 'nah', safeToCallBack: 'UNSAFE' },
    },
    '... on CallAccepted { call { id caller { person } } }',
  );
  const { incident } = await run<{ incident: { id: string } }>(
    platform,
    'operator-09',
    'reportIncident',
    { callIds: [call.id], code: AT_HOME, municipality: '09007' },
    '... on IncidentAccepted { incident { id } }',
  );
  const described = await run<{ incident: { toldPerson: string } }>(
    platform,
    'operator-09',
    'describeIncident',
    {
      ...{ incidentId: incident.id, exactPlace: { lat, lon } },
      ...{ address: word('calle'), narrative: word('relato') },
    },
    '... on IncidentAccepted { incident { toldPerson } }',
  );
  const involved = async (number_: number, who: object) =>
    run<{ incident: { people: readonly { person: string }[] } }>(
      platform,
      'operator-09',
      'tellInvolved',
      { incidentId: incident.id, number: number_, part: 'WITNESS', ...who },
      '... on IncidentAccepted { incident { people { person } } }',
    );
  await involved(1, { ageBand: 'ADULT', adult: adultTold(word) });
  const { incident: whole } = await involved(2, { ageBand: 'UNDER_12', minor: minorTold(word) });
  const spoken = await spokenWith(platform, word);
  const registers = { cuip: told(`CANA800101H${digits(9)}`), curp: told(`CANA800101HDFRRN${digits(2)}`) };
  const officer = await identified(platform, registers);
  const people = whole.people.map(({ person }) => person);
  const holder = await seenIn(platform, incident.id, told(`CNR${digits(7)}`));
  return {
    ...{ callId: call.id, incidentId: incident.id, canaries },
    persons: [
      ...[call.caller.person, described.incident.toldPerson, ...people, holder, spoken, officer],
      ...(await followedUp(platform, word)),
    ],
  };
}

type Word = (of: string) => string;
const adultTold = (word: Word) => ({ name: word('adulta'), way: word('camino') });
const minorTold = (word: Word) => ({
  ...{ name: word('menor'), caregiver: word('cuidadora'), way: word('camino') },
});

/** Records a vehicle that was seen there, and its owner. */
async function seenIn(platform: Platform, incidentId: string, plate: string): Promise<string> {
  const { incident } = await run<{ incident: { vehicles: readonly [{ person: string }] } }>(
    platform,
    'operator-09',
    'tellVehicle',
    { incidentId, number: 1, kind: 'CAR', part: 'FLEEING', plate },
    '... on IncidentAccepted { incident { vehicles { person } } }',
  );
  return incident.vehicles[0].person;
}

/** The person a closed incident is followed up with: recorded as an adult, and then as a minor, who is kept beside. */
async function followedUp(platform: Platform, word: Word): Promise<readonly string[]> {
  const { incident } = await run<{ incident: { id: string } }>(
    platform,
    'operator-09',
    'reportIncident',
    { code: WITH_VICTIM, municipality: '09007' },
    '... on IncidentAccepted { incident { id } }',
  );
  await run(
    platform,
    'operator-09',
    'closeIncident',
    { incidentId: incident.id, outcome: 'RESOLVED', finalCode: WITH_VICTIM, victims: 1 },
    '... on IncidentAccepted { incident { id } }',
  );
  const query = 'query ($id: ID!) { incident(id: $id) { followUps { id } } }';
  const followUpId = await eventually('the follow-up is owed', async () => {
    const { data } = await platform.ask<{ incident: { followUps: readonly { id: string }[] } }>(
      ...(['commander-09', query, { id: incident.id }] as const),
    );
    return data?.incident.followUps[0]?.id;
  });
  const persons: string[] = [];
  for (const who of [
    { ageBand: 'ADULT', adult: adultTold(word) },
    { ageBand: 'UNDER_12', minor: minorTold(word) },
  ]) {
    const { followUp } = await run<{ followUp: { victim: { person: string } } }>(
      platform,
      'commander-09',
      'tellVictim',
      { followUpId, keptBy: 'LEGAL_DUTY', channel: 'TELEPHONE', ...who },
      '... on FollowUpAccepted { followUp { victim { person } } }',
    );
    persons.push(followUp.victim.person);
  }
  return persons;
}

/** A contact, and the person it was with, by consent. */
async function spokenWith(platform: Platform, word: Word): Promise<string> {
  const { contact } = await run<{ contact: { id: string } }>(
    platform,
    'commander-09',
    'recordContact',
    {
      ...{ kind: 'CALLE', outcome: 'ATENDIDO', durationSeconds: 90, municipality: '09007' },
      ...{ officerIds: [`09-${randomUUID()}`], people: { adults: 1, minors: 0 } },
    },
    '... on ContactAccepted { contact { id } }',
  );
  const told = await run<{ contact: { person: { person: string } } }>(
    platform,
    'commander-09',
    'tellContactPerson',
    {
      ...{ contactId: contact.id, ageBand: 'ADULT', keptBy: 'CONSENT' },
      ...{ name: word('vecina'), way: word('puerta') },
      ...{ scope: 'NETWORK', noticeVersion: 1 },
    },
    '... on ContactAccepted { contact { person { person } } }',
  );
  return told.contact.person.person;
}

/** An officer, and how the registers identify the officer. */
async function identified(platform: Platform, registers: object): Promise<string> {
  const { officer } = await run<{ officer: { id: string } }>(
    platform,
    'commander-09',
    'registerOfficer',
    { entity: '09', municipality: '09007', rank: 'POLICIA' },
    '... on OfficerAccepted { officer { id } }',
  );
  const told = await run<{ officer: { identifiers: { person: string } } }>(
    platform,
    'commander-09',
    'identifyOfficer',
    { officerId: officer.id, ...registers },
    '... on OfficerAccepted { officer { identifiers { person } } }',
  );
  return told.officer.identifiers.person;
}

async function run<Answer>(
  platform: Platform,
  user: string,
  mutation: string,
  input: object,
  selected: string,
): Promise<Answer> {
  const result = await platform.execute(user, mutation, { ...id(), ...input }, selected);
  if (result.__typename === 'Refusal') throw new Error(`${mutation} was refused: ${result.code}`);
  return result as unknown as Answer;
}
