import { eventually, type Platform, runProgram, startPlatform } from '@proximidad/e2e/platform';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from './drill.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Nobody opens more than fifty persons an hour: so many rounds are opened before they are erased. */
const OPENED_ROUNDS_MAX = 20;
/** Told of in each round. */
const PERSONS = 6;
const AT_HOME = '30502';
const ERASED = '[suprimido por ley, folio ';

/** What one round tells, of each person with words that are nowhere else. */
interface Told {
  readonly callId: string;
  readonly incidentId: string;
  /** Tokens of the persons: caller, somebody at home, a witness, a child, whom an officer spoke with, an officer. */
  readonly persons: readonly string[];
  readonly canaries: readonly string[];
}

/**
 * Canaries are told into every personal field through the API, and opened; every second round's persons are erased by two
 * persons, while the vault and the office of records are killed. Then no byte of any canary may be in any file, in no file may
 * an erased one open, also with keys restored from before, and everybody else has to open as before.
 */
export const erase: Drill = {
  what: 'persons are erased while the vault is killed: no byte of them in any file, nothing opens, also with older keys restored',
  needs: 'nothing',
  rounds: 100,
  check: () => undefined,
  async run({ rounds, random, scope, signal, trial }) {
    const home = temporaryFolder(scope);
    const platform = await startPlatform();
    scope.defer(() => platform.clear());
    const told: Told[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round++) {
      told.push(await tell(platform, random));
      if (round < OPENED_ROUNDS_MAX) await mustOpen(platform, told[round]!);
    }
    const backup = join(home, 'keys-before.db');
    await vault(platform, 'backup', '--to', backup);

    const gone = told.filter((_, round) => round % 2 === 0);
    const stay = told.filter((_, round) => round % 2 === 1);
    for (const [round, one] of told.entries()) {
      const erased = gone.includes(one) ? one.persons : [];
      for (const subject of erased) await decide(platform, subject, `ARCO-${round}`);
      if (round % 10 === 4) platform.signal('vault', 'SIGKILL');
      if (round % 10 === 8) platform.signal('authorities', 'SIGKILL');
      trial({ round, erased: erased.length });
    }
    const certificates = await certified(
      platform,
      gone.flatMap(({ persons }) => persons),
    );
    const before = await answers(platform, gone, stay);

    await platform.stop();
    const canaries = told.flatMap((one) => one.canaries);
    const scanned = scan([platform.data, home], canaries);
    const store = await runProgram(
      ['libs/embedded-eventstore/src/main.ts', 'verify', '--data', join(platform.data, 'store')],
      platform.environment,
    );
    const chain = await vault(platform, 'verify');
    await vault(platform, 'restore', '--from', backup);
    const again = await startPlatform({ data: platform.data, port: platform.port });
    scope.defer(() => again.clear());
    const after = await answers(again, gone, stay);

    const whole = { logVerifies: store.code === 0, notesVerify: chain.code === 0 };
    const figures = {
      ...{
        persons: told.length * PERSONS,
        erased: gone.length * PERSONS,
        certificates,
        ...scanned,
        ...whole,
      },
      ...{ answersShow: before, afterOlderKeys: after },
    };
    const isRight = ({ erased, opened }: Awaited<ReturnType<typeof answers>>) =>
      erased === gone.length && opened === Math.min(stay.length, OPENED_ROUNDS_MAX);
    const passed =
      told.length === rounds && certificates === gone.length * PERSONS && scanned.found.length === 0;
    return {
      passed: passed && whole.logVerifies && whole.notesVerify && isRight(before) && isRight(after),
      figures,
    };
  },
};

const id = () => ({ commandId: randomUUID() });

