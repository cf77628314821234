import type { Wording } from './wording.ts';

/** Contacts, follow-ups and commitments. */
export const CONTACTS = {
  AlreadyRecorded: {
    es: 'Este contacto ya está registrado.',
    en: 'This contact has already been recorded.',
  },
  AttemptNotFound: {
    es: 'No hay un intento registrado a esa hora: revise la hora.',
    en: 'No attempt is recorded at that time: check the time.',
    rule: 'BR-C3',
  },
  BeforeIncidentClosed: {
    es: 'El seguimiento empieza cuando el incidente cierra: revise la hora.',
    en: 'The follow-up begins when the incident closes: check the time.',
    rule: 'BR-C3',
  },
  CommitmentNotEnded: {
    es: 'Este compromiso sigue pendiente: no hay nada que corregir.',
    en: 'This commitment is still open: there is nothing to take back.',
    rule: 'BR-C8',
  },
  CommitmentNotFound: {
    es: 'No hay un compromiso con ese id.',
    en: 'There is no commitment with this id.',
  },
  ContactAnnulled: {
    es: 'El contacto está anulado: registre otro con lo que vale.',
    en: 'The contact has been annulled: record another with the correct facts.',
    rule: 'BR-C12',
  },
  ContactNotFound: {
    es: 'No hay un contacto con ese id.',
    en: 'There is no contact with this id.',
  },
  ContactTooOld: {
    es: 'El contacto se registró hace más de {hours} horas: pida a su mando que lo anule.',
    en: 'The contact was recorded more than {hours} hours ago: ask your commander to annul it.',
    rule: 'BR-C12',
  },
  FollowUpNotEnded: {
    es: 'Este seguimiento sigue pendiente: no hay nada que corregir.',
    en: 'This follow-up is still owed: there is nothing to take back.',
    rule: 'BR-C3',
  },
  FollowUpNotFound: {
    es: 'No hay un seguimiento con ese id.',
    en: 'There is no follow-up with this id.',
  },
  MinorNotKept: {
    es: 'Quien es o puede ser menor de edad nunca es la persona de un contacto: indique a quien lo cuida.',
    en: 'Nobody who is or may be under 18 can be the person of a contact: name whoever cares for them.',
    rule: 'BR-C5',
  },
  NoConsent: {
    es: 'Aquí no hay consentimiento que retirar: nadie lo dio, o ya se retiró.',
    en: 'There is no consent to withdraw: none was given, or it has been withdrawn.',
    rule: 'BR-C1',
  },
  NobodyTold: {
    es: 'Indique el nombre, la forma de localizar a la persona o ambos.',
    en: 'Give the name, how to reach the person, or both.',
  },
  PeopleMissing: {
    es: 'Si se habló con alguien, cuente al menos a una persona.',
    en: 'Somebody was spoken with: count at least one person.',
  },
  PeopleNotExpected: {
    es: 'Si no había nadie, no hay a quién contar: deje las personas en cero, o corrija el resultado.',
    en: 'Nobody was there, so there is nobody to count: leave the people at zero, or correct the outcome.',
  },
  PersonOnSensitiveTopic: {
    es: 'De un contacto sobre violencia familiar, sexual o de género no se guarda aquí a la persona: use el seguimiento y su canal seguro.',
    en: 'The person of a contact about family, sexual or gender violence is not kept here: use the follow-up and its safe channel.',
    rule: 'BR-C4',
  },
  PlaceMissing: {
    es: 'Un contacto necesita un cuadrante, un punto dentro de uno conocido o un municipio: indique alguno.',
    en: 'A contact needs a beat, a point in a known one, or a municipality: name one of them.',
  },
  PointTooFine: {
    es: 'El punto de una visita a un domicilio se guarda con {decimals} decimales: redondéelo.',
    en: 'The point of a home visit is kept to {decimals} decimals: round it.',
  },
  ReasonOfIncident: {
    es: 'Ese motivo lo registra la plataforma cuando el incidente se corrige o se reabre: indique otro.',
    en: 'The platform itself records this reason when the incident is corrected or reopened: give another.',
  },
  TermNotEarlier: {
    es: 'Un plazo anotado por error se corrige a uno anterior, y posterior a la promesa: para dar más tiempo, indique otro motivo.',
    en: 'A due time recorded by mistake is corrected to an earlier one, after the promise: to give more time, give another reason.',
    rule: 'BR-C8',
  },
  TermNotLater: {
    es: 'El plazo tiene que ser posterior a la promesa, a este momento y al plazo que ya tenía; si ese se anotó por error, indíquelo como motivo.',
    en: 'The due time has to be after the promise, after this moment and after the previous due time; if that was recorded by mistake, give this as the reason.',
  },
  TooFewAttempts: {
    es: 'Antes de «no localizada» hay que buscar en {days} días distintos; van {done}.',
    en: '"Not found" needs attempts on {days} different days; so far there are {done}.',
    rule: 'BR-C3',
  },
  TooManyAttempts: {
    es: 'Un seguimiento admite como máximo {max} intentos: termínelo.',
    en: 'A follow-up takes at most {max} attempts: end it.',
  },
  TooManyTerms: {
    es: 'Un compromiso se aplaza como máximo {max} veces: cúmplalo, o diga que no se cumplirá.',
    en: 'A commitment can be postponed at most {max} times: keep it, or record that it will not be kept.',
    rule: 'BR-C8',
  },
  WithdrawnSince: {
    es: 'La persona retiró después su consentimiento: solo se guarda si vuelve a darlo.',
    en: 'The person withdrew consent after that: they are recorded only if they consent again.',
    rule: 'BR-C1',
  },
} as const satisfies Record<string, Wording>;
