import {
  decides,
  dispatches,
  enlists,
  homeOf,
  isIn,
  letsIn,
  ofEntity,
  readsAccess,
  roomsOf,
  supervises,
  takesCalls,
  trains,
  watches,
} from './rooms.ts';

const namesOf = (role: string, entity?: string) => roomsOf({ role, entity }, '/').map(({ room }) => room);

test('each role finds the rooms that have something for it, and begins in its own', () => {
  expect(namesOf('operator', '09')).toEqual(['sala', 'replay', 'wall', 'panorama']);
  expect(namesOf('commander', '09')).toEqual([
    ...['sala', 'replay', 'wall', 'supervision', 'command', 'data', 'academy', 'panorama', 'audit'],
  ]);
  expect(namesOf('officer', '09')).toEqual(['beat', 'panorama']);
  expect(namesOf('wall', '09')).toEqual(['wall']);
  expect(homeOf({ role: 'wall', entity: '09' })).toBe('/pared/09');
  expect([namesOf('liaison', '09'), namesOf('analyst')]).toEqual([
    ...[
      ['liaison', 'panorama'],
      ['panorama', 'access'],
    ],
  ]);
  expect(namesOf('auditor')).toEqual(['sala', 'panorama', 'access', 'audit']);
  expect([homeOf({ role: 'officer', entity: '09' }), homeOf({ role: 'auditor' })]).toEqual([
    ...['/cuadrante', '/auditoria'],
  ]);
  expect([homeOf({ role: 'operator', entity: '14' }), homeOf({ role: 'analyst' })]).toEqual([
    ...['/sala/14', '/panorama'],
  ]);
  expect(homeOf({ role: 'liaison', entity: '09' })).toBe('/panorama');
});

test('a commander answers for the ground of their own entity, and nobody else does', () => {
  const commander = { role: 'commander', entity: '09' };
  expect([supervises(commander, '09'), supervises(commander, '14')]).toEqual([true, false]);
  expect(supervises({ role: 'analyst' }, '09')).toBe(false);
  expect([dispatches(commander, '09'), dispatches(commander, '14')]).toEqual([true, false]);
});

test('an academy works in the entities that it trains for, and begins there', () => {
  expect([namesOf('academy'), homeOf({ role: 'academy' })]).toEqual([['academy'], '/academia']);
  expect(homeOf({ role: 'academy', entity: '09' })).toBe('/academia/09');
  expect([trains({ role: 'academy' }, '14'), trains({ role: 'commander', entity: '14' }, '14')]).toEqual([
    ...[true, false],
  ]);
  expect(trains({ role: 'academy', entity: '09' }, '14')).toBe(false);
  const enlisting = ['academy', 'commander', 'operator'].map((role) => enlists({ role, entity: '14' }, '14'));
  expect(enlisting).toEqual([true, true, false]);
  expect(enlists({ role: 'commander', entity: '09' }, '14')).toBe(false);
});

test('a commander decides beside the operators, who alone take calls; a system and whoever audits only look', () => {
  const may = (role: string) => {
    const who = { role, entity: '09' };
    return [dispatches(who, '09'), decides(who, '09'), takesCalls(who, '09')];
  };
  expect(may('operator')).toEqual([true, true, true]);
  expect(may('commander')).toEqual([true, true, false]);
  expect([may('machine'), may('auditor')]).toEqual([
    [true, false, false],
    [true, false, false],
  ]);
  expect(takesCalls({ role: 'operator', entity: '14' }, '09')).toBe(false);
});

test('whoever is told what is theirs alone sees neither the room nor its wall, which count all of it', () => {
  const [officer, wall] = ['officer', 'wall'].map((role) => ({ role, entity: '09' }));
  expect([dispatches(officer!, '09'), watches(officer!, '09')]).toEqual([false, false]);
  expect([dispatches(wall!, '09'), watches(wall!, '09'), watches(wall!, '14')]).toEqual([false, true, false]);
  expect(watches({ role: 'auditor' }, '09')).toBe(true);
});

test('analysts decide who may enter, auditors read it, and nobody else does', () => {
  const may = (role: string) => [readsAccess({ role }), letsIn({ role })];
  expect([may('analyst'), may('auditor'), may('commander')]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
});

test('a replay and the room that it shows are two rooms', () => {
  expect(isIn('/sala/09/repeticion', '/sala/09')).toBe(false);
  expect(isIn('/sala/09/repeticion', '/sala/09/repeticion')).toBe(true);
  expect(isIn('/sala/09', '/sala/09')).toBe(true);
  expect(isIn('/salas', '/sala')).toBe(false);
});

test('an address says of which entity its room is, whether there is one or not', () => {
  expect(ofEntity('/sala/77/repeticion')).toEqual({ base: '/sala', entity: '77' });
  expect(ofEntity('/panorama/09/09015')).toEqual({ base: '/panorama', entity: '09' });
  for (const path of ['/', '/sala', '/auditoria/incidente/09-x', '/cuadrante'])
    expect(ofEntity(path)).toBeUndefined();
});