async function tell(platform: Platform, random: () => number): Promise<Told> {
  const digits = (count: number) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  const word = (of: string) => `Canario ${of} ${digits(12)}`;
  const [number, name, address, narrative] = [
    `+5255${digits(8)}`,
    word('nombre'),
    word('calle'),
    word('relato'),
  ];
  const lat = Number(`19.36${digits(9)}1`);
  const lon = Number(`-99.09${digits(9)}1`);
  const { call } = await run<{ call: { id: string; caller: { person: string } } }>(
    platform,
    'operator-09',
    'receiveCall',
    {
      ...{ channel: 'C911', municipality: '09007' },
      caller: { number, name, language: 'nah', safeToCallBack: 'UNSAFE' },
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
    { incidentId: incident.id, exactPlace: { lat, lon }, address, narrative },
    '... on IncidentAccepted { incident { toldPerson } }',
  );
  const [witness, child, neighbour] = [word('testigo'), word('menor'), word('vecina')];
  const involved = async (number_: number, who: object) =>
    run<{ incident: { people: readonly { person: string }[] } }>(
      platform,
      'operator-09',
      'tellInvolved',
      { incidentId: incident.id, number: number_, part: 'WITNESS', ...who },
      '... on IncidentAccepted { incident { people { person } } }',
    );
  await involved(1, { ageBand: 'ADULT', adult: { name: witness } });
  const { incident: whole } = await involved(2, { ageBand: 'UNDER_12', minor: { caregiver: child } });
  const spoken = await spokenWith(platform, neighbour);
  const cuip = `CANA800101H${digits(9)}`;
  const officer = await identified(platform, cuip);
  const people = whole.people.map(({ person }) => person);
  return {
    ...{ callId: call.id, incidentId: incident.id },
    persons: [call.caller.person, described.incident.toldPerson, ...people, spoken, officer],
    canaries: [
      ...[number.slice(1), name, address, narrative, String(lat), String(lon)],
      ...[witness, child, neighbour, cuip],
    ],
  };
}

/** A contact, and who it was with, by consent. */
async function spokenWith(platform: Platform, name: string): Promise<string> {
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
      ...{ contactId: contact.id, ageBand: 'ADULT', name, keptBy: 'CONSENT' },
      ...{ scope: 'NETWORK', noticeVersion: 1 },
    },
    '... on ContactAccepted { contact { person { person } } }',
  );
  return told.contact.person.person;
}

/** An officer, and who that is to the registers. */
async function identified(platform: Platform, cuip: string): Promise<string> {
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
    { officerId: officer.id, cuip },
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

const ASKED = `query ($call: ID!, $incident: ID!) {
  call(id: $call) { caller { number name language } } incident(id: $incident) { address } }`;
interface Shown {
  readonly call: { readonly caller: Readonly<Record<'number' | 'name' | 'language', string | null>> };
  readonly incident: { readonly address: string | null };
}

async function shown(platform: Platform, { callId, incidentId }: Told): Promise<readonly (string | null)[]> {
  const { data } = await platform.ask<Shown>('operator-09', ASKED, { call: callId, incident: incidentId });
  return data ? [...Object.values(data.call.caller), data.incident.address] : [];
}

async function mustOpen(platform: Platform, told: Told): Promise<void> {
  const values = await shown(platform, told);
  if (values.some((value) => value === null)) throw new Error('what was told does not open');
}

/** Two persons: one asks, another confirms; each tells it again where the office of records was killed meanwhile. */
async function decide(platform: Platform, subject: string, order: string): Promise<void> {
  const told = async (user: string, mutation: string, input: object) =>
    eventually(`${mutation} of ${subject}`, async () => {
      const result = await platform.execute(user, mutation, { ...id(), ...input });
      const isDone = ['ActAlreadyAsked', 'AlreadyErased'].includes(result.code ?? '');
      return result.__typename === 'KeptPersonAccepted' || isDone ? true : undefined;
    });
  await told('commander-09', 'askErasure', { subject, order, ground: 'CANCELLATION' });
  await told('commander-09-2', 'confirmRecordsAct', { subject, act: 'ERASE', order });
}

/** How many are erased, proven by a certificate. */
async function certified(platform: Platform, subjects: readonly string[]): Promise<number> {
  const query =
    'query ($subject: ID!) { keptPerson(subject: $subject) { carriedOut certificate { signature } } }';
  let count = 0;
  for (const subject of subjects) {
    await eventually(`the erasure of ${subject} is carried out`, async () => {
      const { data } = await platform.ask<{
        keptPerson: { carriedOut: boolean; certificate: object | null } | null;
      }>('commander-09', query, { subject });
      return data?.keptPerson?.carriedOut && data.keptPerson.certificate ? true : undefined;
    });
    count++;
  }
  return count;
}

/** How many rounds say that they were erased, and how many of the others still open. */
async function answers(platform: Platform, gone: readonly Told[], stay: readonly Told[]) {
  let [erased, opened] = [0, 0];
  for (const told of gone) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value?.startsWith(ERASED))) erased++;
  }
  for (const told of stay.slice(0, OPENED_ROUNDS_MAX)) {
    const values = await shown(platform, told);
    if (values.length > 0 && values.every((value) => value !== null && !value.startsWith(ERASED))) opened++;
  }
  return { erased, opened };
}

/** Every byte of every file, free pages and write-ahead logs among them. */
function scan(folders: readonly string[], canaries: readonly string[]) {
  const files = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile());
  const forms = canaries.flatMap((canary) => [canary, Buffer.from(canary).toString('base64url')]);
  const found: string[] = [];
  let bytes = 0;
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name));
    bytes += content.length;
    if (forms.some((form) => content.includes(form))) found.push(name);
  }
  return { files: files.length, bytes, canaries: canaries.length, found };
}

function vault({ environment }: Platform, ...args: readonly string[]) {
  return runProgram(['libs/vault/src/main.ts', ...args], environment);
}
