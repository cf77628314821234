import type { Wording } from './wording.ts';

/** Institutions, agreements, liaisons and profiles. */
export const AUTHORITIES = {
  ActAlreadyAsked: {
    es: 'Eso ya se pidió: otra persona debe confirmarlo, o hay que desistirse antes de pedirlo de nuevo.',
    en: 'This has already been requested: another person must confirm it, or it must be withdrawn before it is requested again.',
  },
  ActLapsed: {
    es: 'Se pidió hace más de {hours} horas: hay que pedirlo de nuevo.',
    en: 'The request is more than {hours} hours old: make it again.',
  },
  ActNotAsked: {
    es: 'Nadie pidió eso con ese folio: primero lo pide una persona y luego lo confirma otra.',
    en: 'Nobody has requested this under this order: one person requests it first, then another confirms.',
  },
  AlreadyBlocked: {
    es: 'Ya está bloqueado, con el folio {order}.',
    en: 'The person is already blocked, under {order}.',
  },
  AlreadyErased: {
    es: 'La persona se suprimió con el folio {folio}: no hay nada que decidir.',
    en: 'The person was erased under {folio}: there is nothing left to decide.',
  },
  AlreadyHeld: {
    es: 'Ya hay un resguardo legal, con el folio {order}: libérelo primero.',
    en: 'There is already a legal hold, under {order}: release it first.',
  },
  AlreadyAcknowledged: {
    es: 'Otra persona ya atiende este alto.',
    en: 'Somebody is already looking into this stop.',
  },
  ParentIsBelow: {
    es: 'Esa autoridad es la misma, o depende de esta: revise de quién depende.',
    en: 'That is the same authority, or one that belongs to it: check which authority it belongs to.',
  },
  StopIsOwn: {
    es: 'El alto fue a usted: lo atiende otra persona.',
    en: 'You are the person who was stopped: somebody else has to look into it.',
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
    en: 'No result of the agreement has been recorded: there is nothing to reopen.',
  },
  AlreadySettled: {
    es: 'El acuerdo ya tiene resultado.',
    en: 'The result of the agreement has already been recorded.',
  },
  AuthorityNotFound: {
    es: 'Esa autoridad no está en el registro, o es la misma: revise la clave.',
    en: 'That authority is not in the registry, or is the same one: check the code.',
  },
  BodyAdvises: {
    es: 'El órgano solo opina: no toma acuerdos que obliguen.',
    en: 'This body only advises: it cannot make binding agreements.',
  },
  BodyNotComposed: {
    es: 'El órgano no tenía integrantes registrados en ese momento: regístrelos primero.',
    en: 'The body had no recorded members at that moment: record who sits in it first.',
  },
  ChairNeeded: {
    es: 'Nadie presidió la sesión: indique quién.',
    en: 'The session needs a chair: say who presided.',
  },
  CommanderNotState: {
    es: 'En un mando único o coordinado manda una autoridad del estado: revise quién manda.',
    en: 'Under a unified or coordinated command an authority of the state is in command: check which one.',
  },
  GateNotAllowed: {
    es: 'El modelo no permite elegir el filtro {gate}: use el suyo o uno de los transitorios que nombra.',
    en: 'The model does not let a territory choose the gate {gate}: use the one of the model, or one of those it names.',
    rule: 'BR-T3',
  },
  GroundNeeded: {
    es: 'Lo que no se concede, o no del todo, dice por qué: indique el motivo.',
    en: 'A request that is refused, or granted in part, needs a ground: give it.',
  },
  GroundNotExpected: {
    es: 'Lo que se concede por completo no lleva un motivo en contra: quítelo, o responda que se concede en parte.',
    en: 'A request that is granted in full has no ground for refusal: leave it out, or grant it in part.',
  },
  RetentionNotOver: {
    es: 'El plazo de conservación aún no termina según la tabla: invoque otra causa, o espere.',
    en: 'The retention time is not over yet, by the table: give another ground, or wait.',
  },
  HeldByOrder: {
    es: 'Un resguardo legal, con el folio {order}, impide suprimir: libérelo primero.',
    en: 'A legal hold, under {order}, prevents erasure: release it first.',
  },
  KeyTaken: {
    es: 'La clave {cvegeo} ya es o fue de un municipio: las claves no se repiten.',
    en: 'The key {cvegeo} is or was that of another municipality: keys are never reused.',
    rule: 'BR-A3',
  },
  LiaisonNeeded: {
    es: 'Una instancia de coordinación nombra a su enlace: indíquelo.',
    en: 'A coordinating body needs a liaison: name one.',
  },
  MunicipalityEnded: {
    es: 'El municipio {cvegeo} ya no existe en esa fecha.',
    en: 'The municipality {cvegeo} no longer exists at that date.',
    rule: 'BR-A3',
  },
  MunicipalityNotFound: {
    es: 'No hay un municipio con la clave {cvegeo}, o es el mismo: revísela.',
    en: 'There is no municipality with the key {cvegeo}, or it is the same one: check it.',
  },
  NoAgreement: {
    es: 'Ningún convenio vigente permite a la fuerza federal actuar en ese municipio.',
    en: 'No agreement in force lets the federal force act in this municipality.',
    rule: 'BR-A1',
  },
  NotABody: {
    es: 'La autoridad {code} no es un órgano que decida del modelo: indique un consejo, una secretaría o el SESNSP.',
    en: 'The authority {code} does not decide on models: name a council, a ministry or the SESNSP.',
  },
  NotAParty: {
    es: 'La autoridad {code} no es parte del convenio: quien manda debe serlo.',
    en: 'The authority {code} is not a party to the agreement: whoever commands has to be.',
  },
  NotAfterTheLast: {
    es: 'La fecha no es posterior al último cambio registrado: revísela.',
    en: 'The date has to be after the last recorded change: check it.',
  },
  NotBlocked: {
    es: 'No está bloqueado.',
    en: 'The person is not blocked.',
  },
  NotErasedYet: {
    es: 'Aún no se suprime a todas las personas de la solicitud; si se concedió en parte, a las demás debe protegerlas un resguardo legal o un bloqueo.',
    en: 'Not everybody named in the request has been erased yet; where it was granted in part, the others have to be held or blocked.',
  },
  NotHeld: {
    es: 'No hay un resguardo legal que liberar.',
    en: 'There is no legal hold to release.',
  },
  NotInForce: {
    es: 'El convenio no está vigente en ese momento.',
    en: 'The agreement was not in force at that moment.',
  },
  NotSuspended: {
    es: 'El convenio no está suspendido.',
    en: 'The agreement is not suspended.',
  },
  NotTheNextAct: {
    es: 'La versión del modelo está en {status}: ese acto no sigue.',
    en: 'This version of the model is {status}: that step does not come next.',
  },
  NotSeated: {
    es: 'La autoridad {code} no integraba el órgano en ese momento.',
    en: 'The authority {code} was not a member of the body at that moment.',
  },
  OneChair: {
    es: 'El órgano tiene una sola presidencia: indique una.',
    en: 'A body has exactly one chair: name one.',
  },
  PersonNotKept: {
    es: 'De nadie con esa clave se guarda nada: revísela.',
    en: 'There are no records of a person with this token: check it.',
  },
  PersonsNeeded: {
    es: 'Una cancelación se concede sobre personas identificadas: indique sus claves, o niéguela porque nada se conserva.',
    en: 'A cancellation is granted for persons that are named: give their tokens, or refuse it because nothing is kept.',
  },
  PostHeld: {
    es: 'El cargo de enlace está ocupado: regístrelo vacante primero.',
    en: 'The post of liaison is filled: record that it is vacant first.',
    rule: 'BR-A2',
  },
  PostVacant: {
    es: 'El cargo de enlace ya está vacante.',
    en: 'The post of liaison is already vacant.',
  },
  ProfileNotFound: {
    es: 'Nadie ha propuesto esa versión del modelo: revise el modelo y la versión.',
    en: 'This version of the model has not been proposed: check the model and the version.',
  },
  ProfileNotInForce: {
    es: 'Esa versión del modelo no está vigente en la fecha: elija otra versión u otra fecha.',
    en: 'This version of the model is not in force at that date: choose another version or another date.',
  },
  RequestAnswered: {
    es: 'La solicitud ya se respondió.',
    en: 'The request has already been answered.',
  },
  RequestNotAnswered: {
    es: 'La solicitud aún no se responde: no hay nada que retirar.',
    en: 'The request has not been answered yet: there is nothing to take back.',
  },
  RequestExtended: {
    es: 'El plazo ya se amplió una vez.',
    en: 'The term has already been extended once.',
  },
  DataRequestNotFound: {
    es: 'No hay una solicitud con ese id: revíselo.',
    en: 'There is no request with this id: check it.',
  },
  RequestNotGranted: {
    es: 'A la solicitud no se le concedió nada que esté por cumplirse.',
    en: 'Nothing that was granted is still to be done.',
  },
  AnswerTermOver: {
    es: 'El plazo ya venció.',
    en: 'The term is over.',
  },
  RecordFull: {
    es: 'El registro ya tiene {max} cambios y no admite más.',
    en: 'The record already has {max} changes and takes no more.',
  },
  SeatedTwice: {
    es: 'La autoridad {code} ocupa dos lugares: quite uno.',
    en: 'The authority {code} holds two seats: remove one.',
  },
  SessionAgreementNotFound: {
    es: 'La sesión no tomó un acuerdo con ese número: revíselo.',
    en: 'The session made no agreement with this number: check it.',
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
