import { modelProfiles } from '@proximidad/catalogues/profiles';
import { officerTies } from '@proximidad/identity';
import { randomUUID } from 'node:crypto';
import { eventually, type Platform } from '../platform.ts';
import { square } from '../scene.ts';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { type Play, press, shortOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A state of which no other story plays. */
const STATE = '20';
const OFFICER = officerTies(STATE).officer;
const [CODE, HOUR_MS] = [`DEMO-${STATE}-1`, 3_600_000];
/** South-west of the beat, a hundredth of a degree wide; whoever is in its middle is where actions are by default. */
const CORNER = { lon: -97, lat: 17 };
const MIDDLE = { latitude: 17.005, longitude: -96.995 };

/** What whoever commands plans in a beat: who comes, who owns it, and what is to be done there. */
export function plannedStories(stage: Play): void {
  stage.atLength(
    'BR-B13, BR-B20: the roll is called, owners are named, and actions are planned, done, undone and called off on the screen',
    () => plans(stage()),
    TEST_TIMEOUT_MS,
  );
}

const timeIn = (ms: number) => new Date(Date.now() + ms).toISOString();
/** On the clock of the place, which is six hours behind UTC all year. */
const clockIn = (ms: number) => timeIn(ms - 6 * HOUR_MS).slice(0, 'YYYY-MM-DDTHH:MM'.length);

async function plans(stage: Stage): Promise<void> {
  const { platform, enter } = stage;
  await underModel(platform, STATE, 'co-mnvcc-cuadrantes');
  const page = await enter(`commander-${STATE}`, `supervision/${STATE}`, {
    viewport: { width: 1280, height: 800 },
  });
  await press(page.getByRole('button', { name: `Planear, ${CODE}` }));
  const plan = page.getByRole('dialog');

  const shift = plan.getByRole('region', { name: 'De 24 horas' });
  await shift.getByText('En servicio: 0 de 1 en lista').waitFor();
  // The day before yesterday the officer served, and went; for this shift nobody has come.
  await shift.getByText('no ha entrado en servicio').waitFor();
  const start = await unfold(shift, 'Entrar en servicio');
  await start.getByText('Pase de lista').waitFor();
  await start.getByLabel('A qué hora llegó').fill(clockIn(-HOUR_MS / 2));
  expect(await broken(page)).toEqual([]);
  await give(start, 'Entrar en servicio');
  await shift.getByText('En servicio: 1 de 1 en lista').waitFor();

  const owners = plan.getByRole('region', { name: 'Titulares del cuadrante' });
  const name = await unfold(owners, 'Nombrar titular del cuadrante');
  await name.getByRole('combobox', { name: 'Policía (identificador)' }).fill(OFFICER);
  await give(name, 'Nombrar titular del cuadrante');
  const owner = owners.getByRole('listitem').filter({ hasText: shortOf(OFFICER) });
  await give(await unfold(owner, 'Relevar al titular'), 'Relevar al titular');
  await owners.getByText('Nadie es titular').waitFor();

  const actions = plan.getByRole('region', { name: 'Acciones planeadas' });
  const order = await unfold(actions, 'Planear una acción');
  await order.getByLabel('Desde').fill(clockIn(-HOUR_MS));
  await order.getByLabel('Hasta').fill(clockIn(2 * HOUR_MS));
  await order.getByLabel('Dónde').fill('en la esquina');
  await give(order, 'Planear una acción');
  const refused = order.getByLabel('Dónde');
  expect(await refused.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain('latitud');
  await refused.fill('');
  expect(await broken(page)).toEqual([]);
  await give(order, 'Planear una acción');
  const action = actions.getByRole('listitem');
  await action.getByText('por hacer').waitFor();

  await reportsFromThere(stage);
  await action.getByText(`hecha · ${shortOf(OFFICER)}`).waitFor();
  await give(await unfold(action, 'Deshacer la acción'), 'Deshacer la acción');
  await action.getByText('por hacer · Fue un error').waitFor();
  const cancel = await unfold(action, 'Cancelar la acción');
  await cancel.getByLabel('Por qué').selectOption('Faltan personas o medios');
  await give(cancel, 'Cancelar la acción');
  await action.getByText('cancelada · Faltan personas o medios').waitFor();
  await give(await unfold(action, 'Restablecer la acción'), 'Restablecer la acción');
  await action.getByText('por hacer').waitFor();
  const done = await unfold(action, 'Informar de la acción hecha');
  await done.getByRole('combobox', { name: 'Policía (identificador)' }).fill(OFFICER);
  await give(done, 'Informar de la acción hecha');
  await action.getByText(`hecha · ${shortOf(OFFICER)}`).waitFor();

  const end = await unfold(shift, 'Terminar el servicio');
  await give(end, 'Terminar el servicio');
  await shift.getByText('terminó su servicio').waitFor();
  await unfold(shift, 'Reanudar el servicio');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await plan.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  expect(await broken(page)).toEqual([]);
  await page.context().close();
}

/** An officer is told what is planned, and reports it from the place; a telephone that is elsewhere is refused by the platform. */
async function reportsFromThere({ enter }: Stage): Promise<void> {
  const page = await enter(`officer-${STATE}`, 'cuadrante', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  const line = page.locator('.panel-planned').getByRole('listitem');
  const done = line.getByRole('button', { name: 'Se hizo: estoy aquí' });
  await done.tap();
  await line.getByText('El teléfono no dice dónde está').waitFor();
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation({ ...MIDDLE, latitude: 17.4 });
  // A second press so soon after the first would count as the tremor of a hand.
  await page.reload();
  await done.tap();
  const refused = page.getByText(/No se aceptó: Se hizo: estoy aquí · Dejarse ver/);
  await refused.waitFor();
  await page.getByRole('button', { name: /^Quitar/ }).tap();
  await page.context().setGeolocation(MIDDLE);
  expect(await broken(page)).toEqual([]);
  await page.reload();
  await done.tap();
  await line.waitFor({ state: 'detached' });
  await page.context().close();
}

/** A town of a state under a model, with a beat, a shift, and an officer in it who served two days ago. */
export async function underModel(
  platform: Platform,
  state: string,
  profileId: string,
  corner = CORNER,
): Promise<void> {
  const [town, { officer: officerId }] = [`${state}001`, officerTies(state)];
  const commander = `commander-${state}`;
  const run = (user: string, mutation: string, input: object, selected?: string) =>
    platform.execute(user, mutation, { commandId: randomUUID(), ...input }, selected);
  const register = { officerId, entity: state, municipality: town, rank: 'POLICIA' };
  await run('academy', 'registerOfficer', register);
  await run('academy', 'issueCertificate', { officerId, kind: 'CUP' });
  const earlier = (hours: number) => ({ officerId, occurredAt: timeIn(-hours * HOUR_MS) });
  await run(commander, 'startDuty', { ...earlier(40), method: 'ROLLCALL' });
  await run(commander, 'endDuty', { ...earlier(32), reason: 'NORMAL' });
  const institution = { functions: [], from: '2009-01-03T00:00:00-06:00' };
  const body = { entity: '00', code: 'cnsp-modelos', kind: 'GOVERNING_BODY', title: 'Consejo' };
  await run('analyst', 'registerAuthority', { ...body, ...institution });
  const force = { entity: state, code: `seguridad-${state}`, kind: 'STATE_FORCE', title: 'Seguridad' };
  await run(commander, 'registerAuthority', { ...force, ...institution });
  const model = modelProfiles.find((each) => each.profileId === profileId)!;
  const act = { body: 'cnsp-modelos', agreementNumber: '04/XLIV/19' };
  const proposed = await run(
    'analyst',
    'proposeProfile',
    { ...act, document: JSON.stringify(model) },
    '... on ModelProfileAccepted { modelProfile { id } }',
  );
  const about = { ...act, modelProfileId: (proposed['modelProfile'] as { id: string }).id };
  for (const step of ['consultProfile', 'ratifyProfile']) await run('analyst', step, about);
  await run('analyst', 'enactProfile', { ...about, from: timeIn(-48 * HOUR_MS) });
  const drawn = {
    authority: `auth-${state}-demo`,
    edition: 'demo-1',
    code: `DEMO-${state}-1`,
    municipality: town,
  };
  const beat = await run(
    commander,
    'designBeat',
    { ...drawn, polygon: square(corner.lon, corner.lat) },
    '... on BeatAccepted { beat { id } }',
  );
  const beatId = (beat['beat'] as { id: string }).id;
  const shift = { beatId, kind: 'H24', startsAt: timeIn(-HOUR_MS), endsAt: timeIn(8 * HOUR_MS) };
  const opened = await run(commander, 'openShift', shift, '... on BeatShiftAccepted { shift { id } }');
  const shiftId = (opened['shift'] as { id: string }).id;
  await run(commander, 'assignOfficer', { officerId, shiftId, role: 'MEMBER' });
  const adopting = { entity: state, territory: town, profileId, profileVersion: 1 };
  await eventually('the model is adopted', async () => {
    const from = timeIn(-24 * HOUR_MS);
    const adopted = await run(commander, 'adoptProfile', {
      ...{ ...adopting, from, authority: `seguridad-${state}` },
    });
    return adopted.code === undefined ? true : undefined;
  });
  await eventually('the beat is under it', async () => {
    const asked = `{ beat(id: "${beatId}") { worksByActions jointPatrolCorps { code } } }`;
    const { data } = await platform.ask<{
      beat: { worksByActions: boolean; jointPatrolCorps: readonly object[] };
    }>(commander, asked);
    return data?.beat.worksByActions || (data?.beat.jointPatrolCorps.length ?? 0) > 0 || undefined;
  });
}
