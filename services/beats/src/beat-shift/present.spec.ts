import { parseDateTime } from '@proximidad/eventsourcing';
import { ownersAtOnce, policeAt, type Rostered } from './present.ts';

const at = (time: string) => parseDateTime(`2026-11-14T${time}:00-06:00`);
const part = (role: Rostered['role'], from: string, until: string, earlier: Rostered['earlier'] = []) => ({
  ...{ role, startsAt: at(from), endsAt: at(until), earlier },
});

test('of a cell only those are counted who are in it at the moment, and of them the police (BR-B3, BR-B11)', () => {
  const roster = [
    part('OWNER', '06:00', '09:00'),
    part('MEMBER', '06:00', '14:00'),
    part('SUPPORT', '10:00', '14:00'),
    part('AUXILIARY', '06:00', '14:00'),
  ];
  const counts = ['05:59', '06:00', '08:59', '09:00', '10:00', '13:59', '14:00'].map((time) =>
    policeAt(roster, at(time).ms),
  );
  expect(counts).toEqual([0, 2, 2, 1, 2, 2, 0]);
});

test('an owner who is relieved is not an owner too many; two at one moment are (BR-B13)', () => {
  const first = part('OWNER', '06:00', '09:00');
  expect(ownersAtOnce([])).toBe(0);
  expect(ownersAtOnce([first, part('OWNER', '09:00', '14:00'), part('MEMBER', '06:00', '14:00')])).toBe(1);
  expect(ownersAtOnce([first, part('OWNER', '08:00', '14:00')])).toBe(2);
  // One who left and is in it again in another role did own it.
  expect(ownersAtOnce([part('MEMBER', '10:00', '14:00', [first]), part('OWNER', '08:00', '14:00')])).toBe(2);
});
