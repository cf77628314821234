import type { Sentences } from './wording.ts';

const NAME = '"([^"]+)"';
const said = (english: string): RegExp => new RegExp(`^${english.replaceAll('NAME', NAME)}`);

/** What the library says of a document and its variables most often, by how it begins, and what that is in Spanish. */
const OF_DOCUMENTS: readonly (readonly [RegExp, string])[] = [
  [said('Syntax Error: '), 'El documento no tiene la sintaxis de GraphQL'],
  [said('Cannot query field NAME on type NAME\\.'), 'El tipo $2 no tiene el campo $1'],
  [said('Unknown argument NAME on field NAME\\.'), 'El campo $2 no lleva el argumento $1'],
  [said('Unknown type NAME\\.'), 'No existe el tipo $1'],
  [said('Unknown fragment NAME\\.'), 'No existe el fragmento $1'],
  [said('Unknown directive NAME\\.'), 'No existe la directiva $1'],
  [said('Fragment NAME is never used\\.'), 'El fragmento $1 no se usa'],
  [
    said('Field NAME argument NAME of type NAME is required, but it was not provided\\.'),
    'El campo $1 necesita el argumento $2, de tipo $3',
  ],
  [
    said('Field NAME of type NAME must have a selection of subfields\\.'),
    'Del campo $1 diga qué se pide: { … }',
  ],
  [said('Field NAME must not have a selection since'), 'Del campo $1 no se piden partes: no las tiene'],
  [said('Field NAME of required type NAME was not provided\\.'), 'Falta el campo $1, de tipo $2'],
  [said('Field NAME is not defined by type NAME\\.'), 'El tipo $2 no tiene el campo $1'],
  [
    said('Fields NAME conflict because'),
    'El campo $1 se pide de dos maneras con el mismo nombre: use un alias',
  ],
  [said('Variable NAME is not defined'), 'La variable $1 no está declarada'],
  [said('Variable NAME is never used'), 'La variable $1 no se usa'],
  [said('Variable NAME of required type NAME was not provided\\.'), 'Falta la variable $1, de tipo $2'],
  [
    said('Variable NAME of non-null type NAME must not be null\\.'),
    'La variable $1 no puede ser null: es de tipo $2',
  ],
  [
    said('Variable NAME of type NAME used in position expecting type NAME\\.'),
    'La variable $1 es de tipo $2 y donde se usa va uno de tipo $3',
  ],
  [said('Variable NAME got invalid value'), 'La variable $1 tiene un valor que no va ahí'],
  [said('Value NAME does not exist in NAME enum\\.'), 'La lista $2 no tiene el valor $1'],
  [said('Expected value of type NAME'), 'El valor no es de tipo $1'],
];

/** What the library says of a document, in Spanish with its own words behind; in its own alone where it says what is rare. */
export function sayOfDocument(english: string): Sentences {
  const known = OF_DOCUMENTS.find(([begins]) => begins.test(english));
  if (!known) return { en: english, es: english };
  const [begins, spanish] = known;
  const [, ...names] = begins.exec(english)!;
  const told = spanish.replaceAll(/\$(\d)/g, (_, n: string) => `«${names[Number(n) - 1]!}»`);
  return { en: english, es: `${told}. (${english})` };
}
