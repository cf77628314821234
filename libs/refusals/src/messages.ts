import { filled, type ParametersIn, type Sentences } from './wording.ts';

/**
 * What errors say beside the refusals of the domain: in English as it is thrown, with `{named}` parameters, and in Spanish. Whatever has no
 * Spanish here cannot be thrown: it does not compile.
 */
export const IN_SPANISH = {
  'Not found.': 'No se encontró.',
  'The header {name} may be sent once.': 'El encabezado {name} se envía una sola vez.',
  'Only GET.': 'Solo GET.',
  'Only GET and POST.': 'Solo GET y POST.',
  'Nothing can be streamed here.': 'Aquí nada se transmite.',
  'This can only be requested from our own pages.': 'Solo desde nuestras propias páginas.',
  'Answers are application/graphql-response+json or application/json.':
    'Las respuestas son application/graphql-response+json o application/json.',
  'Nothing was imported.': 'Nada se ha importado.',
  'The console is not built here: npm start builds it; GraphQL and its explorer are at /graphql.':
    'Aquí la consola no está construida: npm start la construye; GraphQL y su explorador están en /graphql.',
  'The input is not valid.': 'La entrada no es válida.',
  'No record can match this filter.': 'Ningún registro puede ser lo que el filtro pide.',
  'The past cannot be changed.': 'El pasado no se cambia.',
  'Not projected yet; try again.': 'Todavía no se proyecta; inténtelo de nuevo.',
  'The cursor does not belong to this list.': 'El cursor no es de esta lista.',
  'after is not a cursor of this list.': 'after no es un cursor de esta lista.',
  'periods must be at least 1.': 'periods es al menos 1.',
  'first cannot be negative.': 'first no puede ser negativo.',
  'These cuts were not made by this platform.': 'Estos cortes no los hizo esta plataforma.',
  'The log was moved: ask for the changes again.': 'La bitácora cambió de lugar: pida los cambios otra vez.',
  'The log was moved: start again without a position.':
    'La bitácora cambió de lugar: comience otra vez sin posición.',
  'The log was moved: start again without a cursor.':
    'La bitácora cambió de lugar: comience otra vez sin cursor.',
  'The log is still being read; try again.': 'La bitácora se está leyendo todavía; inténtelo de nuevo.',
  'The log has not been read that far yet: try again.':
    'La bitácora todavía no se lee hasta ahí: inténtelo de nuevo.',
  'The log was opened at {bound}: nothing before that is known.':
    'La bitácora se abrió el {bound}: de antes no se sabe nada.',
  'The log was opened later than that: nothing before it is known.':
    'La bitácora se abrió después: de antes no se sabe nada.',
  'That moment is in the future: here it is {bound}.': 'Ese momento está en el futuro: aquí son las {bound}.',
  'That is not a position of this platform.': 'Esa no es una posición de esta plataforma.',
  'That is not a cursor of this platform.': 'Ese no es un cursor de esta plataforma.',
  'The past is kept for {days} days here: the oldest moment is {bound}.':
    'Aquí se guardan {days} días del pasado: el momento más antiguo es {bound}.',
  'validAt comes after the moment of this answer, {bound}.':
    'validAt es posterior al momento de esta respuesta, {bound}.',
  'soonestDueFirst is only for the present: leave validAt out.':
    'soonestDueFirst es de ahora: omita validAt.',
  'asOf takes either at or position.': 'asOf lleva at o position, uno de los dos.',
  'asOf and maxAge exclude each other: the past does not age.':
    'asOf y maxAge se excluyen: el pasado no envejece.',
  'maxAge must be a whole number of seconds.': 'maxAge debe ser un número entero de segundos.',
  'live follows the present: asOf and maxAge cannot be used with it.':
    'live sigue con el presente: asOf y maxAge no van con él.',
  'A subscription follows what happens: x-as-of, x-at-least and x-max-age are for queries; to continue from a position, use resume.':
    'Una suscripción sigue lo que pasa: x-as-of, x-at-least y x-max-age son de consultas; para continuar desde una posición, resume.',
  'Older than {seconds} s: {late}.': 'De hace más de {seconds} s: {late}.',
  '`from` comes after `to`.': '`from` es posterior a `to`.',
  'The query is as of a moment before `to`.': 'La consulta es de un momento anterior a `to`.',
  'The span ends before it begins: `to` has to come after `from`.':
    'El lapso termina antes de comenzar: `to` después de `from`.',
  'An entity is needed.': 'Se necesita una entidad.',
  'A month is YYYY-MM.': 'Un mes es AAAA-MM.',
  'An entity or a municipality is needed.': 'Se necesita una entidad o un municipio.',
  'For other entities only the figures of a whole `entity` are given.':
    'De otros se dan las cifras de una `entity` completa.',
  'A classified call is needed, or a code and a time.':
    'Se necesita una llamada clasificada, o un código y una hora.',
  'There is no such entity.': 'No existe esa entidad.',
  'The box ends before it begins.': 'El recuadro termina antes de comenzar.',
  'ids names no record.': 'ids no nombra ningún registro.',
  'status names no status.': 'status no nombra ningún estado.',
  'speed must be above 0 and at most {max}.': 'speed es mayor que 0 y a lo más {max}.',
  'A step must be 1 to {max} seconds long.': 'Un paso tiene de 1 a {max} segundos.',
  '{service} has no changes of {type}.': '{service} no tiene cambios de {type}.',
  '{type} has no column {column}.': '{type} no tiene la columna {column}.',
  'The request has no operation.': 'La operación no está.',
  'Name one operation.': 'Nombre una operación.',
  'There is no operation with that name.': 'No hay operación con ese nombre.',
  'No alias or variable may be called __proto__.': 'Ningún alias y ninguna variable se llama __proto__.',
  'Introspection is off: the schema lies at /schema.graphql.':
    'La introspección está apagada: el esquema está en /schema.graphql.',
  'Mutations are sent by POST.': 'Las mutaciones se envían por POST.',
  'Subscriptions and live queries are streamed: over WebSocket (graphql-transport-ws), or with Accept: text/event-stream.':
    'Las suscripciones y las consultas vivas van por WebSocket (graphql-transport-ws), o con Accept: text/event-stream.',
  'The body is not UTF-8.': 'El cuerpo no está en UTF-8.',
  'The body must be application/json in UTF-8.': 'El cuerpo debe ser application/json en UTF-8.',
  '{what} is not JSON': '{what} no es JSON',
  'one operation per request: lists are not accepted': 'una operación por solicitud: no se reciben listas',
  'Documents are not stored by their hash: send the document.':
    'Los documentos no se guardan por su resumen: envíe el documento.',
  'The request did not arrive in time: send it again.': 'La solicitud no llegó a tiempo: envíela de nuevo.',
  'Compressed bodies are not accepted.': 'No se reciben cuerpos comprimidos.',
  'The request exceeds the limit {limit} = {max}.': 'La solicitud excede el límite {limit} = {max}.',
  'The request exceeds the limit {limit} = {max} with {cost}.':
    'La solicitud excede el límite {limit} = {max} con {cost}.',
  'More was asked for than is allowed.': 'Se pidió más de lo permitido.',
  'Too many operations in one request.': 'Demasiadas operaciones en una solicitud.',
  'One subject may have {max} at a time ({kind}): wait until one of yours has ended.':
    'A un sujeto se le permiten {max} a la vez ({kind}): espere a que termine una suya.',
  'Too many new documents and large bodies from this subject: send known documents with variables, send less at a time, or wait a moment.':
    'Demasiados documentos nuevos y cuerpos grandes de este sujeto: envíe documentos conocidos con variables, envíe menos a la vez, o espere un momento.',
  'Too many connections: try again in a moment.': 'Demasiadas conexiones: inténtelo en un momento.',
  'Too many unknown callers from this address: try again in a moment.':
    'Demasiados desconocidos desde esta dirección: inténtelo en un momento.',
  'The gateway is busy: try again in a moment.': 'La puerta de enlace está ocupada: inténtelo en un momento.',
  'The gateway is busy ({kind}): try again in a moment.':
    'La puerta de enlace está ocupada ({kind}): inténtelo en un momento.',
  'Too busy; try again.': 'Demasiado trabajo; inténtelo de nuevo.',
  'There was no answer in time.': 'No hubo respuesta a tiempo.',
  'The service {service} did not answer.': 'El servicio {service} no respondió.',
  'Not available now.': 'No disponible por ahora.',
  'The stream has ended with its access token.': 'El flujo terminó con su token de acceso.',
  'The gateway is stopping: connect again.': 'La puerta de enlace se detiene: vuelva a conectarse.',
  'There is no space left on the disk; nothing was recorded.': 'No hay espacio en el disco; no se tomó nada.',
  'The record cannot be reached now.': 'El registro no se alcanza por ahora.',
  'Sealed data can be neither opened nor recorded now; everything else works.':
    'Lo sellado no se puede abrir ni recibir por ahora; todo lo demás sí.',
  'Others changed the same record at the same time; try again.':
    'Otros cambiaron el mismo registro al mismo tiempo; inténtelo de nuevo.',
  'Something went wrong.': 'Algo salió mal.',
  'Internal error.': 'Error interno.',
  'A valid passport is needed.': 'Se necesita un pasaporte válido.',
  'The passport is {seconds} s old by the clock of {service}.':
    'El pasaporte tiene {seconds} s según el reloj de {service}.',
  'Send an access token: Authorization: Bearer <token>.':
    'Envíe un token de acceso: Authorization: Bearer <token>.',
  'The access token is not valid.': 'El token de acceso no es válido.',
  'The access token is not valid: its {claim} is missing, or not as expected here.':
    'El token de acceso no es válido: su {claim} falta, o no es lo que aquí se espera.',
  'The access token is over: get a new one.': 'El token de acceso ya venció: obtenga uno nuevo.',
  'This access was revoked.': 'Este acceso fue revocado.',
  'This role declares one of these purposes in x-purpose: {allowed}.':
    'Esta función declara uno de estos propósitos en x-purpose: {allowed}.',
  'The identity provider does not answer.': 'El proveedor de identidad no responde.',
  'Begin with connection_init.': 'Comience con connection_init.',
} as const;

