import type { Wording } from './wording.ts';

/** Territory, shifts, units and duty. */
export const BEATS = {
  TooManyRedrawings: {
    es: 'El cuadrante ya se redibujó {max} veces: ciérrelo y diseñe el que lo sucede.',
    en: 'The beat was redrawn {max} times: close it and design its successor.',
  },
  ActionNotCancelled: {
    es: 'La acción no está cancelada: no hay nada que retomar.',
    en: 'The action is not called off: there is nothing to take up again.',
  },
  ActionNotDone: {
    es: 'La acción no figura como cumplida: no hay nada que deshacer.',
    en: 'The action does not count as done: there is nothing to undo.',
  },
  ActionNotFound: {
    es: 'No hay una acción programada con ese id: revíselo.',
    en: 'There is no planned action with this id: check it.',
  },
  ActionNotOpen: {
    es: 'La acción ya está cumplida o cancelada, o ya venció: consulte su estado.',
    en: 'The action is done or called off, or its time has passed: see its state.',
  },
  ActionOutOfTime: {
    es: 'La acción solo se cumple dentro de su horario: revise la hora.',
    en: 'The action is done within its span of time: check the time.',
    rule: 'BR-B20',
  },
  ActionOver: {
    es: 'El horario de la acción ya pasó.',
    en: 'The time of the action has passed.',
  },
  ActionsNotInModel: {
    es: 'El modelo que rige en el cuadrante no trabaja con una tabla de acciones.',
    en: 'The model that governs the beat does not work by a table of actions.',
    rule: 'BR-B20',
  },
  AlreadyAssigned: {
    es: 'El elemento ya tiene una asignación a esa hora.',
    en: 'The officer has an assignment at that time.',
    rule: 'BR-B1',
  },
  AlreadyDesigned: {
    es: 'Esta autoridad ya tiene un cuadrante con ese código en esta edición.',
    en: 'This authority has a beat of this code in this edition.',
  },
  AlreadyOnDuty: {
    es: 'El elemento ya está en servicio: termine ese servicio primero.',
    en: 'The officer is on duty already: end that duty first.',
  },
  AlreadyOpened: {
    es: 'El cuadrante ya tiene ese turno en esa fecha: use el que existe.',
    en: 'The beat has this shift on this date already: use the one that is there.',
  },
  AlreadyPartner: {
    es: 'Ya participa en el problema.',
    en: 'It works on the problem already.',
  },
  AlreadyOwner: {
    es: 'El elemento ya es titular del cuadrante.',
    en: 'The officer owns the beat by name already.',
    rule: 'BR-B13',
  },
  CertificateExpired: {
    es: 'El certificado del elemento ya no estará vigente a esa hora: tramite su renovación.',
    en: "The officer's certificate is no longer valid then: have it renewed.",
    rule: 'BR-T3',
  },
  CertificateMissing: {
    es: 'No se conoce ningún certificado del elemento: emítalo en capacitación.',
    en: 'No certificate of this officer is known: have one issued in training.',
    rule: 'BR-T3',
  },
  ClosureNotInModel: {
    es: 'El modelo que rige en el territorio no permite cerrarlo: regréselo de fase o continúe.',
    en: 'The model that governs the territory does not let it be closed: go back a phase, or go on.',
    rule: 'BR-B15',
  },
  CommanderNotInPatrol: {
    es: 'Quien manda el patrullaje forma parte de él: inclúyalo entre sus integrantes.',
    en: 'Whoever commands the patrol is in it: name that officer amongst its members.',
    rule: 'BR-B22',
  },
  CommanderNotPolice: {
    es: 'Un patrullaje conjunto lo manda un policía de {corps}, nunca un auxiliar.',
    en: 'A joint patrol is commanded by police of {corps}, never by an auxiliary.',
    rule: 'BR-B22',
  },
  CorpsMissing: {
    es: 'Falta alguien de {corps}: sin él no es un patrullaje conjunto.',
    en: 'Somebody of {corps} is missing: without, it is no joint patrol.',
    rule: 'BR-B22',
  },
  CorpsNotInPatrol: {
    es: 'El modelo que rige en el cuadrante no tiene a {corps} en el patrullaje conjunto.',
    en: 'The model that governs the beat has no {corps} in a joint patrol.',
    rule: 'BR-B22',
  },
  CriteriaMissing: {
    es: 'La fase {phase} necesita criterios de salida: indique al menos uno de los indicadores del modelo.',
    en: 'The phase {phase} needs exit criteria: give at least one of what the model is measured by.',
    rule: 'BR-B15',
  },
  CriterionNotMet: {
    es: 'Falta cumplir «{criterion}» para pasar de fase: indíquelo cuando se cumpla, o el motivo para pasar sin ello.',
    en: 'The criterion “{criterion}” has to hold before the next phase: say so once it does, or why it goes on without.',
    rule: 'BR-B15',
  },
  DemandNotInModel: {
    es: 'El índice del modelo {model}, que rige en el cuadrante, no se mide contra una demanda que alguien fije.',
    en: 'The index of the model {model}, which governs the beat, is not measured by a demand that somebody sets.',
    rule: 'BR-B14',
  },
  DutyEndTooOld: {
    es: 'El servicio terminó hace {hours} horas o más: inicie uno nuevo.',
    en: 'The duty ended {hours} hours ago or more: begin a new one.',
    rule: 'BR-B2',
  },
  DutyNotEnded: {
    es: 'El elemento no tiene un servicio terminado que reanudar.',
    en: 'The officer has no duty that ended and could go on.',
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
    en: 'The factor “{factor}” of the demand is missing: give every one, even where it is 0.',
    rule: 'BR-B14',
  },
  FactorNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce el factor «{factor}» de la demanda: use sus palabras.',
    en: 'The model that governs the beat knows no factor “{factor}” of the demand: use its words.',
    rule: 'BR-B14',
  },
  IncidentNotExpected: {
    es: 'Una unidad con ese estado no atiende ningún incidente: quite el incidente o cambie el estado.',
    en: 'A unit with this status is at no incident: leave the incident out, or change the status.',
  },
  IncidentNotNamed: {
    es: 'Una unidad en camino o en el lugar atiende algún incidente: indique cuál.',
    en: 'A unit on the way or on the scene is at some incident: name it.',
  },
  AlreadyInJointPatrol: {
    es: 'Un integrante está en otro patrullaje conjunto que no ha terminado para entonces: termínelo primero.',
    en: 'Somebody named is in another joint patrol that is not over by then: end it first.',
    rule: 'BR-B23',
  },
  MemberNotOnDuty: {
    es: 'Un integrante no está en servicio a esa hora: que pase lista primero.',
    en: 'Somebody named is not on duty then: begin the duty first.',
    rule: 'BR-B23',
  },
  JointPatrolNotFound: {
    es: 'No hay un patrullaje conjunto con ese id: revíselo.',
    en: 'There is no joint patrol with this id: check it.',
  },
  JointPatrolsNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce patrullajes conjuntos.',
    en: 'The model that governs the beat knows no joint patrols.',
    rule: 'BR-B22',
  },
  NoCompetence: {
    es: 'El jefe de cuadrante necesita la competencia {code}.',
    en: 'The owner of a beat needs the competence {code}.',
    rule: 'BR-T4',
  },
  NotLaterThanDesign: {
    es: 'El trazo vigente empezó a valer después de esa fecha: indique una posterior.',
    en: 'The present shape is valid from a later moment: give a later date.',
  },
  CriterionNotInModel: {
    es: 'El modelo que rige en el cuadrante no tiene ese criterio: cópielo de governingProfile.',
    en: 'The model that governs the beat does not have this criterion: copy it from governingProfile.',
  },
  ConfirmationNeeded: {
    es: 'El modelo pide que alguien ajeno a la policía confirme que el problema está resuelto: indique quién, o ciérrelo sin resolver.',
    en: 'The model asks that somebody who is no police confirms that the problem is resolved: say who, or close it unresolved.',
    rule: 'BR-B21',
  },
  NotAPartner: {
    es: 'No participa en el problema: súmelo primero.',
    en: 'It does not work on the problem: let it join first.',
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
    en: 'In the model {model}, which governs the beat, each shift has its owner and nobody owns it by name: assign in the shift.',
    rule: 'BR-B13',
  },
  NotInPhase: {
    es: 'El territorio no está en ninguna fase: entre primero a la primera.',
    en: 'The territory is in no phase: enter the first one first.',
    rule: 'BR-B15',
  },
  NotTheOwner: {
    es: 'El elemento no es titular del cuadrante: revise quién lo es.',
    en: 'The officer does not own the beat by name: check who does.',
    rule: 'BR-B13',
  },
  OwnersComplete: {
    es: 'El cuadrante ya tiene a sus {max} titulares: releve a uno, o indique en lugar de quién.',
    en: 'The beat has its {max} owners by name: relieve one, or say in whose place.',
    rule: 'BR-B13',
  },
  OfficerNotRegistered: {
    es: 'La academia no conoce a ese elemento: regístrelo primero, o revise su id.',
    en: 'Training does not know this officer: register the officer first, or check the id.',
    rule: 'BR-T3',
  },
  OutsideJointPatrol: {
    es: 'A esa hora el patrullaje no estaba en curso: revise la hora.',
    en: 'The patrol was not out at that time: check the time.',
    rule: 'BR-B22',
  },
  OverlapsBeat: {
    es: 'Más del 1 % del menor de los dos queda también en otro cuadrante activo: ajuste el trazo.',
    en: 'More than 1 % of the smaller of the two lies in another active beat too: adjust the shape.',
    rule: 'BR-B4',
  },
  PatrolActNotFound: {
    es: 'No hay un acto con ese número en el patrullaje: revíselo.',
    en: 'There is no act of this number in the patrol: check it.',
  },
  PeriodClosed: {
    es: 'Este periodo ya cerró y sigue en otro.',
    en: 'This period is closed and goes on in another.',
  },
  PeriodFull: {
    es: 'Este periodo está lleno y sigue en otro.',
    en: 'This period is full and goes on in another.',
  },
  PeriodNotOpen: {
    es: 'Este periodo todavía no empieza.',
    en: 'This period has not begun.',
  },
  PlaceOutsideBeat: {
    es: 'El lugar no está en el cuadrante: revise el punto.',
    en: 'The place does not lie in the beat: check the point.',
  },
  PhaseNotEarlier: {
    es: 'La fase {phase} no es anterior a la actual: revise las fases del modelo.',
    en: 'The phase {phase} does not lie before the present one: check the phases of the model.',
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
    en: 'The model gives {corps} no such power: it is for police to do.',
    rule: 'BR-B22',
  },
  ProblemActionNotFound: {
    es: 'El problema no tiene una acción con ese número: revíselo.',
    en: 'The problem has no action of this number: check it.',
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
    en: 'The model that governs there has no stages by which a problem is worked on.',
    rule: 'BR-B21',
  },
  ReasonMissing: {
    es: 'Volver a una etapa anterior necesita un motivo: indíquelo.',
    en: 'A step back to an earlier stage needs a reason: say it.',
    rule: 'BR-B21',
  },
  RegressionNotInModel: {
    es: 'El modelo que rige en el territorio no permite regresar de fase.',
    en: 'The model that governs the territory does not let it go back a phase.',
    rule: 'BR-B15',
  },
  RestTooShort: {
    es: 'Entre dos servicios debe haber al menos {hours} horas de descanso.',
    en: 'Between two duties lie at least {hours} hours of rest.',
    rule: 'BR-B2',
  },
  RoleNotInModel: {
    es: 'El modelo que rige en el cuadrante no conoce auxiliares: asigne a un policía.',
    en: 'The model that governs the beat knows no auxiliaries: assign police.',
    rule: 'BR-B11',
  },
  ServesAsAuxiliary: {
    es: 'Un integrante nombrado como policía está asignado como auxiliar a esa hora: revise su cuerpo.',
    en: 'Somebody named as police serves as an auxiliary then: check the corps.',
    rule: 'BR-B22',
  },
  ShiftNotFound: {
    es: 'No hay un turno con ese id: ábralo primero.',
    en: 'There is no shift with this id: open it first.',
  },
  ShiftOver: {
    es: 'El turno ya terminó: asigne en uno vigente o por venir.',
    en: 'The shift has ended: assign to one that runs or is to come.',
  },
  ShiftTooLong: {
    es: 'Un turno de esta clase dura como máximo {hours} horas.',
    en: 'A shift of this kind lasts at most {hours} hours.',
  },
  SpanTooLong: {
    es: 'El horario de una acción dura como máximo {hours} horas.',
    en: 'The time of an action spans at most {hours} hours.',
  },
  SucceedsItself: {
    es: 'Un cuadrante no puede sucederse a sí mismo, tampoco por medio de otros.',
    en: 'A beat cannot take its own place, nor through others.',
  },
  StageIsEnd: {
    es: 'A esa etapa se llega al cerrar el problema: ciérrelo.',
    en: 'A problem comes to this stage by being closed: close it.',
  },
  StageNotInMethod: {
    es: 'El método con que se abrió el problema no tiene esa etapa: consulte sus etapas.',
    en: 'The method by which the problem was opened does not have this stage: see its stages.',
  },
  SuccessorNotFound: {
    es: 'Uno de los sucesores no es un cuadrante, o para entonces ya estaba cerrado: revise sus ids.',
    en: 'One of the successors is no beat, or was closed by then: check their ids.',
  },
  TooFarAhead: {
    es: 'Se programa como máximo con {days} días de anticipación.',
    en: 'It is planned at most {days} days ahead.',
  },
  TooFarFromPlace: {
    es: 'El elemento no estaba a {metres} m o menos del lugar de la acción.',
    en: 'The officer was not within {metres} m of the place of the action.',
    rule: 'BR-B20',
  },
  TooManySupports: {
    es: 'Un elemento apoya como máximo en {max} turnos a la vez.',
    en: 'An officer supports at most {max} shifts at a time.',
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
    es: 'La unidad está dada de baja y ya no sale: elija otra.',
    en: 'The unit is out of use for good: choose another.',
  },
} as const satisfies Record<string, Wording>;
