import type { Wording } from './wording.ts';

/** Calls, incidents, dispatches and corrections. */
export const INCIDENTS = {
  AlreadyAnswered: {
    es: 'La solicitud ya tiene respuesta.',
    en: 'The request has been answered.',
  },
  AlreadyArrived: {
    es: 'La unidad ya llegó: su despacho no se cancela.',
    en: 'The unit has arrived: its dispatch cannot be cancelled.',
    rule: 'BR-I5',
  },
  AlreadyClassified: {
    es: 'El incidente ya tiene el código {code}.',
    en: 'The incident already has the code {code}.',
  },
  AlreadyClosed: {
    es: 'El incidente ya está cerrado: no admite nada posterior al cierre.',
    en: 'The incident is closed and takes nothing later than its closing.',
  },
  AlreadyDispatched: {
    es: 'La unidad ya está despachada a este incidente.',
    en: 'The unit is already dispatched to this incident.',
  },
  AlreadyGranted: {
    es: 'El incidente ya está abierto para quien lo solicita.',
    en: 'The incident is already open to whoever is asking.',
  },
  AlreadyLinked: {
    es: 'La llamada ya está ligada a otro incidente.',
    en: 'The call is already linked to another incident.',
  },
  AlreadyReceived: {
    es: 'La llamada ya está registrada.',
    en: 'The call has already been recorded.',
  },
  AlreadyReported: {
    es: 'El incidente ya está registrado.',
    en: 'The incident has already been recorded.',
  },
  AlreadyRequested: {
    es: 'La solicitud ya está registrada y espera respuesta.',
    en: 'The request has already been recorded and is waiting for an answer.',
  },
  AlreadyThere: {
    es: 'Ya está registrado en ese lugar: no hay nada que cambiar.',
    en: 'It is already recorded there: there is nothing to change.',
  },
  AnonymousCaller: {
    es: 'Un reporte anónimo no guarda a quién devolver la llamada.',
    en: 'An anonymous report has no caller on record: there is nobody to call back.',
  },
  AnsweredBeforeStarted: {
    es: 'La respuesta es anterior al inicio de la llamada: revise la hora.',
    en: 'The call was answered before it began: check the time.',
  },
  BeforeCall: {
    es: 'La hora reportada es anterior a la llamada: revísela.',
    en: 'The time reported is before the call: check it.',
  },
  BeforeDispatch: {
    es: 'La hora reportada es anterior al despacho: revísela.',
    en: 'The time reported is before the dispatch: check it.',
    rule: 'BR-I5',
  },
  BeforeReport: {
    es: 'La hora es anterior al reporte del incidente: revísela.',
    en: 'The time is before the incident was reported: check it.',
    rule: 'BR-I5',
  },
  BeforeRequest: {
    es: 'La respuesta es anterior a la solicitud: revise la hora.',
    en: 'The answer is before the request: check the time.',
  },
  CallAbandoned: {
    es: 'La llamada fue abandonada.',
    en: 'The caller hung up.',
  },
  CallClosed: {
    es: 'La llamada ya está cerrada.',
    en: 'The call is closed.',
    rule: 'BR-I1',
  },
  CallHasIncident: {
    es: 'La llamada ya es de un incidente: desvincúlela primero.',
    en: 'The call belongs to an incident: unlink it first.',
    rule: 'BR-I1',
  },
  CallHasNoIncident: {
    es: 'La llamada no es de ningún incidente.',
    en: 'The call belongs to no incident.',
  },
  CallNotAbandoned: {
    es: 'Quien llamó no colgó: no hay a quién devolver la llamada.',
    en: 'The caller did not hang up: there is nobody to call back.',
  },
  CallNotClassified: {
    es: 'La llamada no está clasificada: clasifíquela primero.',
    en: 'The call is not classified: classify it first.',
  },
  CallNotOver: {
    es: 'La llamada sigue abierta: no hay nada que reabrir.',
    en: 'The call is still open: there is nothing to reopen.',
  },
  CallTransferred: {
    es: 'La llamada se transfirió a otra entidad.',
    en: 'The call was transferred to another entity.',
  },
  CallNotFound: {
    es: 'No hay una llamada con ese id en la entidad.',
    en: 'There is no call with this id in the entity.',
  },
  ClosedBeforeReported: {
    es: 'El cierre es anterior al reporte, o a la última reapertura: revise la hora.',
    en: 'The closing is before the report, or before it was last reopened: check the time.',
    rule: 'BR-I5',
  },
  ClosedBeforeWork: {
    es: 'El cierre es anterior a lo que se dijo de una unidad enviada: revise la hora.',
    en: 'The closing is before something that a dispatched unit reported: check the time.',
    rule: 'BR-I5',
  },
  CodeNotInForce: {
    es: 'El código {code} no estaba vigente en la fecha del hecho: use uno del catálogo de entonces.',
    en: 'The code {code} was not in force when it happened: use one from the catalogue of that time.',
    rule: 'BR-I12',
  },
  CorrectedBeforeClosed: {
    es: 'La corrección es anterior al cierre: revise la hora.',
    en: 'The correction is before the closing: check the time.',
    rule: 'BR-I5',
  },
  DispatchEnded: {
    es: 'El despacho de la unidad ya había terminado: quedó libre, se le retiró o se le envió a otro incidente.',
    en: "The unit's dispatch had ended: it was cleared, called back or sent elsewhere.",
  },
  DrillApart: {
    es: 'Un simulacro no se liga con llamadas reales.',
    en: 'A drill cannot be linked to real calls.',
    rule: 'BR-I14',
  },
  ExerciseIncident: {
    es: 'En un simulacro no se mueven unidades.',
    en: 'No unit is dispatched to a drill.',
    rule: 'BR-I14',
  },
  HappenedAfterReported: {
    es: 'El hecho no puede ser posterior a su reporte: revise la hora.',
    en: 'It cannot have happened after it was reported: check the time.',
  },
  IncidentNotFound: {
    es: 'No hay un incidente con ese id en la entidad.',
    en: 'There is no incident with this id in the entity.',
  },
  IncidentMerged: {
    es: 'El incidente resultó ser otro: siga con aquel, o sepárelos.',
    en: 'The incident was merged into another: continue with that one, or revert the merge.',
  },
  MergeTooOld: {
    es: 'Pasaron más de 24 horas: los incidentes ya no se separan; reporte uno nuevo.',
    en: 'More than 24 hours have passed: the merge can no longer be reverted; report a new incident.',
  },
  NotLinked: {
    es: 'Los incidentes no están relacionados.',
    en: 'The incidents are not linked.',
  },
  NotMerged: {
    es: 'El incidente no se unió con otro.',
    en: 'The incident was not merged into another.',
  },
  SameIncident: {
    es: 'Es el mismo incidente: elija otro.',
    en: 'It is the same incident: choose another.',
  },
  SurvivorClosed: {
    es: 'El otro incidente ya está cerrado: reábralo primero.',
    en: 'The other incident is closed: reopen it first.',
  },
  SurvivorMerged: {
    es: 'El otro incidente se unió a su vez con un tercero: separe primero esos dos.',
    en: 'The other incident was merged into a third: revert that merge first.',
  },
  TooManyLinks: {
    es: 'El incidente ya se relacionó {max} veces y no admite más.',
    en: 'The incident has been linked {max} times and takes no more links.',
  },
  TooManyMerges: {
    es: 'El incidente ya se unió {max} veces y no admite más.',
    en: 'The incident has been merged {max} times and takes no more merges.',
  },
  UnitsAtWork: {
    es: 'Hay unidades trabajando en el incidente: envíelas al otro, o libérelas primero.',
    en: 'Units are at work at the incident: send them to the other one, or clear them first.',
  },
  NotAFinalCode: {
    es: 'El código {code} no cierra un incidente real: los tipos 6 y 7 son de lo infundado o cancelado, y 60210 de simulacros.',
    en: 'The code {code} does not close a real incident: types 6 and 7 are for what was unfounded or cancelled, 60210 for drills.',
    rule: 'BR-I14',
  },
  VictimsNotTold: {
    es: 'Ese código es de hechos contra personas: indique cuántas víctimas hubo, aunque sean 0.',
    en: 'The code is of an act against people: say how many victims there were, even if 0.',
    rule: 'BR-I12',
  },
  NotAnIncidentCode: {
    es: 'Los tipos 6 y 7 son llamadas sin incidente: clasifique la llamada.',
    en: 'Types 6 and 7 are calls without an incident: classify the call.',
    rule: 'BR-I1',
  },
  NotArrived: {
    es: 'La unidad no ha llegado: cancele su despacho, o registre primero su llegada.',
    en: 'The unit has not arrived: cancel its dispatch, or report its arrival first.',
    rule: 'BR-I5',
  },
  NotEnRoute: {
    es: 'La unidad no ha reportado que va en camino: no hay nada que retirar.',
    en: 'The unit has not reported that it is on its way: there is nothing to take back.',
    rule: 'BR-I5',
  },
  NotClosed: {
    es: 'El incidente sigue abierto, y esto es para lo que ya cerró: no hay nada que reabrir; el código y el lugar correctos se dan al cerrarlo.',
    en: 'The incident is still open: there is nothing to correct or reopen; close it with the right code and place.',
  },
  NothingCorrected: {
    es: 'El cierre ya dice eso: no hay nada que corregir.',
    en: 'The closing already says so: there is nothing to correct.',
  },
  NothingGranted: {
    es: 'No hay un acceso abierto que retirar en ese momento.',
    en: 'Nothing is open that could be closed at that moment.',
  },
  NothingLocated: {
    es: 'Indique el municipio o el punto de la llamada.',
    en: 'Give the municipality or the point of the call.',
  },
  NotSuggested: {
    es: 'Ese incidente no se sugirió para la llamada, o se descartó.',
    en: 'The incident was not suggested for the call, or the suggestion was refused.',
    rule: 'BR-I2',
  },
  OtherKind: {
    es: 'El incidente es de otra clase que la llamada: repórtela como incidente relacionado.',
    en: 'The incident is of another kind than the call: report a related incident.',
    rule: 'BR-I2',
  },
  NotDispatched: {
    es: 'La unidad no fue despachada a este incidente.',
    en: 'The unit was not dispatched to this incident.',
  },
  UnitNotFree: {
    es: 'La unidad no está libre: elija otra, o indique el motivo para enviarla.',
    en: 'The unit is not free: choose another, or give the reason for sending it.',
    rule: 'BR-I4',
  },
  OverrideReasonRequired: {
    es: 'La unidad no está en la propuesta: indique el motivo.',
    en: 'The unit is not in the proposal: give the reason.',
    rule: 'BR-I4',
  },
  PlaceOnAnonymousCall: {
    es: 'De un reporte anónimo no se guarda el lugar: quítelo.',
    en: 'The place of an anonymous report is not kept: leave it out.',
  },
  NothingDescribed: {
    es: 'No dice nada: indique el lugar exacto, el domicilio o el relato.',
    en: 'The description is empty: give the exact place, the address or the narrative.',
  },
  TooManyDescriptions: {
    es: 'Un incidente se describe a lo más {max} veces.',
    en: 'An incident can be described at most {max} times.',
  },
  CallerOnAnonymousCall: {
    es: 'De un reporte anónimo no se guarda quién llamó: quítelo.',
    en: 'Nothing about the caller of an anonymous report is kept: leave it out.',
  },
  RequestIsOwn: {
    es: 'La solicitud es de usted: la responde otra persona.',
    en: 'It is your own request: another person has to answer it.',
  },
  RequestNotFound: {
    es: 'No hay una solicitud con ese id: revíselo.',
    en: 'There is no request with this id: check it.',
  },
  RndRequired: {
    es: 'Una detención se cierra con su número del registro nacional (RND) o con el motivo de su demora.',
    en: 'To close a detention, give its number in the national register (RND) or the reason for its delay.',
    rule: 'BR-I6',
  },
  SensitiveKind: {
    es: 'La violencia familiar o sexual no se liga por sugerencia: la liga una persona.',
    en: 'Family and sexual violence are never linked by suggestion: a person has to link them.',
    rule: 'BR-I2',
  },
  SensitivePlace: {
    es: 'De violencia familiar o sexual no se guarda el punto: quítelo.',
    en: 'The point of family or sexual violence is not kept: leave it out.',
  },
  SupportAwaited: {
    es: 'Ese apoyo ya se pidió y se espera: registre primero en qué quedó.',
    en: 'That support has been requested and is awaited: record first what came of it.',
  },
  SupportNotAwaited: {
    es: 'Ese apoyo no se ha pedido, o ya terminó.',
    en: 'That support was not requested, or has ended.',
  },
  TooManyActs: {
    es: 'Con la llamada ya se hicieron {max} cosas, y no admite más: reporte el incidente.',
    en: 'The call has been acted on {max} times and takes no more: report the incident.',
  },
  NotRecorded: {
    es: 'El incidente no tiene a nadie ni nada registrado con ese número: vea lo que tiene.',
    en: 'The incident has nobody and nothing recorded under this number: see what it has.',
  },
  TooManyTold: {
    es: 'El incidente ya tiene {max} registrados y no recibe más.',
    en: 'The incident already has {max} of them recorded and takes no more.',
  },
  SceneNotFound: {
    es: 'El incidente no tiene ese informe del lugar: vea los que tiene.',
    en: 'The incident has no such report of the scene: see which it has.',
  },
  TooManyScenes: {
    es: 'El incidente ya tiene {max} informes del lugar y no recibe más.',
    en: 'The incident has {max} reports of the scene and takes no more.',
  },
  TooManySupportRequests: {
    es: 'Ya se pidió apoyo {max} veces y no se pide más.',
    en: 'Support has been requested {max} times and cannot be requested again.',
  },
  TooManyChanges: {
    es: 'La prioridad ya cambió {max} veces y no cambia más.',
    en: 'The priority has changed {max} times and cannot change again.',
  },
  TooManyCorrections: {
    es: 'El incidente ya se corrigió {max} veces y no se corrige más.',
    en: 'The incident has been corrected {max} times and cannot be corrected again.',
  },
  TooManyDispatches: {
    es: 'Este incidente ya tiene {max} despachos y no recibe más.',
    en: 'The incident has {max} dispatches and takes no more.',
  },
  TooManyProposals: {
    es: 'Este incidente ya tiene {max} propuestas y no recibe más.',
    en: 'The incident has {max} proposals and takes no more.',
  },
  ValidAfterDecision: {
    es: 'El código no puede valer desde después de la reclasificación.',
    en: 'The code cannot be valid from a time after the reclassification.',
  },
  ValidBeforeItHappened: {
    es: 'El código no puede valer desde antes del hecho.',
    en: 'The code cannot be valid from a time before it happened.',
  },
  ReopenedBeforeClosed: {
    es: 'La reapertura es anterior al cierre: revise la hora.',
    en: 'The reopening is before the closing: check the time.',
    rule: 'BR-I5',
  },
  TooManyReopenings: {
    es: 'El incidente ya se reabrió {max} veces, y no admite más: reporte uno nuevo.',
    en: 'The incident has been reopened {max} times and cannot be reopened again: report a new one.',
  },
  TooManyClassifications: {
    es: 'La llamada ya se clasificó {max} veces: reporte el incidente con el código que vale.',
    en: 'The call has been classified {max} times: report the incident with the right code.',
  },
  BrokenTooOften: {
    es: 'Usted ya abrió por excepción {max} veces lo reservado de este incidente: pida a otra persona que lo abra, o a su mando que envíe a alguien.',
    en: 'You have opened the sealed data of this incident by exception {max} times: ask somebody else to open it, or your commander to send someone.',
  },
  TooManyBreakings: {
    es: 'Del incidente ya se abrió lo reservado {max} veces por excepción, y no se abre más.',
    en: 'The sealed data of the incident has been opened by exception {max} times and cannot be opened again.',
  },
  TooManyCalls: {
    es: 'Al incidente ya se ligaron {max} llamadas, y no admite más.',
    en: 'The incident has {max} calls and takes no more.',
  },
} as const satisfies Record<string, Wording>;