/** What stands against one field, after its name: half a sentence. */
export const FAULTS_IN_SPANISH = {
  'is in the future': 'está en el futuro',
  'is more than {years} years ahead': 'está a más de {years} años',
  'is before {year}': 'es anterior a {year}',
  'is not valid Unicode: it contains half of a character':
    'no es Unicode válido: tiene la mitad de un carácter',
  'is needed: no other field gives it': 'hace falta: ningún otro campo lo dice',
  'is needed, or a point that a beat holds': 'hace falta, o un punto dentro de un cuadrante',
  'is one of {known}': 'es uno de {known}',
  'goes with MODEL': 'va con MODEL',
  'is more than {years} years after `from`': 'está más de {years} años después de `from`',
  'is far outside the entity {entity}': 'está muy fuera de la entidad {entity}',
  'looks like a telephone number, a register key (CURP, RFC, CUIP) or an email address':
    'parece un teléfono, una clave de registro (CURP, RFC, CUIP) o un correo',
  'there is no such entity': 'no existe esa entidad',
  'there is no such municipality': 'no existe ese municipio',
  'there is no such territory': 'no existe ese territorio',
  'there is no such code in any version of the CNIE': 'no existe ese código en ninguna versión del CNIE',
  'there is no such catalogue here: only CNIE': 'aquí no existe ese catálogo: existe CNIE',
  'there is no such version of the catalogue': 'no existe esa versión del catálogo',
  'did not exist at that moment': 'no existía en ese momento',
  'no longer existed at that moment': 'ya no existía en ese momento',
  'it is in another entity': 'está en otra entidad',
  'not the id of a beat': 'no es el id de un cuadrante',
  'not the id of a unit': 'no es el id de una unidad',
  'not the id of an officer': 'no es el id de un oficial',
  'nobody with that id, whom you may see, was ever on duty':
    'nadie con ese id, a quien usted pueda ver, ha estado en servicio',
  'it is later than `to`': 'es posterior a `to`',
  'south <= north and west <= east': 'south <= north y west <= east',
} as const;

