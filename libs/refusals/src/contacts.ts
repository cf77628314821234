import type { Wording } from './wording.ts';

/** Contacts and follow-ups. */
export const CONTACTS = {
  AlreadyRecorded: {
    es: 'Este contacto ya está registrado.',
    en: 'This contact was recorded before.',
  },
  BeforeIncidentClosed: {
    es: 'El seguimiento empieza cuando el incidente cierra: revise la hora.',
    en: 'Nothing is owed before the incident closes: check the time.',
    rule: 'BR-C3',
  },
  FollowUpNotFound: {
    es: 'No hay un seguimiento con ese id.',
    en: 'There is no follow-up with this id.',
  },
  MinorApart: {
    es: 'De quien es o puede ser menor de edad se indica como tal, con quien lo cuida: use los datos de menor.',
    en: 'Whoever is or may be a minor is told of as such, with who cares for them: use the fields of a minor.',
    rule: 'BR-C5',
  },
  NotAMinor: {
    es: 'La persona es mayor de edad: use los datos de adulto.',
    en: 'The person is of age: use the fields of an adult.',
  },
  PlaceMissing: {
    es: 'Un contacto necesita un cuadrante, un punto dentro de uno conocido o un municipio: indique alguno.',
    en: 'A contact needs a beat, a point in a known one, or a municipality: name one of them.',
  },
  PointTooFine: {
    es: 'El punto de una visita a un domicilio se guarda con {decimals} decimales: redondéelo.',
    en: 'The point of a visit to a home is kept to {decimals} decimals: round it.',
  },
  TooFewAttempts: {
    es: 'Antes de «no localizada» hay que buscar en {days} días distintos; van {done}.',
    en: '"Not found" needs attempts on {days} different days; so far there were {done}.',
    rule: 'BR-C3',
  },
  TooManyTellings: {
    es: 'De una víctima se indica a lo más {max} veces cómo localizarla.',
    en: 'How a victim may be reached is told at most {max} times.',
  },
  TooManyAttempts: {
    es: 'Un seguimiento admite como máximo {max} intentos: termínelo.',
    en: 'A follow-up has at most {max} attempts: end it.',
  },
} as const satisfies Record<string, Wording>;
