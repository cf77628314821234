import type { Sentences } from './wording.ts';

const NAME = '"([^"]+)"';
const said = (english: string): RegExp => new RegExp(`^${english.replaceAll('NAME', NAME)}`);

/** What the library says of a document and its variables, by how it begins, and what that is in Spanish. */
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
  [said('Value does not exist in NAME enum\\.'), 'La lista $1 no tiene ese valor'],
  [said('Expected value of type NAME'), 'El valor no es de tipo $1'],
  [said('The NAME definition is not executable\\.'), '$1 se define en el esquema, no en una pregunta'],
  [said('The schema definition is not executable\\.'), 'El esquema no se define en una pregunta'],
  [said('There can be only one operation named NAME\\.'), 'Hay más de una operación $1'],
  [said('There can be only one fragment named NAME\\.'), 'Hay más de un fragmento $1'],
  [said('There can be only one variable named NAME\\.'), 'Hay más de una variable $1'],
  [said('There can be only one argument named NAME\\.'), 'El argumento $1 está más de una vez'],
  [said('There can be only one input field named NAME\\.'), 'El campo $1 está más de una vez'],
  [
    said('This anonymous operation must be the only defined operation\\.'),
    'Una operación sin nombre va sola en su documento',
  ],
  [
    said('(?:Subscription NAME|Anonymous Subscription) must select only one top level field\\.'),
    'Una suscripción pide un solo campo en la raíz',
  ],
  [
    said('(?:Subscription NAME|Anonymous Subscription) must not select an introspection'),
    'Una suscripción no pide el esquema',
  ],
  [
    said('Fragment (?:NAME )?cannot condition on non composite type NAME\\.'),
    'Un fragmento no puede ser de tipo $2: no tiene partes',
  ],
  [
    said('Fragment (?:NAME )?cannot be spread here as objects of type NAME can never be of type NAME\\.'),
    'El fragmento no va ahí: $2 nunca es $3',
  ],
  [said('Cannot spread fragment NAME within itself'), 'El fragmento $1 se contiene a sí mismo'],
  [
    said('Variable NAME cannot be non-input type NAME\\.'),
    'La variable $1 no puede ser de tipo $2: no es de entrada',
  ],
  [said('Directive NAME may not be used on '), 'La directiva $1 no va ahí'],
  [
    said('The directive NAME can only be used once at this location\\.'),
    'La directiva $1 va ahí una sola vez',
  ],
  [said('Unknown argument NAME on directive NAME\\.'), 'La directiva $2 no lleva el argumento $1'],
  [
    said('Directive NAME argument NAME of type NAME is required, but it was not provided\\.'),
    'La directiva $1 necesita el argumento $2, de tipo $3',
  ],
  [said('Argument NAME '), 'El argumento $1 no tiene un valor que vaya ahí'],
  [said('Enum NAME cannot represent '), 'La lista $1 no tiene ese valor'],
  [said('(Int|Float|String|Boolean|ID) cannot represent '), 'El valor no es de tipo $1'],
  [
    said('Too many validation errors, error limit reached'),
    'El documento tiene demasiados errores: no se ven todos',
  ],
  [said('Maximum introspection depth exceeded'), 'La introspección pide demasiados niveles'],
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