const DATE_TIME = {
  es: 'de RFC 3339 con su desfase, de 14:00 a lo más, de un día que exista y con segundos hasta 59',
  en: 'of RFC 3339 with its offset, 14:00 at most, of a day that there is, its seconds up to 59',
};
/** Of a value that is no date and time. */
export const NO_DATE_TIME: Sentences = {
  es: `una fecha y hora es ${DATE_TIME.es}`,
  en: `a date and time is one ${DATE_TIME.en}`,
};
/** Of what no answer can be as of. */
export const NO_MOMENT: Sentences = {
  es: `Un momento es una posición de una respuesta, o una fecha y hora ${DATE_TIME.es}.`,
  en: `A moment is a position from an answer, or a date and time ${DATE_TIME.en}.`,
};

type Whole = keyof typeof IN_SPANISH;
type Fault = keyof typeof FAULTS_IN_SPANISH;
type Message = Whole | Fault;
/** Those without parameters. */
type Plain<Of extends Message> = { [M in Of]: [ParametersIn<M>] extends [never] ? M : never }[Of];

/** What an error says: a message that needs no values, or both sentences. */
export type Said = Plain<Whole> | Sentences;
/** What is said of one field. */
export type FaultSaid = Plain<Fault> | Sentences;

const SPANISH: Readonly<Record<string, string>> = { ...IN_SPANISH, ...FAULTS_IN_SPANISH };

