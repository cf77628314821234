import { officerTies } from '@proximidad/identity';
import { randomUUID } from 'node:crypto';
import { eventually } from '../platform.ts';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { underModel } from './planned.ts';
import { type Play, press, shortOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A state of which no other story plays. */
const STATE = '29';
const CORNER = { lon: -98.2, lat: 19.3 };
const OFFICER = officerTies(STATE).officer;

/** Police and auxiliaries who go out together, where the model knows that. */
export function patrolStories(stage: Play): void {
  stage.atLength(
    'BR-B22, BR-B23: a joint patrol goes out, what it did is recorded and retracted, and it ends on the screen',
    () => patrols(stage()),
    TEST_TIMEOUT_MS,
  );
}

async function patrols(stage: Stage): Promise<void> {
  const { platform, enter } = stage;
  await underModel(platform, STATE, 'pe-serenazgo-integrado', CORNER);
  const guard = `${STATE}-${randomUUID()}`;
  const run = (user: string, mutation: string, input: object) =>
    platform.execute(user, mutation, { commandId: randomUUID(), ...input });
  await run('academy', 'registerOfficer', {
    ...{ officerId: guard, entity: STATE, municipality: `${STATE}001`, rank: 'SUBOFICIAL' },
  });
  await run(`commander-${STATE}`, 'startDuty', { officerId: OFFICER, method: 'ROLLCALL' });
  await eventually('the guard is read among the officers', async () => {
    const asked = `{ officers(entity: "${STATE}") { edges { node { id } } } }`;
    const { data } = await platform.ask<{ officers: { edges: readonly { node: { id: string } }[] } }>(
      `commander-${STATE}`,
      asked,
    );
    return data?.officers.edges.some(({ node }) => node.id === guard) || undefined;
  });
  const page = await enter(`commander-${STATE}`, `supervision/${STATE}`, {
    viewport: { width: 390, height: 844 },
  });
  await press(page.getByRole('button', { name: `Planear, DEMO-${STATE}-1` }));
  const plan = page.getByRole('dialog');
  const section = plan.getByRole('region', { name: 'Patrullajes conjuntos' });
  await section.getByText('Nadie ha salido').waitFor();
  const begin = await unfold(section, 'Comenzar un recorrido conjunto');
  await begin.getByText('Falta quien mande: alguien de PNP').waitFor();
  const send = begin.getByRole('button', { name: 'Comenzar un recorrido conjunto' });
  expect(await send.isDisabled()).toBe(true);
  const member = (number: number) => begin.getByRole('group', { name: `Integrante ${number}` });
  await member(1).getByRole('combobox', { name: 'Policía (identificador)' }).fill(OFFICER);
  // Without an auxiliary it is no joint patrol, and whoever is not on duty does not go out.
  await press(send);
  await begin.getByRole('alert').getByText('falta alguien de SERENO', { exact: false }).waitFor();
  await member(2).getByRole('combobox', { name: 'Policía (identificador)' }).fill(guard);
  expect(await member(2).getByRole('combobox', { name: 'Cuerpo' }).inputValue()).toBe('SERENO');
  expect(await broken(page)).toEqual([]);
  await press(send);
  await begin.getByRole('alert').getByText('Regla BR-B23').waitFor();
  await run(`commander-${STATE}`, 'startDuty', { officerId: guard, method: 'ROLLCALL' });
  await eventually('the guard is on duty', async () => {
    const asked = `{ officer(id: "${guard}") { duty { startedAt } } }`;
    const { data } = await platform.ask<{ officer: { duty: object | null } }>(`commander-${STATE}`, asked);
    return data?.officer.duty ?? undefined;
  });
  const line = section.getByRole('listitem').filter({ hasText: /en curso desde/ });
  // Pressed at once after a refusal it is the same press.
  await eventually('they go out', async () => {
    await send.press('Enter');
    return (await line.count()) > 0 || undefined;
  });
  await line.getByText(`manda ${shortOf(OFFICER)}`).waitFor();
  await line.getByText(`PNP · ${shortOf(guard)} SERENO`).waitFor();
  const record = await unfold(line, 'Registrar un acto del recorrido');
  await record.getByRole('combobox', { name: 'Quién lo hizo' }).selectOption(guard);
  // An auxiliary is offered what the model allows alone.
  expect(await record.getByRole('combobox', { name: 'Qué hizo' }).locator('option').allInnerTexts()).toEqual([
    'Entregó a una persona',
  ]);
  await give(record, 'Registrar un acto del recorrido');
  await line.getByText(/Entregó a una persona.* · a PNP/).waitFor();
  await give(await unfold(line, 'Retirar un acto del recorrido'), 'Retirar un acto del recorrido');
  await line.getByText(/ya no cuenta: fue un error/).waitFor();
  expect(await plan.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  expect(await broken(page)).toEqual([]);
  await give(await unfold(line, 'Terminar el recorrido conjunto'), 'Terminar el recorrido conjunto');
  await section.getByText(/: terminó la ronda/).waitFor();
  await page.context().close();
}
