import type { Subject } from '@proximidad/policy';
import { SightingsLine } from '@proximidad/feed';
import { passportFor, until } from '@proximidad/testing';
import {
  analyst,
  at,
  commander14,
  drawing,
  execute,
  idOf,
  middleOf,
  newUnit,
  operator09,
  operator09006,
  report,
  running,
  squareAt,
  useBeats,
} from './testing/subgraph.ts';

useBeats();

/** What a reader receives, line by line, until it has had enough. */
async function* lines(subject: Subject): AsyncGenerator<SightingsLine> {
  const stopping = new AbortController();
  const response = await fetch(`${running.url}/sightings`, {
    ...{ method: 'POST', signal: stopping.signal, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ passport: await passportFor(subject, 'beats') }),
  });
  expect(response.status).toBe(200);
  let rest = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const texts = (rest + chunk).split('\n');
      rest = texts.pop()!;
      for (const part of texts) yield SightingsLine.parse(JSON.parse(part));
    }
  } finally {
    stopping.abort();
  }
}

async function next(reader: AsyncGenerator<SightingsLine>): Promise<SightingsLine> {
  const { value } = await reader.next();
  return value as SightingsLine;
}

test('a reader gets what is known, and then the newest position of each unit the reader may see, once a second', async () => {
  await execute('designBeat', drawing('S-1', squareAt(70)));
  const unitId = await newUnit('U-701', { homeBeatId: idOf('S-1') });
  await report([at(unitId, middleOf(70), 10)]);
  const [mine, others, elsewhere] = [lines(operator09), lines(commander14), lines(operator09006)];
  const whole = await next(mine);
  expect(whole).toMatchObject({
    whole: true,
    sightings: [{ id: unitId, entity: '09', municipality: '09007', beatId: idOf('S-1'), ...middleOf(70) }],
  });
  await report([at(unitId, { ...middleOf(70), lat: 19.3551 }, 3)]);
  await report([at(unitId, { ...middleOf(70), lat: 19.3552 }, 2)]);
  const coalesced = await next(mine);
  expect(coalesced.sightings.map(({ lat }) => lat)).toEqual([19.3552]);
  expect((await next(mine)).sightings).toEqual([]);
  for (const reader of [others, elsewhere]) {
    expect(await next(reader)).toEqual({ whole: true, sightings: [] });
    expect((await next(reader)).sightings).toEqual([]);
  }
  for (const reader of [mine, others, elsewhere]) await reader.return(undefined);
  await until(() => running.service.sightings!.count() === 0, 'nobody watches');
});

test('a role that may not see the place of a unit is refused', async () => {
  const ask = (passport?: string) =>
    fetch(`${running.url}/sightings`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ passport }),
    });
  const refused = await ask(await passportFor(analyst, 'beats'));
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'FORBIDDEN' }]);
  expect((await ask()).status).toBe(401);
});
