import { inOneSpelling, publicIdIn } from './ids.ts';

const ID = '09-0a1b2c3d-0000-5000-8000-abcdefabcdef';

test('an id in capitals is the same id; what only looks like one is none', () => {
  expect([ID, ID.toUpperCase()].map(publicIdIn)).toEqual([ID, ID]);
  for (const none of [
    '',
    'x',
    ` ${ID}`,
    `${ID} `,
    ID.slice(1),
    ID.replace('09-', '77-'),
    ID.replace('a', 'g'),
  ])
    expect(publicIdIn(none)).toBeUndefined();
});

test('of arguments ids are spelt alone, also in lists, and where nothing is spelt otherwise they are the same object', () => {
  const others = { search: 'ÁLVARO', first: 20, after: null, from: { ms: 1 }, status: ['REPORTED'] };
  const spelled = { ...others, beat: ID, ids: [ID, 'X'] };
  expect(inOneSpelling({ ...others, beat: ID.toUpperCase(), ids: [ID.toUpperCase(), 'X'] })).toEqual(spelled);
  expect(inOneSpelling(spelled)).toBe(spelled);
});
