import type { Wording } from './wording.ts';

/** What several services, the kit or the national picture refuse with. */
export const SHARED = {
  AccessNotRevoked: {
    es: 'Este acceso no está retirado: no hay nada que devolver.',
    en: 'This access has not been revoked: there is nothing to reinstate.',
  },
  AlreadyEnded: {
    es: 'Ya terminó: no admite más cambios.',
    en: 'It has already ended and takes no more changes.',
  },
  AlreadyRegistered: {
    es: 'Ya está en el registro: use el que existe.',
    en: 'It is already registered: use the existing record.',
  },
  BeatClosed: {
    es: 'El cuadrante está cerrado: ya no cambia ni recibe turnos o unidades. Use uno activo.',
    en: 'The beat is closed: it no longer changes or takes shifts or units. Use an active one.',
  },
  BeatNotFound: {
    es: 'No hay un cuadrante con ese id, o ya está cerrado: revise el id.',
    en: 'There is no beat with this id, or it is already closed: check the id.',
  },
  CodeNotInModel: {
    es: 'El modelo que rige ahí no conoce la clave {code}: consulte sus listas en governingProfile.',
    en: 'The model that governs there has no code {code}: see its lists in governingProfile.',
  },
  CommandIdReused: {
    es: 'Este commandId ya se usó en otra operación, o con otro contenido: para una nueva use otro id.',
    en: 'This commandId was used for another command, or with different content: a new command needs a new id.',
  },
  EndsBeforeStart: {
    es: 'La llegada o el fin no puede ser anterior al inicio: revise las fechas y horas.',
    en: 'Arrival and end cannot be before the beginning: check the dates and times.',
  },
  HeardRecently: {
    es: 'La última señal de la entidad tiene menos de {minutes} minutos.',
    en: 'The last heartbeat of the entity is less than {minutes} minutes old.',
  },
  MinorApart: {
    es: 'De quien es o puede ser menor de edad se indica como tal, con quien lo cuida: use los datos de menor.',
    en: 'A person who is or may be a minor is recorded as one, with whoever cares for them: use the fields for minors.',
    rule: 'BR-C5',
  },
  NotAMinor: {
    es: 'La persona es mayor de edad: use los datos de adulto.',
    en: 'The person is of age: use the fields for adults.',
  },
  NotCounted: {
    es: 'Solo cuentan los sistemas de las 32 entidades federativas.',
    en: 'Only the systems of the 32 entities are counted.',
  },
  NotDueYet: {
    es: 'Todavía no llega su plazo.',
    en: 'It is not due yet.',
  },
  NotOwner: {
    es: 'Solo la autoridad que registró el hecho puede corregirlo: pídaselo a ella.',
    en: 'Only the authority that recorded the fact may correct it: ask that authority.',
    rule: 'BR-I11',
  },
  OfficerNotFound: {
    es: 'No hay un elemento con ese id en el registro: dé de alta su expediente primero.',
    en: 'There is no officer with this id in the register: open a dossier first.',
  },
  OutsideEntity: {
    es: 'El registro, el lugar y la unidad deben ser de la misma entidad: revise las claves.',
    en: 'The record, the place and the unit have to belong to one entity: check their keys.',
    rule: 'BR-A1',
  },
  PersonWasErased: {
    es: 'Los datos de esta persona se suprimieron por ley y aquí no se guarda ninguno más: deje en blanco quién es y cómo se le localiza.',
    en: 'The data about this person were erased by law, and none is kept here any more: leave out who it is and how to reach them.',
  },
  PointOnSensitiveKind: {
    es: 'En violencia familiar o sexual y otros casos sensibles no se guarda el punto: quítelo e indique solo el municipio.',
    en: 'No point is kept of family violence, sexual violence or other sensitive kinds: leave it out and give only the municipality.',
  },
  RevocationAlreadyAsked: {
    es: 'Ya se pidió retirar este acceso: otra persona debe confirmarlo, o hay que desistirse antes de pedirlo de nuevo.',
    en: 'Revoking this access has already been requested: another person must confirm it, or it must be withdrawn before it is requested again.',
  },
  RevocationLapsed: {
    es: 'La petición de retirar este acceso se hizo hace más de {hours} horas: hay que pedirlo de nuevo.',
    en: 'The request to revoke this access is more than {hours} hours old: make it again.',
  },
  RevocationNotAsked: {
    es: 'Nadie ha pedido retirar este acceso: primero lo pide una persona y luego lo confirma otra.',
    en: 'Nobody has requested that this access be revoked: one person requests it first, then another confirms.',
  },
  SecondPersonNeeded: {
    es: 'Lo confirma otra persona, no la misma que lo pidió.',
    en: 'Another person has to confirm it, not the one who requested it.',
    rule: 'BR-S1',
  },
  TermTooFar: {
    es: 'El plazo vence a más tardar en {days} días: ponga uno más cercano.',
    en: 'It has to be due within {days} days: choose an earlier time.',
  },
  TooManyTellings: {
    es: 'Una misma persona, o un mismo vehículo, se registra a lo más {max} veces: vale lo último que se registró.',
    en: 'The same person or vehicle can be recorded at most {max} times: what was recorded last holds.',
  },
  UnitNotFound: {
    es: 'No hay una unidad con ese id: revise el id o regístrela.',
    en: 'There is no unit with this id: check the id, or register it.',
  },
  UnknownCode: {
    es: 'El catálogo vigente no tiene el código {code}.',
    en: 'The catalogue in force has no code {code}.',
  },
} as const satisfies Record<string, Wording>;