export function sentencesOf(said: Said | FaultSaid): Sentences {
  return typeof said === 'string' ? { es: SPANISH[said]!, en: said } : said;
}

/** A message with its values. */
export function say<const Of extends Message>(
  message: Of,
  values: Readonly<Record<ParametersIn<Of>, string | number>>,
): Sentences {
  return { es: filled(SPANISH[message]!, values), en: filled(message, values) };
}

/** The same sentence of a table that has both. */
export function sayBoth({ es, en }: Sentences, values: Readonly<Record<string, string | number>>): Sentences {
  return { es: filled(es, values), en: filled(en, values) };
}

/** One after the other, as a beginning and its reason. */
export function joined(first: Sentences, second: Sentences): Sentences {
  return { es: first.es + second.es, en: first.en + second.en };
}

/** What is wrong with each field, in a row. */
export function sayEach(
  faults: readonly { readonly path: string; readonly message: FaultSaid }[],
): Sentences {
  const said = (language: keyof Sentences) =>
    faults.map(({ path, message }) => `${path}: ${sentencesOf(message)[language]}`).join('; ');
  return { es: said('es'), en: said('en') };
}

/** What somebody else says, of a document for instance: in their words. */
export function verbatim(text: string): Sentences {
  return { es: text, en: text };
}

