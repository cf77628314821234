import type { Both } from '../words/settings.ts';

/** What an order will do, and how it is taken back: said before it is given. */
const es = {
  says: {
    WaiveFollowUp:
      'Nadie buscará más a la víctima por este seguimiento, y deja de estar pendiente. Se reabre en su vida.',
    ReopenFollowUp: 'Se debe otra vez, con el plazo que tenía: si ya pasó, queda vencido.',
    ReopenCommitment:
      'Se debe otra vez, con el plazo que tenía: si ya pasó, queda vencido. Después se puede cumplir o no, como antes.',
    ReclassifyIncident:
      'El código nuevo vale desde que ocurrió, y lo que se debe a las víctimas cambia con él. El de antes queda en esta vida. Se deshace corrigiéndolo otra vez.',
    CorrectClosing:
      'Cambia solo lo que elija aquí, y con ello lo que se debe a las víctimas. Lo de antes queda en esta vida. Se deshace corrigiéndolo otra vez.',
    RelocateIncident:
      'Vale el lugar nuevo desde que ocurrió; sin coordenadas, el municipio entero. El de antes queda en esta vida. Se deshace corrigiéndolo otra vez.',
    KeepCommitment: 'Queda cumplido ahora, y deja de deberse. Se reabre en su vida.',
    MoveCommitment:
      'Se debe desde ahora para el día nuevo, y se ve cuántas veces se aplazó. Una fecha anotada por error se corrige a una anterior, y no cuenta.',
    BreakCommitment:
      'No se cumplirá, y deja de deberse: dígaselo a quien se le prometió. Se reabre en su vida.',
    EndDuty:
      'El servicio termina ahora: el elemento deja de contar en su unidad y en su turno. Se reanuda aquí mismo, antes de 8 horas. El que se inició por error termina como empezó, y no le sigue descanso.',
    StartDuty:
      'Pase de lista: cuenta en su unidad y en su turno desde la hora que diga. Si no vino, se termina aquí mismo, como iniciado por error.',
    NameOwner:
      'Es titular desde ahora, sea quien sea quien sirva cada turno, o se dice por qué no puede. Se deshace relevándolo.',
    RelieveOwner: 'Deja de ser titular desde ahora; su tiempo queda escrito. Puede nombrarse otra vez.',
    PlanAction:
      'Se debe desde su hora, y la hace quien esté en servicio y en el lugar. Para cambiarla, cancélela antes de que termine su tiempo y planee otra.',
    ReportActionDone:
      'Cuenta como hecha: usted responde de quién estuvo ahí y a qué hora. Se deshace aquí mismo.',
    UndoAction:
      'Deja de contar como hecha: se debe otra vez o, si su tiempo pasó, no se hizo. Puede informarse otra vez.',
    CancelAction: 'Ya no se debe, ni cuenta como omitida. Se restablece aquí mismo.',
    ReinstateAction: 'Se debe otra vez en el tiempo que tenía; si ya pasó, no se hizo.',
    BeginJointPatrol:
      'Salen juntos desde la hora que diga, bajo un policía, con las facultades que el modelo da a cada cuerpo; todos han de estar en servicio. Uno registrado por error se termina con esa razón.',
    RecordPatrolAct:
      'Queda escrito quién lo hizo y a qué hora, nunca a quién; un auxiliar sólo lo que su modelo le faculta. Se deshace retirándolo, aquí mismo.',
    RetractPatrolAct: 'Deja de contar; queda escrito que se registró. Si sí ocurrió, se registra otra vez.',
    EndJointPatrol:
      'Termina a la hora que diga, y quienes iban pueden salir en otro. No se reanuda: si siguen juntos, comienza otro.',
    ResumeDuty: 'Sigue como si no hubiera terminado, con su unidad y lo que quede de sus asignaciones.',
    AcknowledgeStop:
      'Queda anotado que usted lo vio y lo revisa; la interrupción sigue su plazo. No se deshace. Lo que abrió antes está en el registro de accesos.',
    RequestNeedToKnow:
      'La entidad dueña lo concede por 8 horas o dice por qué no; aquí se ve su respuesta. Que se acepte la solicitud no dice que el incidente exista. No se retira; lo que se conceda de más, la dueña lo cierra antes.',
    GrantNeedToKnow:
      'Quien lo pidió puede ver este incidente desde ahora y por 8 horas; cada vez que lo abra queda anotado. Se retira aquí mismo, antes.',
    RefuseNeedToKnow: 'No lo verá, y sabrá por qué. No se deshace, pero puede pedirlo otra vez.',
    WithdrawNeedToKnow:
      'Deja de verlo desde ahora; lo que ya leyó queda anotado. No se deshace, pero puede pedirlo otra vez.',
    ReceiveDataRequest:
      'Desde ahora corren 20 días hábiles para contestarla. No se borra: una registrada por error se contesta negándola.',
    ExtendDataRequest:
      'Da otros 10 días hábiles para contestar, una sola vez. No se deshace: avise a quien pide.',
    ResolveDataRequest:
      'Lo que conceda tiene 15 días hábiles para cumplirse; si la niega, termina. Se deshace retirando este paso, aquí mismo.',
    FulfilDataRequest:
      'Queda cumplida. Una cancelación solo cuando los datos ya se borraron, con la decisión de dos personas. Se deshace retirando este paso.',
    ReopenDataRequest:
      'Vuelve a deberse lo que había antes, con el plazo que tenía: si ya pasó, queda vencido. Se puede contestar o cumplir otra vez.',
    BlockPerson:
      'Desde ahora nadie los abre, ni quien trabaja en el caso. No se borran. Se deshace desbloqueándolos aquí mismo.',
    UnblockPerson:
      'Los abre otra vez quien tiene derecho. Si ya terminó su plazo, siguen bloqueados por la ley. Se puede bloquear otra vez.',
    AskHold:
      'Cuando otra persona lo confirme, no se borran mientras dure la orden, 180 días a lo más; pedirlo otra vez con la misma orden es su revisión. Antes se retira aquí mismo; después se pide que ya no se conserven.',
    AskRelease:
      'Cuando otra persona lo confirme, la orden ya no impide borrarlos. Antes se retira aquí mismo; después se puede pedir otra vez que se conserven.',
    AskErasure:
      'Nada se borra todavía: falta que otra persona lo confirme en 24 horas. Hasta entonces se retira aquí mismo; confirmado, no se deshace.',
    ConfirmRecordsAct:
      'Sólo quien no lo pidió. Si es suprimir, sus llaves se destruyen y nadie los abre nunca más: no se deshace. Una orden de conservar sí se retira después, también entre dos.',
    WithdrawRecordsAct: 'Ya no espera confirmación, y nada cambia en los datos. Puede pedirse otra vez.',
    AnnulContact:
      'Deja de contar desde ahora, nadie abre con quién fue, y eso debe suprimirse. No se deshace: lo correcto se registra como otro contacto.',
    RegisterUnit:
      'Desde ahora puede reportar, y se propone cuando está disponible. Una registrada por error se da de baja con esa razón.',
    RetireUnit:
      'Deja de proponerse y de reportar desde ahora, para siempre. No se deshace: si vuelve, se registra otra con su clave.',
    OpenProblem:
      'Se abre en la primera etapa del método del modelo que rige ahí. No se borra: uno abierto por error se cierra con esa razón.',
    EnterProblemStage:
      'Cambia la etapa del trabajo. Se deshace pasando otra vez a la de antes, con su razón.',
    JoinProblem:
      'Desde ahora se le puede encargar una acción, o pedir que confirme. Se deshace sacándolo del problema.',
    LeaveProblem: 'Desde ahora no se le encarga nada; lo acordado queda. Puede sumarse otra vez.',
    AgreeProblemAction: 'Queda acordada, con su plazo. Si no se hará, se anota que se retiró.',
    SettleProblemAction: 'Queda anotado qué resultó. Se corrige anotándolo otra vez: vale lo último.',
    CloseProblem:
      'Termina el trabajo en él. Se deshace reabriéndolo, entre los ya cerrados: sigue en su etapa.',
    ReopenProblem: 'Se vuelve a trabajar en él, en la etapa en que terminó. Puede cerrarse otra vez.',
    RegisterAuthority:
      'Desde entonces puede firmar convenios y mandar. No se borra: si su nombre estaba mal, se le cambia por la API, y lo de antes queda escrito.',
    SignAgreement:
      'Rige entre los dos momentos que diga, y quien lo firma puede hacer ahí lo que nombra. No se borra: uno registrado por error se termina, y se registra otro.',
    SuspendAgreement:
      'Deja de regir desde ahora: lo que permitía se niega. Se deshace reanudándolo, aquí mismo.',
    ResumeAgreement: 'Rige otra vez desde ahora, hasta el fin que tenía. Se puede suspender otra vez.',
    EndAgreement:
      'Deja de regir desde ahora, para siempre. No se deshace: si sigue haciendo falta, se firma otro.',
    RevokeAccess:
      'Nada termina todavía: falta que otra persona lo confirme en 24 horas, buscando este mismo nombre. Si está mal escrito, no detiene a nadie. Hasta entonces se desiste aquí mismo.',
    ConfirmRevocation:
      'Sólo quien no lo pidió. Quien entra con este nombre deja de entrar y de ver en 30 segundos, también donde ya tenía abierto. Se deshace devolviendo el acceso, aquí mismo.',
    WithdrawRevocation: 'Ya no espera confirmación, y el acceso queda como estaba. Puede pedirse otra vez.',
    ReinstateAccess:
      'Vuelve a entrar con lo que su papel permite; basta una persona. Si se robaron sus credenciales, que antes se las repongan. Se puede retirar otra vez, entre dos.',
    AppointLiaison:
      'Ocupa el cargo desde la hora que diga; un suplente en funciones lo deja. Se deshace dejándolo vacante.',
    VacateLiaison:
      'Deja el cargo desde ahora: queda en funciones su suplente o, si no lo hay, vacante; un enlace federal que falta se avisa a las 24 horas. Se deshace designando otra vez.',
    OpenShift: 'Desde ahora se le puede asignar gente. Mientras nadie haya servido en él, puede cancelarse.',
    CancelShift: 'No se hace ni se mide. Después puede abrirse otro del mismo tipo para ese día.',
    AssignOfficer:
      'Entra a la lista de este turno, o se dice por qué no puede: certificado, competencia, descanso. Se deshace retirándolo.',
    OverrideGate:
      'Para quien no reúne el certificado o la competencia que se pide: entra a la lista de este turno y de ningún otro. Queda escrito quién lo decidió y por qué. Se deshace retirándolo.',
    WithdrawAssignment: 'Sale de la lista desde ahora; lo ya servido queda. Se le puede asignar otra vez.',
    EnrolOfficer:
      'Queda inscrito desde ahora. Si fue un error, se retira la inscripción y puede inscribirse otra vez.',
    CompleteCourse:
      'El resultado termina la inscripción; si aprueba, las competencias del curso valen en segundos. Se deshace anulando el resultado.',
    WithdrawEnrolment: 'Ni aprueba ni reprueba. Puede inscribirse otra vez en la misma edición.',
    AnnulCourseResult:
      'La inscripción sigue en curso y puede terminar otra vez. Lo que el curso otorgó deja de valer ahora; lo decidido antes queda.',
    GrantCompetence: 'Vale desde ahora, y con ella puede asignarse a lo que la pide. Se deshace retirándola.',
    RevokeCompetence:
      'Deja de valer ahora: no se le asignará a lo que la pide. Lo decidido antes queda. Puede otorgarse otra vez.',
    IssueCertificate: 'Vale desde ahora. Se deshace revocándolo.',
    RevokeCertificate:
      'Deja de valer ahora: sin otro vigente no se le asigna donde el modelo lo pide. No se repone: se expide otro.',
    SeparateOfficer:
      'Deja de contar y de asignarse desde ahora. Se deshace registrándolo otra vez; su expediente sigue.',
    RegisterOfficer:
      'Sirve desde ahora donde y como se elija; quien vuelve sigue con el expediente que tenía. Se deshace dándole de baja, con la razón de que fue un error.',
    TransferOfficer:
      'Sirve ahí y con ese grado desde ahora; certificados y competencias van con él. Se deshace cambiándole otra vez. Quien se va a otra entidad se da de baja aquí y se registra allá.',
    IdentifyOfficer:
      'Se guardan selladas: en la entidad del policía las abren, con constancia, la academia y quien manda. Vale lo último que se anote: se corrige anotándolo otra vez.',
    PublishCourse: 'Queda a la vista de todas las entidades. No se puede cambiar ni quitar: revise antes.',
    DispatchPatrol:
      'Se envía una que no se propuso, con su motivo. Si va a otro incidente o trabaja en él, se retira de ahí. Se deshace cancelando el envío.',
    CancelDispatch: 'La unidad queda libre y se proponen otras. Se deshace enviándola otra vez.',
    RequestSupport:
      'Queda a la vista de toda la sala, con la hora, hasta que se anote en qué quedó; la llamada a quien ayuda la hace usted.',
    EndSupport: 'Deja de esperarse. Si hace falta otra vez, se pide de nuevo.',
    ReportScene:
      'Solo números, ningún nombre. Lo ven la sala y quienes van. Vale entero lo último que se informe: se corrige informándolo otra vez, o se retira.',
    TellVehicle:
      'Queda con su número en el incidente, y su placa, sellada. Se corrige o se retira ahí mismo.',
    TellInvolved:
      'Queda con su número en el incidente; quién es y dónde encontrarle, sellado. Se corrige o se retira ahí mismo.',
    RetractVehicle:
      'Deja de verse y de encontrarse por su placa. Queda en el registro. Se deshace anotándolo otra vez.',
    RetractInvolved:
      'Deja de verse y de encontrarse por su nombre. Queda en el registro. Se deshace anotándole otra vez.',
    RetractScene:
      'Deja de contar lo que se informó, y el incidente se muestra como sin ello. Queda en el registro. Se deshace informándolo otra vez.',
    ReopenIncident:
      'Vuelve al tablero, y sus plazos corren otra vez. Las unidades que terminaron quedan libres: envíelas otra vez. Se deshace cerrándolo.',
    RevertMerge:
      'El que se cerró como duplicado vuelve a estar abierto, con sus llamadas y todo lo suyo. La prioridad y el apoyo que el otro tomó de él no se retiran.',
    UnlinkIncident:
      'Ninguno de los dos cambia; dejan de mostrarse uno al otro. Se pueden relacionar otra vez.',
    BreakGlass:
      'Sólo si hay una emergencia: lo sellado de este incidente se abre a usted durante 15 minutos. Quien supervisa y quien audita lo ven enseguida, con su motivo, y no se puede deshacer. El relato sólo se abre a quien entró con un segundo factor: sin él no pida esto.',
    TransferCall:
      'Pase antes la llamada por teléfono: esto lo anota. En la misma entidad sigue abierta, con quien la toma; hacia otra, termina aquí. Se deshace reabriéndola, si la devuelven, o transfiriéndola otra vez.',
    ReopenCall:
      'Vuelve a estar abierta aquí: no había colgado, se cerró por error o la otra entidad la devolvió. El código con que se cerró se quita. Se deshace terminándola otra vez.',
    UnlinkCall:
      'El incidente sigue como está, con una llamada menos. La llamada vuelve a estar abierta: líguela a otro o reporte uno nuevo.',
  },
  asBefore: '— como está —',
  victims: 'Víctimas (en blanco: como está)',
  drill: '¿Fue simulacro?',
  drills: { yes: 'Sí, fue simulacro', no: 'No, fue real' },
  waived: (name: string) => `Se dispensó: ${name}.`,
  wayBack: 'Ver su vida, donde se reabre',
};
const en: typeof es = {
  says: {
    WaiveFollowUp:
      'Nobody will look for the victim on this follow-up any more, and it is no longer pending. It is reopened in its history.',
    ReopenFollowUp: 'It is owed again by the term that it had: if that has passed, it is overdue.',
    ReopenCommitment:
      'It is owed again by the term that it had: if that has passed, it is overdue. After that it can be kept or not, as before.',
    ReclassifyIncident:
      'The new code holds since it happened, and what is owed to victims changes with it. The one before stays in this history. To undo it, correct it again.',
    CorrectClosing:
      'Only what you choose here changes, and with it what is owed to victims. What was before stays in this history. To undo it, correct it again.',
    RelocateIncident:
      'The new place holds since it happened; without coordinates, the whole municipality. The one before stays in this history. To undo it, correct it again.',
    KeepCommitment: 'It is kept as of now, and is owed no more. It is reopened in its history.',
    MoveCommitment:
      'From now on it is owed by the new day, and how often it was moved is shown. A date recorded by mistake is corrected to an earlier one, and does not count.',
    BreakCommitment:
      'It will not be kept, and is owed no more: tell those to whom it was promised. It is reopened in its history.',
    EndDuty:
      'The duty ends now: the officer no longer counts in the unit and the shift. It is resumed here, within 8 hours. One that began by mistake ends as it began, and no rest follows it.',
    StartDuty:
      'Roll call: the officer counts in the unit and the shift from the time that you give. If they did not come, it is ended here, as one that began by mistake.',
    NameOwner:
      'The officer is named owner from now on, whoever serves each shift, or you are told why not. To undo it, relieve them.',
    RelieveOwner:
      'The officer is no longer named owner from now on; the time stays on record. They can be named again.',
    PlanAction:
      'It is owed from its time on, and done by whoever is on duty and at the place. To change it, call it off before its time ends and plan another.',
    ReportActionDone: 'It counts as done: you answer for who was there and when. It is undone here.',
    UndoAction:
      'It no longer counts as done: it is owed again or, if its time has passed, was not done. It can be reported again.',
    CancelAction: 'It is no longer owed, and does not count as missed. It is reinstated here.',
    ReinstateAction: 'It is owed again in the time that it had; if that has passed, it was not done.',
    BeginJointPatrol:
      'They go out together from the time given, under a police officer, with the powers that the model gives each corps; all have to be on duty. One recorded by mistake is ended with that reason.',
    RecordPatrolAct:
      'It is on record who did it and when, never to whom; an auxiliary only what the model allows. Taken back by retracting it, right here.',
    RetractPatrolAct:
      'It no longer counts; that it was recorded stays. If it did happen, it is recorded again.',
    EndJointPatrol:
      'It ends at the time given, and its members may go out in another. It is not resumed: if they stay together, another one begins.',
    ResumeDuty: 'It goes on as if it had not ended, with its unit and what is left of its assignments.',
    AcknowledgeStop:
      'It is recorded that you have seen it and look into it; the stop lasts as long as it would. It is not undone. What was opened before is in the log of accesses.',
    RequestNeedToKnow:
      'The entity that owns it grants it for 8 hours, or says why not; its answer appears here. That the request is taken does not say that there is such an incident. It is not taken back; what was granted needlessly is closed early by the owner.',
    GrantNeedToKnow:
      'Whoever asked can see this incident from now on, for 8 hours; each opening is noted. It is withdrawn here, before then.',
    RefuseNeedToKnow: 'They will not see it, and are told why. It is not undone, but they may ask again.',
    WithdrawNeedToKnow:
      'They cannot see it from now on; what they have read stays noted. It is not undone, but they may ask again.',
    ReceiveDataRequest:
      'From now on there are 20 working days to answer it. It is not erased: one recorded by mistake is answered by refusing it.',
    ExtendDataRequest:
      'It gives 10 more working days to answer, once. It is not undone: tell the person who asks.',
    ResolveDataRequest:
      'What you grant has to be done within 15 working days; refused, it ends. To undo it, take this step back, here.',
    FulfilDataRequest:
      'It is done. A cancellation only is once the data are erased, as two persons decided. To undo it, take this step back.',
    ReopenDataRequest:
      'What was owed before is owed again, by the term that it had: if that has passed, it is overdue. It can be answered or done again.',
    BlockPerson:
      'From now on nobody opens them, not even those at work on the case. They are not erased. To undo it, unblock them here.',
    UnblockPerson:
      'Those with the right open them again. If their time is over, they stay blocked by law. They can be blocked again.',
    AskHold:
      'Once another person confirms it, they are not erased while the order lasts, 180 days at most; asked for again under the same order, it is its review. Before, it is withdrawn here; afterwards, ask to release them.',
    AskRelease:
      'Once another person confirms it, the order no longer prevents their erasure. Before, it is withdrawn here; afterwards, a hold can be asked for again.',
    AskErasure:
      'Nothing is erased yet: another person has to confirm it within 24 hours. Until then it is withdrawn here; once confirmed, it cannot be undone.',
    ConfirmRecordsAct:
      'Only who did not ask for it. If it is to erase, the keys are destroyed and nobody ever opens the data again: it cannot be undone. A hold can be released later, by two persons as well.',
    WithdrawRecordsAct:
      'It no longer waits to be confirmed, and nothing changes in the data. It can be asked for again.',
    AnnulContact:
      'It counts no more from now on, nobody can open who it was with, and that is due to be erased. It is not undone: what is correct is recorded as another contact.',
    RegisterUnit:
      'From now on it can report, and is proposed when available. One registered by mistake is retired for that reason.',
    RetireUnit:
      'It is not proposed and reports nothing from now on, for good. It is not undone: if it comes back, another is registered with its code.',
    OpenProblem:
      'It is opened in the first stage of the method of the model that governs there. It is not erased: one opened by mistake is closed for that reason.',
    EnterProblemStage:
      'The stage of the work changes. To undo it, move it to the one before, with its reason.',
    JoinProblem:
      'From now on they can be given an action, or be asked to confirm. To undo it, take them out of the problem.',
    LeaveProblem: 'From now on they are given nothing; what was agreed stands. They can join again.',
    AgreeProblemAction: 'It is agreed, with its term. If it will not be done, record that it was withdrawn.',
    SettleProblemAction: 'What came of it is recorded. To correct it, record it again: the last one counts.',
    CloseProblem:
      'The work on it ends. To undo it, reopen it among the closed ones: it goes on in its stage.',
    ReopenProblem: 'It is worked on again, in the stage in which it ended. It can be closed again.',
    RegisterAuthority:
      'From then on it may sign agreements and command. It is not erased: if its name was wrong, it is renamed through the API, and what was before stays on record.',
    SignAgreement:
      'It holds between the two moments that you give, and its parties may do there what it names. It is not erased: one recorded by mistake is ended, and another recorded.',
    SuspendAgreement: 'It does not hold from now on: what it allowed is refused. To undo it, resume it here.',
    ResumeAgreement: 'It holds again from now on, until the end that it had. It can be suspended again.',
    EndAgreement:
      'It does not hold from now on, for good. It is not undone: if it is still needed, another is signed.',
    RevokeAccess:
      'Nothing ends yet: another person has to confirm it within 24 hours, looking up this very name. If it is misspelt it stops nobody. Until then it is withdrawn right here.',
    ConfirmRevocation:
      'Only by somebody who did not ask for it. Whoever signs in with this name no longer gets in nor sees anything within 30 seconds, also where it was already open. Taken back by reinstating access, right here.',
    WithdrawRevocation:
      'It waits for nobody any more, and access stays as it was. It may be asked for again.',
    ReinstateAccess:
      'They get in again with what their role allows; one person is enough. If their credentials were stolen, have them replaced first. It may be revoked again, by two.',
    AppointLiaison:
      'Holds the post from the time given; an acting substitute leaves it. Taken back by vacating the post.',
    VacateLiaison:
      'Leaves the post now: the substitute acts or, without one, it is vacant; a federal liaison who is missing is reported after 24 hours. Taken back by appointing again.',
    OpenShift:
      'From now on people can be assigned to it. As long as nobody has served in it, it can be cancelled.',
    CancelShift: 'It is not held or measured. Another of the kind can then be opened for that day.',
    AssignOfficer:
      'The officer joins this shift, or you are told why not: certificate, competence, rest. To undo it, withdraw the assignment.',
    OverrideGate:
      'For an officer without the certificate or competence that is asked for: they join this shift and no other. Who decided it and why is on record. To undo it, withdraw the assignment.',
    WithdrawAssignment:
      'The officer leaves the roster from now on; what was served stands. The officer can be assigned again.',
    EnrolOfficer:
      'The officer is enrolled from now on. If it was a mistake, the enrolment is withdrawn, and may begin again.',
    CompleteCourse:
      'The result ends the enrolment; who passes holds the competences of the course within seconds. To undo it, annul the result.',
    WithdrawEnrolment: 'The officer neither passes nor fails, and may be enrolled in the same edition again.',
    AnnulCourseResult:
      'The enrolment is under way again and may end again. What the course granted lapses now; earlier decisions stand.',
    GrantCompetence:
      'It is valid from now on, and the officer may be assigned to what asks for it. To undo it, revoke it.',
    RevokeCompetence:
      'It lapses now: the officer will not be assigned to what asks for it. Earlier decisions stand. It may be granted again.',
    IssueCertificate: 'It is valid from now on. To undo it, revoke it.',
    RevokeCertificate:
      'It lapses now: without another valid one the officer is not assigned where the model asks for it. It cannot be restored: another is issued.',
    SeparateOfficer:
      'The officer counts no more and is assigned no more from now on. To undo it, register the officer again; the dossier goes on.',
    RegisterOfficer:
      'The officer serves from now on where and as you choose; one who comes back goes on with the dossier there was. To undo it, separate them, saying that it was a mistake.',
    TransferOfficer:
      'The officer serves there and with that rank from now on; certificates and competences go along. To undo it, transfer them again. One who leaves for another entity is separated here and registered there.',
    IdentifyOfficer:
      'They are kept sealed: in the entity of the officer the academy and whoever commands open them, and each opening is noted. The latest entry holds: to correct it, record it again.',
    PublishCourse: 'Every entity can see it. It cannot be changed or taken back: look at it again first.',
    DispatchPatrol:
      'A unit that was not proposed is sent, with the reason. If it is on its way to another incident or works there, it is taken from there. To undo it, cancel the dispatch.',
    CancelDispatch: 'The unit is free again, and others are proposed. To undo it, send the unit again.',
    RequestSupport:
      'The whole room sees it, with the time, until what came of it is recorded; calling whoever helps is up to you.',
    EndSupport: 'It is no longer awaited. If it is needed again, ask for it again.',
    ReportScene:
      'Numbers only, no names. The room and whoever goes there see it. The latest report applies as a whole: to correct it, report again, or take it back.',
    TellVehicle:
      'It has its number in the incident, and its plate is sealed. It is corrected or taken back there.',
    TellInvolved:
      'They have their number in the incident; who they are and how to reach them is sealed. It is corrected or taken back there.',
    RetractVehicle:
      'It is no longer seen, or found by its plate. It stays on record. Undo by recording it again.',
    RetractInvolved:
      'They are no longer seen, or found by their name. It stays on record. Undo by recording them again.',
    RetractScene:
      'What was reported counts no more, and the incident is shown as without it. It stays on record. Undo by reporting it again.',
    ReopenIncident:
      'It is back on the board, and its terms run again. Units that finished stay free: send them again. To undo it, close it.',
    RevertMerge:
      'The one that was closed as a duplicate is open again, with its calls and all that is its own. The priority and the help that the other took over from it are not withdrawn.',
    UnlinkIncident: 'Neither of them changes; they no longer show each other. They can be related again.',
    BreakGlass:
      'Only in an emergency: what is sealed of this incident is opened to you for 15 minutes. Whoever supervises and whoever audits sees it at once, with your reason, and it cannot be undone. The account is opened only to who signed in with a second factor: without one, do not ask for this.',
    TransferCall:
      'Put the caller through first: this records it. Within the entity the call stays open, with whoever takes it; to another one, it is over here. To undo it, reopen it if it is handed back, or transfer it again.',
    ReopenCall:
      'It is open here again: the caller had not hung up, it was closed by mistake, or the other entity returned it. The code it was closed with is removed. To undo it, end it again.',
    UnlinkCall:
      'The incident stays as it is, with one call less. The call is open again: link it to another one or report a new one.',
  },
  asBefore: '— as it is —',
  victims: 'Victims (blank: as it is)',
  drill: 'Was it a drill?',
  drills: { yes: 'Yes, it was a drill', no: 'No, it was real' },
  waived: (name) => `Waived: ${name}.`,
  wayBack: 'See its history, where it is reopened',
};
export const orderWords: Both<typeof es> = { es, en };
