import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import {
  commander09,
  DAY_MS,
  drawing,
  execute,
  idOf,
  now,
  OFFSET_MIN,
  others,
  query,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

useBeats();

const HOUR_MS = 3_600_000;
const inHours = (hours: number) =>
  formatInstant(instantAt(Date.now() + hours * HOUR_MS, 'America/Mexico_City'));

test('an officer who also supports another shift of the beat is one officer, not two (BR-B14)', async () => {
  await others.tell('authorities', 'public', idFor('09', 'adoption', '09007'), {
    ...{ type: 'ProfileAdopted', territory: '09007', version: 1, certificationGate: 'WARN' },
    profile: modelProfiles.find(({ country }) => country === 'BR')!,
    from: { ms: now().ms - 30 * DAY_MS, offsetMin: OFFSET_MIN },
  });
  await execute('designBeat', drawing('P-1', squareAt(50), { population: 500 }));
  const shiftOf = async (kind: string) => {
    const times = { startsAt: inHours(-1), endsAt: inHours(6) };
    const answer = await execute('openShift', { beatId: idOf('P-1'), kind, ...times });
    return (answer['shift'] as { id: string }).id;
  };
  const put = async (name: string, shiftId: string, role: string) => {
    const officerId = idFor('09', 'officer', name);
    return eventually(async () => {
      const { code } = await execute('assignOfficer', { officerId, shiftId, role });
      return code === undefined ? true : undefined;
    }, 'the model was noted');
  };
  const [morning, whole] = [await shiftOf('M'), await shiftOf('H24')];
  await put('one', morning, 'MEMBER');
  await put('one', whole, 'SUPPORT');
  await put('other', whole, 'MEMBER');
  const text = `query ($id: ID!) { beat(id: $id) { coverageIndex { supply demand } } }`;
  expect(await query(commander09, text, { id: idOf('P-1') })).toEqual({
    beat: { coverageIndex: { supply: 2, demand: 500 } },
  });
});
