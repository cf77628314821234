/** A rule of the operational guide, as shown to those who work by it; docs/rules.md has the same rules for engineers. */
export interface GuideRule {
  readonly id: string;
  readonly es: string;
  /** The article that it rests on; null for a rule that is proposed here, or follows practice. */
  readonly article: string | null;
  /** Parameters of the model that set it, by their path in the document. */
  readonly parameters: readonly string[];
  /** Whether any code of the platform decides by it; a suite compares that with the rules that the code cites. */
  readonly evaluated: boolean;
}

type Row = readonly [id: string, evaluated: 0 | 1, article: string | null, parameters: string, es: string];

// oxfmt-ignore
const ROWS: readonly Row[] = [
  ['BR-A1', 1, 'LGN art. 5', '', 'Una fuerza federal presta servicio en un cuadrante municipal solo mientras esté vigente un convenio que cubra el municipio. Sin convenio no se modifica ningún registro de otra entidad.'],
  ['BR-A2', 1, null, '', 'Cada entidad tiene exactamente un enlace federal, o una alerta abierta dentro de 24 horas.'],
  ['BR-A3', 1, null, '', 'Las unidades geográficas nunca se borran; al dividirse una, su clave sigue viva para el pasado.'],
  ['BR-A4', 1, null, '', 'Un lugar está bajo exactamente una versión de un modelo en cada instante. Cuando otra pasa a regir, lo que está abierto ahí se arrastra, cada cosa una sola vez y en su propio registro: sigue por la versión con que empezó, o desde entonces por la nueva. Nada se cierra por ello.'],
  ['BR-B1', 1, null, '', 'Un elemento tiene a lo más una asignación principal a la vez, y apoya a lo más en otras dos. La que se hizo por error, o perdió su sustento, se retira con una razón.'],
  ['BR-B2', 1, null, '', 'Entre dos servicios median al menos 8 horas; mientras tanto, el fin del último puede dejarse sin efecto si fue un error. El que se inició por error no cuenta, y no le sigue descanso. Un servicio de más de 24 horas genera una alerta; pasadas 36 no se asigna nada en él.'],
  ['BR-B3', 1, 'LGSNSP art. 74', 'territory.cellSize', 'La célula tiene el tamaño que fija el modelo. Un turno con menos policías se permite y se señala.'],
  ['BR-B4', 1, null, '', 'Los cuadrantes de una autoridad y edición no se traslapan en más de 1 % del menor, y cubren su sector hasta 1 %.'],
  ['BR-B5', 1, null, 'presence.mode presence.maxSpeedKmh', 'La presencia cuenta con servicio abierto, asignación o apoyo en el cuadrante, posición con precisión de 50 m, fuera de la estación y a velocidad media de hasta 60 km/h en 5 minutos, a pie 7 km/h.'],
  ['BR-B6', 0, null, 'presence.minHoursPerBeatShift', 'Horas efectivas proyectadas por debajo de 0.8 de las requeridas durante 15 minutos están bajo la cuota; por debajo de 0.5 se avisa a la zona y al estado.'],
  ['BR-B7', 1, null, 'presence.alertAfterEmptyMin', 'Un cuadrante sin unidad en servicio durante 45 minutos (rural: 120) está vacío.'],
  ['BR-B8', 0, null, 'problems.openRule', 'Incidentes repetidos de un subtipo en un mismo lugar, o dos de violencia en casa contra la misma víctima en 90 días, proponen un problema. Lo confirma una persona.'],
  ['BR-B9', 0, null, 'problems.stages problems.assessAfterDays', 'Las etapas de un problema vencen: exploración a 7 días, análisis a 21, respuesta a 60, evaluación a 90 de la última acción.'],
  ['BR-B10', 0, null, 'problems.resolvedNeeds', 'Un problema se resuelve con al menos 30 % menos incidentes en ventanas iguales de 60 días o más y con confirmación ajena a la policía; si no, se cierra sin resolver.'],
  ['BR-B11', 1, null, 'auxiliaries', 'Un auxiliar no es policía: no cuenta para ningún mínimo y nunca aparece como quien detiene. Solo lo hay donde el modelo lo conoce.'],
  ['BR-B12', 0, 'LGSNSP art. 53', '', 'Los policías por mil habitantes se muestran junto a 1 (el piso de la ley) y 1.8 (la referencia). Se muestran, nunca bloquean.'],
  ['BR-B13', 1, null, 'territory.owner.persistence territory.owner.teamSize territory.owner.perShift', 'Donde el modelo lo conoce, un elemento, o un equipo del tamaño que fija, es titular del cuadrante hasta su relevo, aparte de quien responde por cada turno. Quien lo sucede empieza en el instante en que termina el anterior. Un turno con más responsables de los que fija el modelo se señala.'],
  ['BR-B14', 1, null, 'supplyDemand.unit supplyDemand.demandFactors supplyDemand.index codes.unitKinds', 'La cobertura es lo que hay entre lo que se pide, en la unidad y con la fórmula del modelo que rige en ese momento. Quien fija una demanda indica todos los factores del modelo, porque lo denunciado no es todo lo que se pide. Lo que el registro no tiene no lleva valor.'],
  ['BR-B15', 1, null, 'territory.phases territory.phaseRules territory.exitThresholds kpis', 'Donde el modelo conoce fases, un territorio entra a ellas en su orden, a cada una cuando se cumplen los criterios de salida de la anterior, según el registro donde el modelo nombra un umbral, o con motivo donde no se cumplen; regresa o se cierra solo donde el modelo lo permite, y con motivo. Cada acto dice quién manda.'],
  ['BR-B20', 1, null, 'territory.criteria presence.mode', 'Donde el modelo trabaja con una tabla de acciones (TAM), cada acción tiene lugar y horario: la cumple un elemento en servicio que está ahí dentro del horario, o se registra como omitida. Lo cancelado antes de vencer no se debe. Al diseñar un cuadrante se anota qué criterios del modelo se miraron.'],
  ['BR-B21', 1, null, 'problems.stages problems.method problems.resolvedNeeds', 'Un problema se trabaja por las etapas del modelo con que se abrió, con la policía y otras instituciones; volver atrás necesita un motivo. Donde el modelo lo pide, solo está resuelto si lo confirma alguien ajeno a la policía.'],
  ['BR-B22', 1, null, 'mixedPatrol auxiliaries', 'Donde el modelo conoce el patrullaje conjunto, salen juntos los cuerpos que nombra, bajo el mando de un policía del que señala y nunca de un auxiliar. Un auxiliar hace solo lo que el modelo le faculta; a quien retiene lo entrega a quien el modelo dice.'],
  ['BR-B23', 1, null, 'mixedPatrol', 'Quien sale en un patrullaje conjunto está en servicio, y en ningún otro patrullaje conjunto al mismo tiempo. Si cambia el modelo, sigue con las facultades con que comenzó.'],
  ['BR-I1', 1, null, '', 'Una llamada no es un incidente. Los tipos 6 y 7 del catálogo la cierran sin él; 60205 la vincula con uno ya reportado. Como código de cierre solo cierran lo infundado o cancelado.'],
  ['BR-I2', 1, null, '', 'Se propone un reincidente del mismo subtipo a 150 m (500 m por celda telefónica) y 20 minutos, con puntaje de 0.7 en adelante; confirma el operador. La violencia familiar y sexual nunca se proponen.'],
  ['BR-I3', 1, null, 'responseTargets', 'De la llamada al arribo y al despacho: los plazos que fija el modelo que regía el lugar al ocurrir el hecho, por prioridad, en zona urbana y rural. El nacional: arribo alta 10 minutos y 20 en rural, media 20 y 40, baja 60 y 120; despacho alta 90 segundos, media 5 minutos.'],
  ['BR-I4', 1, null, 'ranking.eta ranking.sameBeat ranking.competence ranking.asks', 'Nada se despacha solo: la plataforma propone, una persona con nombre decide y responde. Enviar una unidad no propuesta, o que no está libre, necesita un motivo.'],
  ['BR-I5', 1, null, '', 'El estado de un despacho nunca retrocede: propuesto, despachado, enterado, en camino, arribo, liberado. Lo que se dice tarde se registra con su hora.'],
  ['BR-I6', 1, 'LNRD arts. 17 y 21', '', 'Nadie cierra un incidente con detención sin su número del Registro Nacional de Detenciones o el motivo de la demora. Meta 15 minutos.'],
  ['BR-I7', 0, 'LNSIJPA art. 8', '', 'En la duda, una edad desconocida es la del grupo más joven plausible; menor de 12 años va a la Procuraduría de Protección y nunca se «detiene».'],
  ['BR-I8', 0, 'LNSIJPA art. 74', '', 'Con adolescentes: palabras sencillas, esposas solo con riesgo real que se diga, acompañados, derechos informados, registro inmediato, fiscal especializado; nunca una imagen.'],
  ['BR-I9', 0, null, '', 'La referencia de un IPH tiene el minuto como parte más fina: no es única; lo es el id del informe.'],
  ['BR-I10', 0, 'CNPP arts. 217 y 227', '', 'A informes y evidencia solo se agrega; una corrección es un suplemento firmado.'],
  ['BR-I11', 1, 'LGSNSP arts. 101 y 112', '', 'Solo el centro o la institución dueña de un incidente reclasifica su código de emergencia; la clasificación del delito es del ministerio público.'],
  ['BR-I12', 1, null, '', 'El código de cierre es de la versión del catálogo vigente cuando ocurrió. Donde el código es de lo que se hace a personas se dice el número de víctimas, aunque sea 0.'],
  ['BR-I13', 1, null, '', 'Las cifras de un mes se cortan el día 5 del siguiente a las 23:59 locales; lo que se reclasifica después entra en el siguiente corte como ajuste.'],
  ['BR-I14', 1, null, '', 'Un simulacro no mueve unidades ni entra en cifras; a quien hace de víctima no se le debe nada.'],
  ['BR-I15', 1, null, '', 'Al centro que turnó una llamada cada respondiente le dice el estado y la resolución; 30 minutos en prioridad alta.'],
  ['BR-C1', 1, null, '', 'Un contacto no necesita identidad; una identidad necesita consentimiento o base legal, y entonces se cifra.'],
  ['BR-C2', 1, null, '', 'No hay campo para opinión, partido, religión, etnia o situación migratoria, ni texto libre.'],
  ['BR-C3', 1, null, 'followUps.dueHours followUps.attemptDays', 'A una víctima se le debe un seguimiento en las horas que fija el modelo desde el cierre; el primer intento en la mitad del plazo, y los días de intento que fija el modelo antes de «no localizada». Un intento o un fin que se registró por error se retira, con motivo; el seguimiento se debe otra vez.'],
  ['BR-C4', 0, null, '', 'Violencia familiar o sexual: ninguna visita con uniforme, ningún recado, solo el canal seguro y un elemento capacitado en atención a víctimas.'],
  ['BR-C5', 0, 'LGDNNA arts. 76 a 80', '', 'Una persona menor de edad nunca es la persona de un contacto; lo es quien la cuida o la Procuraduría de Protección.'],
  ['BR-C6', 0, null, '', 'Una queja contra un elemento es invisible para su cadena de mando y llega a asuntos internos en 24 horas.'],
  ['BR-C7', 1, null, 'contacts.kinds', 'Un contacto cuenta para la cuota desde 60 segundos y a 100 m del anterior o en otro domicilio; más de 12 en una hora se señalan.'],
  ['BR-C8', 1, null, '', 'Un compromiso tiene plazo y quien lo cumpla; se aplaza con una razón, a lo más cinco veces, y el que se anotó por error se corrige; vencido por 15 días se lista en la mesa de paz regional. Lo que por error se dio por cumplido o por no cumplido se debe otra vez, con motivo.'],
  ['BR-C9', 0, null, '', 'Un sondeo de percepción se publica desde 30 respuestas por cuadrante y trimestre, y se llama no oficial.'],
  ['BR-C10', 0, null, '', 'La lista de integrantes de un grupo guarda nombre de pila y canal, durante el mandato y 90 días.'],
  ['BR-C11', 1, null, 'contacts.kinds presence.visitsPerWeek', 'Lo que el modelo pide de contactos por cuadrante (por día, por semana o cada tantos días) se compara con los que cuentan; un periodo que termina sin ellos se muestra como incumplido. Se muestra, nunca bloquea.'],
  ['BR-C12', 1, null, '', 'Un contacto que se registró por error se anula con un motivo: en 24 horas por quien estuvo en él, después por su mando. Desde entonces no cuenta, nadie abre con quién fue, y eso debe suprimirse.'],
  ['BR-T1', 1, null, '', 'Un curso se acredita con 0.9 de sus horas mínimas y cada módulo con 70 de 100 o mejor.'],
  ['BR-T2', 1, null, 'codes.certificates', 'Un certificado vale a lo más los meses que fija el modelo, y solo mientras valgan sus componentes: si se pierde uno, o si se emitió por error, la academia lo revoca.'],
  ['BR-T3', 1, null, 'enforcement.certificationGate enforcement.transitional', 'Lo que puede un elemento sin certificado vigente es el filtro del modelo: BLOCK lo rechaza; RESTRICTED_ROLE lo deja servir, pero no a cargo de un cuadrante ni solo; WARN permite y cuenta. Quien no está registrado en formación empieza su servicio con un aviso, hasta que formación lo confirma; quien causó baja no pasa ningún filtro. Sin modelo adoptado rige BLOCK.'],
  ['BR-T4', 1, 'LNSIJPA art. 73', 'training.byRole ranking.asks codes.competences', 'Competencias: cada función en un turno pide las que nombra el modelo; las que caducan lo hacen en los meses que fija.'],
  ['BR-T5', 0, null, '', 'La elegibilidad al asignar descansa en una copia de a lo más 60 segundos; de más de 24 horas es desconocida, y por ello restringida.'],
  ['BR-T6', 0, 'LGSNSP art. 53', '', 'Una institución muestra 75 % certificado, 100 % registrado y 1 por mil habitantes como semáforo.'],
  ['BR-T7', 1, null, '', 'El resultado de un curso se anula con una razón, y la inscripción sigue en curso. Una acreditación anulada se lleva sus competencias, y las asignaciones por venir, no las pasadas; igual se retira una competencia que la academia otorgó sin curso.'],
  ['BR-S1', 1, null, '', 'El acceso lo terminan dos personas: una lo pide, otra lo confirma en 24 h con segundo factor; puede tener fin, y una sola lo devuelve.'],
];

/** Every rule, in the order of docs/rules.md. */
export const guideRules: readonly GuideRule[] = ROWS.map(([id, evaluated, article, parameters, es]) => ({
  ...{ id, es, article, evaluated: evaluated === 1 },
  parameters: parameters.split(' ').filter(Boolean),
}));
