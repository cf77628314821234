import { kindsOf } from './contact-kinds.ts';

const words = { CALLE: 'In the street', VISITA: 'At a home' };
const beat = '20-5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10';
const codes = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([code, label]) => ({ code, label }));
const national = codes(['VISITA', 'Visita domiciliaria'], ['CALLE', 'En la calle']);
const own = codes(['MEDIACION', 'Mediación'], ['VISITA', 'Visita']);
const answer = (territory: string) => ({
  governingProfile: { territory, codes: own },
  beat: { id: beat, municipality: { cvegeo: '20001', profile: { codes: national } } },
});

test('contacts are of the kinds that the model knows which governs there, in its order', () => {
  expect(Object.entries(kindsOf(answer('20'), beat, words))).toEqual([
    ['VISITA', 'At a home'],
    ['CALLE', 'In the street'],
  ]);
  expect(Object.entries(kindsOf(answer(beat), beat, words))).toEqual([
    ['MEDIACION', 'Mediación'],
    ['VISITA', 'At a home'],
  ]);
});

test('until the model is known there are those that the console has words for', () => {
  expect(kindsOf(undefined, beat, words)).toEqual(words);
  expect(kindsOf({ governingProfile: null, beat: null }, beat, words)).toEqual(words);
});
