import { titleOf } from './title.ts';

test('a window is called by its room, with how much is open in it', () => {
  expect([
    titleOf({ room: 'Sala', open: '3' }),
    titleOf({ room: 'Panorama', open: '' }),
    titleOf({ room: '', open: '' }),
  ]).toEqual(['(3) Sala · Proximidad', 'Panorama · Proximidad', 'Proximidad']);
});
