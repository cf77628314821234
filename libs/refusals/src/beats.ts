import type { Wording } from './wording.ts';

/** Territory, shifts, units and duty. */
export const BEATS = {
  NothingToOverride: {
    es: 'Puede servir sin excepción: asígnelo como a los demás.',
    en: 'This officer may serve without an exception: assign them as usual.',
    rule: 'BR-T3',
  },
  TooManyRedrawings: {
    es: 'El cuadrante ya se redibujó {max} veces: ciérrelo y diseñe el que lo sucede.',
    en: 'The beat was redrawn {max} times: close it and design its successor.',
  },
  ActionNotCancelled: {
    es: 'La acción no está cancelada: no hay nada que retomar.',
    en: 'The action has not been called off: there is nothing to reinstate.',
  },
  ActionNotDone: {
    es: 'La acción no figura como cumplida: no hay nada que deshacer.',
    en: 'The action is not recorded as done: there is nothing to undo.',
  },
  ActionNotFound: {
    es: 'No hay una acción programada con ese id: revíselo.',
    en: 'There is no planned action with this id: check it.',
  },
  ActionNotOpen: {
    es: 'La acción ya está cumplida o cancelada, o ya venció: consulte su estado.',
    en: 'The action is done or called off, or its time has passed: check its state.',
  },
  ActionOutOfTime: {
    es: 'La acción solo se cumple dentro de su horario: revise la hora.',
    en: 'The action can only be done within its time span: check the time.',
    rule: 'BR-B20',
  },
  ActionOver: {
    es: 'El horario de la acción ya pasó.',
    en: 'The time of the action has passed.',
  },
  ActionsNotInModel: {
    es: 'El modelo que rige en el cuadrante no trabaja con una tabla de acciones.',
    en: 'The model that governs the beat does not work with planned actions.',
    rule: 'BR-B20',
  },
  AlreadyAssigned: {
    es: 'El elemento ya tiene una asignación a esa hora.',
    en: 'The officer already has an assignment at that time.',
    rule: 'BR-B1',
  },
  AlreadyDesigned: {
    es: 'Esta autoridad ya tiene un cuadrante con ese código en esta edición.',
    en: 'This authority already has a beat with this code in this edition.',
  },
  AlreadyOnDuty: {
    es: 'El elemento ya está en servicio: termine ese servicio primero.',
    en: 'The officer is already on duty: end that duty first.',
  },
  AlreadyOpened: {
    es: 'El cuadrante ya tiene ese turno en esa fecha: use el que existe.',
    en: 'The beat already has this shift on this date: use that one.',
  },
  AlreadyPartner: {
    es: 'Ya participa en el problema.',
    en: 'It already works on the problem.',
  },
  AlreadyOwner: {
    es: 'El elemento ya es titular del cuadrante.',
    en: 'The officer is already an owner of the beat.',
    rule: 'BR-B13',
  },
  CertificateExpired: {
    es: 'El certificado del elemento ya no estará vigente a esa hora: tramite su renovación.',
    en: "The officer's certificate is no longer valid then: have it renewed.",
    rule: 'BR-T3',
  },
  CertificateMissing: {
    es: 'No se conoce ningún certificado del elemento: emítalo en capacitación.',
    en: 'This officer has no known certificate: have one issued in training.',
    rule: 'BR-T3',
  },
  ClosureNotInModel: {
    es: 'El modelo que rige en el territorio no permite cerrarlo: regréselo de fase o continúe.',
    en: 'The model that governs the territory does not allow closing it: go back a phase, or continue.',
    rule: 'BR-B15',
  },
  CommanderNotInPatrol: {
    es: 'Quien manda el patrullaje forma parte de él: inclúyalo entre sus integrantes.',
    en: 'Whoever commands the patrol has to be in it: name that officer among its members.',
    rule: 'BR-B22',
  },
  CommanderNotPolice: {
    es: 'Un patrullaje conjunto lo manda un policía de {corps}, nunca un auxiliar.',
    en: 'A joint patrol is commanded by a police officer of {corps}, never by an auxiliary.',
    rule: 'BR-B22',
  },
  CorpsMissing: {
    es: 'Falta alguien de {corps}: sin él no es un patrullaje conjunto.',
    en: 'A joint patrol needs somebody of {corps}: add a member.',
    rule: 'BR-B22',
  },
  CorpsNotInPatrol: {
    es: 'El modelo que rige en el cuadrante no tiene a {corps} en el patrullaje conjunto.',
    en: 'The model that governs the beat does not allow {corps} in a joint patrol.',
    rule: 'BR-B22',
  },
  CriteriaMissing: {
    es: 'La fase {phase} necesita criterios de salida: indique al menos uno de los indicadores del modelo.',
    en: 'The phase {phase} needs exit criteria: give at least one of the indicators of the model.',
    rule: 'BR-B15',
  },
  CriterionNotMet: {
    es: 'Falta cumplir «{criterion}» para pasar de fase: indíquelo cuando se cumpla, o el motivo para pasar sin ello.',
    en: 'The criterion “{criterion}” has to be met before the next phase: record it once it is, or say why the phase ends without it.',
    rule: 'BR-B15',
  },
  DemandNotInModel: {
    es: 'El índice del modelo {model}, que rige en el cuadrante, no se mide contra una demanda que alguien fije.',
    en: 'The model {model}, which governs the beat, does not measure demand from values that somebody enters.',
    rule: 'BR-B14',
  },
  DutyEndTooOld: {
    es: 'El servicio terminó hace {hours} horas o más: inicie uno nuevo.',
    en: 'The duty ended {hours} hours ago or more: start a new one.',
    rule: 'BR-B2',
  },
  DutyNotEnded: {
    es: 'El elemento no tiene un servicio terminado que reanudar.',
    en: 'The officer has no ended duty to resume.',
  },
  ResumedBeforeEnded: {
    es: 'A esa hora el servicio todavía no terminaba: revise la hora.',
    en: 'The duty had not ended by then: check the time.',
  },
  DutyTooLong: {
    es: 'El elemento lleva más de {hours} horas en servicio: debe descansar antes de otra asignación.',
    en: 'The officer has been on duty for over {hours} hours and has to rest before another assignment.',
    rule: 'BR-B2',
  },
  FactorMissing: {
    es: 'Falta el factor «{factor}» de la demanda: indíquelos todos, aunque alguno sea 0.',
    en: 'The demand factor “{factor}” is missing: give every factor, even where it is 0.',
    rule: 'BR-B14',
  },
  FactorNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce el factor «{factor}» de la demanda: use sus palabras.',
    en: 'The model that governs the beat has no demand factor “{factor}”: use one of its own.',
    rule: 'BR-B14',
  },
  IncidentNotExpected: {
    es: 'Una unidad con ese estado no atiende ningún incidente: quite el incidente o cambie el estado.',
    en: 'A unit with this status is not at an incident: leave the incident out, or change the status.',
  },
  IncidentNotNamed: {
    es: 'Una unidad en camino o en el lugar atiende algún incidente: indique cuál.',
    en: 'A unit that is on the way or on the scene needs an incident: name it.',
  },
  AlreadyInJointPatrol: {
    es: 'Un integrante está en otro patrullaje conjunto que no ha terminado para entonces: termínelo primero.',
    en: 'A member is in another joint patrol that has not ended by then: end that one first.',
    rule: 'BR-B23',
  },
  MemberNotOnDuty: {
    es: 'Un integrante no está en servicio a esa hora: que pase lista primero.',
    en: 'A member is not on duty at that time: start the duty first.',
    rule: 'BR-B23',
  },
  JointPatrolNotFound: {
    es: 'No hay un patrullaje conjunto con ese id: revíselo.',
    en: 'There is no joint patrol with this id: check it.',
  },
  JointPatrolsNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce patrullajes conjuntos.',
    en: 'The model that governs the beat has no joint patrols.',
    rule: 'BR-B22',
  },
  NoCompetence: {
    es: 'El jefe de cuadrante necesita la competencia {code}.',
    en: 'The owner of a beat needs the competence {code}.',
    rule: 'BR-T4',
  },
  NotLaterThanDesign: {
    es: 'El trazo vigente empezó a valer después de esa fecha: indique una posterior.',
    en: 'The current shape is valid from a later moment: give a later date.',
  },
  CriterionNotInModel: {
    es: 'El modelo que rige en el cuadrante no tiene ese criterio: cópielo de governingProfile.',
    en: 'The model that governs the beat does not have this criterion: copy it from governingProfile.',
  },
  ConfirmationNeeded: {
    es: 'El modelo pide que alguien ajeno a la policía confirme que el problema está resuelto: indique quién, o ciérrelo sin resolver.',
    en: 'The model requires somebody outside the police to confirm that the problem is resolved: say who, or close it as unresolved.',
    rule: 'BR-B21',
  },
  NotAPartner: {
    es: 'No participa en el problema: súmelo primero.',
    en: 'It does not work on the problem yet: have it join first.',
  },
  NotAssigned: {
    es: 'El elemento no tiene una asignación en ese turno.',
    en: 'The officer has no assignment in this shift.',
    rule: 'BR-B1',
  },
  NotInPatrol: {
    es: 'El elemento no forma parte de ese patrullaje.',
    en: 'The officer is not in that patrol.',
    rule: 'BR-B22',
  },
  NotOnDuty: {
    es: 'El elemento no está en servicio.',
    en: 'The officer is not on duty.',
  },
  NoNamedOwner: {
    es: 'En el modelo {model}, que rige en el cuadrante, cada turno tiene a su responsable y nadie es titular: asigne en el turno.',
    en: 'In the model {model}, which governs the beat, each shift has its own owner and beats have none by name: assign the officer to the shift.',
    rule: 'BR-B13',
  },
  NotInPhase: {
    es: 'El territorio no está en ninguna fase: entre primero a la primera.',
    en: 'The territory has not entered any phase: enter the first one first.',
    rule: 'BR-B15',
  },
  NotTheOwner: {
    es: 'El elemento no es titular del cuadrante: revise quién lo es.',
    en: 'The officer is not an owner of the beat: check who is.',
    rule: 'BR-B13',
  },
  OwnersComplete: {
    es: 'El cuadrante ya tiene a sus {max} titulares: releve a uno, o indique en lugar de quién.',
    en: 'The beat already has {max} owners: relieve one, or say whose place the new one takes.',
    rule: 'BR-B13',
  },
  OfficerNotRegistered: {
    es: 'La academia no conoce a ese elemento: regístrelo primero, o revise su id.',
    en: 'This officer is not on record in training: open a dossier first, or check the id.',
    rule: 'BR-T3',
  },
  OutsideJointPatrol: {
    es: 'A esa hora el patrullaje no estaba en curso: revise la hora.',
    en: 'The patrol was not out at that time: check the time.',
    rule: 'BR-B22',
  },
  OverlapsBeat: {
    es: 'Más del 1 % del menor de los dos queda también en otro cuadrante activo: ajuste el trazo.',
    en: 'The shape overlaps another active beat by more than 1 % of the smaller of the two: adjust it.',
    rule: 'BR-B4',
  },
  PatrolActNotFound: {
    es: 'No hay un acto con ese número en el patrullaje: revíselo.',
    en: 'The patrol has no act with this number: check it.',
  },
  PeriodClosed: {
    es: 'Este periodo ya cerró y sigue en otro.',
    en: 'This period is closed and continues in another.',
  },
  PeriodFull: {
    es: 'Este periodo está lleno y sigue en otro.',
    en: 'This period is full and continues in another.',
  },
  PeriodNotOpen: {
    es: 'Este periodo todavía no empieza.',
    en: 'This period has not begun.',
  },
  PlaceOutsideBeat: {
    es: 'El lugar no está en el cuadrante: revise el punto.',
    en: 'The place is not in the beat: check the point.',
  },
  PhaseNotEarlier: {
    es: 'La fase {phase} no es anterior a la actual: revise las fases del modelo.',
    en: 'The phase {phase} does not come before the current one: check the phases of the model.',
    rule: 'BR-B15',
  },
  PhaseNotNext: {
    es: 'La fase {phase} no es la que sigue: revise las fases del modelo.',
    en: 'The phase {phase} does not come next: check the phases of the model.',
    rule: 'BR-B15',
  },
  PhasesNotInModel: {
    es: 'El modelo {model}, que rige en el cuadrante, no tiene fases.',
    en: 'The model {model}, which governs the beat, has no phases.',
    rule: 'BR-B15',
  },
  PowerNotHeld: {
    es: 'El modelo no da esa facultad a {corps}: le corresponde a la policía.',
    en: 'The model gives {corps} no such power: it is reserved to the police.',
    rule: 'BR-B22',
  },
  ProblemActionNotFound: {
    es: 'El problema no tiene una acción con ese número: revíselo.',
    en: 'The problem has no action with this number: check it.',
  },
  ProblemClosed: {
    es: 'El problema está cerrado: reábralo primero.',
    en: 'The problem is closed: reopen it first.',
  },
  ProblemNotClosed: {
    es: 'El problema está abierto: no hay nada que reabrir.',
    en: 'The problem is open: there is nothing to reopen.',
  },
  ProblemNotFound: {
    es: 'No hay un problema con ese id: revíselo.',
    en: 'There is no problem with this id: check it.',
  },
  ProblemsNotInModel: {
    es: 'El modelo que rige ahí no tiene etapas para trabajar un problema.',
    en: 'The model that governs there does not divide work on a problem into stages.',
    rule: 'BR-B21',
  },
  ReasonMissing: {
    es: 'Volver a una etapa anterior necesita un motivo: indíquelo.',
    en: 'Going back to an earlier stage needs a reason: give it.',
    rule: 'BR-B21',
  },
  RegressionNotInModel: {
    es: 'El modelo que rige en el territorio no permite regresar de fase.',
    en: 'The model that governs the territory does not allow going back a phase.',
    rule: 'BR-B15',
  },
  RestTooShort: {
    es: 'Entre dos servicios debe haber al menos {hours} horas de descanso.',
    en: 'There have to be at least {hours} hours of rest between two duties.',
    rule: 'BR-B2',
  },
  RoleNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce auxiliares: asigne a un policía.',
    en: 'The model that governs the beat has no auxiliaries: assign a police officer.',
    rule: 'BR-B11',
  },
  ServesAsAuxiliary: {
    es: 'Un integrante nombrado como policía está asignado como auxiliar a esa hora: revise su cuerpo.',
    en: 'A member named as police is assigned as an auxiliary at that time: check the corps.',
    rule: 'BR-B22',
  },
  ShiftCancelled: {
    es: 'El turno está cancelado: abra otro.',
    en: 'The shift is cancelled: open another.',
  },
  ShiftFilled: {
    es: 'Hay elementos asignados al turno: retire primero sus asignaciones. Un turno en el que alguien sirvió no se cancela.',
    en: 'Officers are assigned to the shift: withdraw their assignments first. A shift in which somebody served cannot be cancelled.',
  },
  ShiftNotFound: {
    es: 'No hay un turno con ese id: ábralo primero.',
    en: 'There is no shift with this id: open it first.',
  },
  ShiftOver: {
    es: 'El turno ya terminó: asigne en uno vigente o por venir.',
    en: 'The shift has ended: assign to one that is running or still to come.',
  },
  ShiftTooLong: {
    es: 'Un turno de esta clase dura como máximo {hours} horas.',
    en: 'A shift of this kind lasts at most {hours} hours.',
  },
  SpanTooLong: {
    es: 'El horario de una acción dura como máximo {hours} horas.',
    en: 'An action spans at most {hours} hours.',
  },
  SucceedsItself: {
    es: 'Un cuadrante no puede sucederse a sí mismo, tampoco por medio de otros.',
    en: 'A beat cannot succeed itself, not even by way of others.',
  },
  StageIsEnd: {
    es: 'A esa etapa se llega al cerrar el problema: ciérrelo.',
    en: 'A problem reaches this stage when it is closed: close it.',
  },
  StageNotInMethod: {
    es: 'El método con que se abrió el problema no tiene esa etapa: consulte sus etapas.',
    en: 'The method the problem was opened with has no such stage: check its stages.',
  },
  SuccessorNotFound: {
    es: 'Uno de los sucesores no es un cuadrante, o para entonces ya estaba cerrado: revise sus ids.',
    en: 'One of the successors is not a beat, or was closed by then: check their ids.',
  },
  TooFarAhead: {
    es: 'Se programa como máximo con {days} días de anticipación.',
    en: 'It can be planned at most {days} days ahead.',
  },
  TooFarFromPlace: {
    es: 'El elemento no estaba a {metres} m o menos del lugar de la acción.',
    en: 'The officer was not within {metres} m of the place of the action.',
    rule: 'BR-B20',
  },
  TooManySupports: {
    es: 'Un elemento apoya como máximo en {max} turnos a la vez.',
    en: 'An officer can support at most {max} shifts at a time.',
    rule: 'BR-B1',
  },
  ValidFromInFuture: {
    es: 'Un cambio de territorio se registra cuando entra en vigor, no antes.',
    en: 'A change of territory is recorded when it takes effect, not before.',
  },
  UnitEngaged: {
    es: 'La unidad atiende un incidente: libérela primero.',
    en: 'The unit is at work at an incident: release it first.',
  },
  UnitRetired: {
    es: 'La unidad ya estaba dada de baja a esa hora: elija otra, o indique la hora en que ocurrió.',
    en: 'The unit had been retired by then: choose another, or give the time at which it happened.',
  },
} as const satisfies Record<string, Wording>;