/** What a schema of ours says of a value that it does not take. */
export const FORMS_IN_SPANISH: Readonly<Record<string, string>> = {
  'capital letters, digits, slashes and dashes': 'mayúsculas, dígitos, diagonales y guiones',
  'capital letters, digits, slashes and dashes, such as ARCO-2026-7':
    'mayúsculas, dígitos, diagonales y guiones, como ARCO-2026-7',
  'capital letters, digits and `/_.-`': 'mayúsculas, dígitos y `/_.-`',
  'capital letters, digits and /_.-': 'mayúsculas, dígitos y /_.-',
  'capital letters, digits and /_.-, at most 32': 'mayúsculas, dígitos y /_.-, a lo más 32',
  'capital letters, digits, / and -, 6 to 30': 'mayúsculas, dígitos, / y -, de 6 a 30',
  'capital letters, digits and `./-`': 'mayúsculas, dígitos y `./-`',
  'capital letters, digits and underscores': 'mayúsculas, dígitos y guiones bajos',
  'upper-case letters, digits and underscores': 'mayúsculas, dígitos y guiones bajos',
  'an upper-case code': 'un código en mayúsculas',
  'a code of the CNIE, of types 1 to 5': 'un código del CNIE, de los tipos 1 a 5',
  'lower-case letters, digits and dashes': 'minúsculas, dígitos y guiones',
  'lower-case letters, digits and _.-, at most 40': 'minúsculas, dígitos y _.-, a lo más 40',
  'letters, digits and _./:+-, at most 80': 'letras, dígitos y _./:+-, a lo más 80',
  'letters, digits, . _ -': 'letras, dígitos, . _ -',
  'letters, digits and simple punctuation': 'letras, dígitos y puntuación sencilla',
  'up to 20 letters, digits, . / _ -': 'hasta 20 letras, dígitos, . / _ -',
  'up to 40 letters, digits, . / _ -': 'hasta 40 letras, dígitos, . / _ -',
  'up to 60 letters and digits': 'hasta 60 letras y dígitos',
  'no long numbers': 'sin números largos',
  'no long numbers or addresses': 'sin números largos ni direcciones',
  'the name of a category': 'el nombre de una categoría',
  'a code without blanks, or words without numbers of two digits and more':
    'un código sin espacios, o palabras sin números de dos dígitos o más',
  'an INEGI key of two or five digits': 'una clave del INEGI de dos o cinco dígitos',
  'an INEGI key of two or five digits, or the id of a beat':
    'una clave del INEGI de dos o cinco dígitos, o el id de un cuadrante',
  'five digits: INEGI entity and municipality': 'cinco dígitos: entidad y municipio del INEGI',
  'five digits: CNIE type, subtype and incident': 'cinco dígitos: tipo, subtipo e incidente del CNIE',
  'two digits, 00 to 32 or 99': 'dos dígitos, de 00 a 32 o 99',
  'Invalid UUID': 'no es un UUID válido',
  'an id of the form <entity>-<uuid>': 'un id de la forma <entidad>-<uuid>',
  'a CNIE code or a contact topic': 'un código del CNIE o un tema de contacto',
  'a pseudonym': 'un seudónimo',
  'a pseudonym: letters, digits and `:._-`': 'un seudónimo: letras, dígitos y `:._-`',
  'a GraphQL document': 'un documento de GraphQL',
  'a CUIP': 'una CUIP',
  'a CURP': 'una CURP',
  'a ring has at most 2000 positions': 'un anillo tiene a lo más 2000 posiciones',
  'a beat has at most 500 positions, in all its rings together: simplify its outline':
    'un cuadrante tiene a lo más 500 posiciones, en todos sus anillos: simplifique su contorno',
  'at most 60000 characters': 'a lo más 60000 caracteres',
  'a SHA-256': 'un SHA-256',
  'a sealed value': 'un valor sellado',
  'a year': 'un año',
  'a year or a date': 'un año o una fecha',
  'a month, YYYY-MM': 'un mes, AAAA-MM',
  'year and group, such as 2026-B': 'año y grupo, como 2026-B',
  'a profile: `mx-mnpjc-proximidad`': 'un perfil: `mx-mnpjc-proximidad`',
  'ISO 3166-1, two letters': 'ISO 3166-1, dos letras',
  'a language of ISO 639, such as es or nah': 'una lengua de ISO 639, como es o nah',
  'a telephone number in E.164, such as +525512345678': 'un teléfono en E.164, como +525512345678',
  'a plate in capital letters and digits, such as ABC123D':
    'una placa en letras mayúsculas y cifras, como ABC123D',
  'looks like a telephone number or a CURP': 'parece un teléfono o una CURP',
  'is too long': 'es demasiado largo',
  'is empty or hides something: only blanks, control characters, direction marks':
    'no dice nada, u oculta algo: solo espacios, caracteres de control, marcas de dirección',
  'not JSON': 'no es JSON',
  'each criterion once': 'cada criterio una vez',
  'a factor is given twice': 'un factor está dos veces',
  'somebody is named twice': 'alguien aparece dos veces',
  'each beat once': 'cada cuadrante una vez',
  'each competence once': 'cada competencia una vez',
  'each officer once': 'cada elemento una vez',
  'a ring needs at least four positions': 'un anillo necesita al menos cuatro posiciones',
  'a ring must close': 'un anillo debe cerrarse',
  'its sides cross one another': 'sus lados se cruzan',
  'a hole is outside of it, or inside another hole': 'un hueco queda fuera de él, o dentro de otro hueco',
  'it encloses no ground: a beat has at least 100 square metres':
    'no encierra terreno: un cuadrante tiene al menos 100 metros cuadrados',
  'in the country at least as long as in town': 'en el campo al menos tanto como en la ciudad',
  'at least, at most, or both': 'al menos, a lo más, o ambos',
  'the three weights must add up to 1': 'los tres pesos suman 1',
};
