import type { Wording } from './wording.ts';

/** Institutions, agreements, liaisons and profiles. */
export const AUTHORITIES = {
  AgreementNotFound: {
    es: 'No hay un convenio con ese id: revíselo.',
    en: 'There is no agreement with this id: check it.',
  },
  AlreadySettled: {
    es: 'El acuerdo ya tiene resultado.',
    en: 'What became of the agreement was recorded before.',
  },
  AuthorityNotFound: {
    es: 'Esa autoridad no está en el registro, o es la misma: revise la clave.',
    en: 'This authority is not in the registry, or is the same one: check the code.',
  },
  BodyAdvises: {
    es: 'El órgano solo opina: no toma acuerdos que obliguen.',
    en: 'The body is heard and no more: it agrees nothing that binds.',
  },
  BodyNotComposed: {
    es: 'El órgano no tenía integrantes registrados en ese momento: regístrelos primero.',
    en: 'The body was not composed at that moment: record who sits in it first.',
  },
  ChairNeeded: {
    es: 'Nadie presidió la sesión: indique quién.',
    en: 'Nobody presided over the session: say who did.',
  },
  CommanderNotState: {
    es: 'En un mando único o coordinado manda una autoridad del estado: revise quién manda.',
    en: 'Under unified or coordinated command an authority of the state commands: check who does.',
  },
  GateNotAllowed: {
    es: 'El modelo no permite elegir el filtro {gate}: use el suyo o uno de los transitorios que nombra.',
    en: 'The model does not let a territory choose the gate {gate}: use its own or one of those that it names.',
    rule: 'BR-T3',
  },
  LiaisonNeeded: {
    es: 'Una instancia de coordinación nombra a su enlace: indíquelo.',
    en: 'A body of coordination names its liaison: give it.',
  },
  NoAgreement: {
    es: 'Ningún convenio vigente permite a la fuerza federal actuar en ese municipio.',
    en: 'No agreement in force lets the federal force act in this municipality.',
    rule: 'BR-A1',
  },
  NotABody: {
    es: 'La autoridad {code} no es un órgano que decida del modelo: indique un consejo, una secretaría o el SESNSP.',
    en: 'The authority {code} is no body that decides of the model: name a council, a ministry or the SESNSP.',
  },
  NotAParty: {
    es: 'La autoridad {code} no es parte del convenio: quien manda debe serlo.',
    en: 'The authority {code} is no party to the agreement: who commands has to be.',
  },
  NotAfterTheLast: {
    es: 'La fecha no es posterior al último cambio registrado: revísela.',
    en: 'The date does not lie after the last change on record: check it.',
  },
  NotInForce: {
    es: 'El convenio no está vigente en ese momento.',
    en: 'The agreement is not in force at that moment.',
  },
  NotSuspended: {
    es: 'El convenio no está suspendido.',
    en: 'The agreement is not suspended.',
  },
  NotTheNextAct: {
    es: 'La versión del modelo está en {status}: ese acto no sigue.',
    en: 'The version of the model is {status}: this act does not come next.',
  },
  NotSeated: {
    es: 'La autoridad {code} no integraba el órgano en ese momento.',
    en: 'The authority {code} did not sit in the body at that moment.',
  },
  OneChair: {
    es: 'El órgano tiene una sola presidencia: indique una.',
    en: 'A body has exactly one chair: name one.',
  },
  PostHeld: {
    es: 'El cargo de enlace está ocupado: regístrelo vacante primero.',
    en: 'The post of liaison is held: record that it is vacant first.',
    rule: 'BR-A2',
  },
  PostVacant: {
    es: 'El cargo de enlace ya está vacante.',
    en: 'The post of liaison is vacant already.',
  },
  ProfileNotFound: {
    es: 'Nadie ha propuesto esa versión del modelo: revise el modelo y la versión.',
    en: 'Nobody has proposed this version of the model: check the model and the version.',
  },
  ProfileNotInForce: {
    es: 'Esa versión del modelo no está vigente en la fecha: elija otra versión u otra fecha.',
    en: 'This version of the model is not in force at that date: choose another version or another date.',
  },
  RecordFull: {
    es: 'El registro ya tiene {max} cambios y no admite más.',
    en: 'The record has {max} changes already and takes no more.',
  },
  SeatedTwice: {
    es: 'La autoridad {code} ocupa dos lugares: quite uno.',
    en: 'The authority {code} sits there twice: take one away.',
  },
  SessionAgreementNotFound: {
    es: 'La sesión no tomó un acuerdo con ese número: revíselo.',
    en: 'The session agreed nothing of this number: check it.',
  },
  SessionNotFound: {
    es: 'No hay una sesión con ese id: revíselo.',
    en: 'There is no session with this id: check it.',
  },
} as const satisfies Record<string, Wording>;
