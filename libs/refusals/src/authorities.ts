import type { Wording } from './wording.ts';

/** Institutions, agreements, liaisons and profiles. */
export const AUTHORITIES = {
  ActAlreadyAsked: {
    es: 'Eso ya se pidió: otra persona debe confirmarlo, o hay que desistirse antes de pedirlo de nuevo.',
    en: 'It was asked already: another person has to confirm it, or it is withdrawn before it is asked again.',
  },
  ActLapsed: {
    es: 'Se pidió hace más de {hours} horas: hay que pedirlo de nuevo.',
    en: 'It was asked more than {hours} hours ago: it has to be asked again.',
  },
  ActNotAsked: {
    es: 'Nadie pidió eso con ese folio: primero lo pide una persona y luego lo confirma otra.',
    en: 'Nobody asked it under this order: one person asks first, and another confirms.',
  },
  AlreadyBlocked: {
    es: 'Ya está bloqueado, con el folio {order}.',
    en: 'It is blocked already, under {order}.',
  },
  AlreadyErased: {
    es: 'La persona se suprimió con el folio {folio}: no hay nada que decidir.',
    en: 'The person was erased under {folio}: nothing is left to decide.',
  },
  AlreadyHeld: {
    es: 'Ya hay un resguardo legal, con el folio {order}: libérelo primero.',
    en: 'A legal hold stands already, under {order}: release it first.',
  },
  AlreadyAcknowledged: {
    es: 'Otra persona ya atiende este alto.',
    en: 'Somebody looks into this stop already.',
  },
  ParentIsBelow: {
    es: 'Esa autoridad es la misma, o depende de esta: revise de quién depende.',
    en: 'That authority is the same one, or belongs to this one: check to whom it belongs.',
  },
  StopIsOwn: {
    es: 'El alto fue a usted: lo atiende otra persona.',
    en: 'It is you who was stopped: another person looks into it.',
  },
  StopNotFound: {
    es: 'No hay un alto con ese id en la entidad.',
    en: 'There is no stop with this id in the entity.',
  },
  AgreementNotFound: {
    es: 'No hay un convenio con ese id: revíselo.',
    en: 'There is no agreement with this id: check it.',
  },
  AgreementNotSettled: {
    es: 'El acuerdo no tiene resultado: no hay nada que reabrir.',
    en: 'Nothing has become of the agreement: there is nothing to reopen.',
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
  GroundNeeded: {
    es: 'Lo que no se concede, o no del todo, dice por qué: indique el motivo.',
    en: 'What is not granted, or not wholly, says why: give the ground.',
  },
  GroundNotExpected: {
    es: 'Lo que se concede por completo no lleva un motivo en contra: quítelo, o responda que se concede en parte.',
    en: 'What is granted wholly has no ground against it: leave it out, or answer that a part is granted.',
  },
  HeldByOrder: {
    es: 'Un resguardo legal, con el folio {order}, impide suprimir: libérelo primero.',
    en: 'A legal hold, under {order}, stands against an erasure: release it first.',
  },
  KeyTaken: {
    es: 'La clave {cvegeo} ya es o fue de un municipio: las claves no se repiten.',
    en: 'The key {cvegeo} is or was a municipality already: keys are never given twice.',
    rule: 'BR-A3',
  },
  LiaisonNeeded: {
    es: 'Una instancia de coordinación nombra a su enlace: indíquelo.',
    en: 'A body of coordination names its liaison: give it.',
  },
  MunicipalityEnded: {
    es: 'El municipio {cvegeo} ya no existe en esa fecha.',
    en: 'The municipality {cvegeo} is no more at that date.',
    rule: 'BR-A3',
  },
  MunicipalityNotFound: {
    es: 'No hay un municipio con la clave {cvegeo}, o es el mismo: revísela.',
    en: 'There is no municipality of the key {cvegeo}, or it is the same one: check it.',
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
  NotBlocked: {
    es: 'No está bloqueado.',
    en: 'It is not blocked.',
  },
  NotErasedYet: {
    es: 'Aún no se suprime a todas las personas de la solicitud.',
    en: 'Not all persons of the request are erased yet.',
  },
  NotHeld: {
    es: 'No hay un resguardo legal que liberar.',
    en: 'There is no legal hold to release.',
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
  PersonNotKept: {
    es: 'De nadie con esa clave se guarda nada: revísela.',
    en: 'Nothing is kept of anybody with this token: check it.',
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
  RequestAnswered: {
    es: 'La solicitud ya se respondió.',
    en: 'The request was answered already.',
  },
  RequestExtended: {
    es: 'El plazo ya se amplió una vez.',
    en: 'The term was extended once already.',
  },
  DataRequestNotFound: {
    es: 'No hay una solicitud con ese id: revíselo.',
    en: 'There is no request with this id: check it.',
  },
  RequestNotGranted: {
    es: 'A la solicitud no se le concedió nada que esté por cumplirse.',
    en: 'The request was granted nothing that is still to be done.',
  },
  AnswerTermOver: {
    es: 'El plazo ya venció.',
    en: 'The term is over.',
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
  StateCommands: {
    es: 'En ese municipio manda {code} mientras dure el mando: solicítelo allí.',
    en: 'In this municipality {code} commands for as long as the agreement lasts: ask there.',
  },
  SessionNotFound: {
    es: 'No hay una sesión con ese id: revíselo.',
    en: 'There is no session with this id: check it.',
  },
} as const satisfies Record<string, Wording>;
