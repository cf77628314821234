import { type Example, namedAfter } from './example.ts';
import { inTime } from './examples-in-time.ts';
import { room } from './live-examples.ts';

/** A mutation with one input that answers the incident or a refusal. */
const onIncident = (field: string, input: string) => `mutation ($input: ${input}!) {
  ${field}(input: $input) {
    ... on IncidentAccepted {
      incident { id status priority responseSeconds }
      position
    }
    ... on Refusal { code message rule }
  }
}`;

const analyst: Example = {
  role: 'Analista federal',
  user: 'analyst',
  text: 'El estado del país en un solo momento, con lo que falta dicho con franqueza.',
  steps: [
    {
      title: 'Panorama nacional',
      about: 'Lo que no reporta es nulo y aparece en la lista; nunca es cero.',
      query: `query {
  nationalPicture {
    asOf
    completeness {
      entitiesReporting entitiesExpected servicesDown
      stale { entity { name } lastHeartbeatAt reason }
    }
    entities {
      entity { code name population2020 }
      incidents {
        recorded duplicates reported24h closed24h
        open { priority count }
        responseP50Seconds responseP90Seconds
      }
      presence { beats beatsWithoutUnit officersOnDuty units { status count } }
      contacts { recorded followUpsDue followUpsOverdue }
      training { officers certified certifiedShare }
    }
  }
}`,
    },
    {
      title: 'Asuntos federales',
      about:
        'De los incidentes de los estados se ven los de materia federal: armas, combustible, trata, secuestro. Donde falta el cuadrante, el lugar llega al municipio. Las cifras menores a cinco son nulas.',
      query: `query {
  incidents(first: 10) {
    edges {
      node {
        id occurredAt status
        initialCode { code label }
        municipality { cvegeo name }
        beat { code edition }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    },
    {
      title: 'El país en un instante pasado',
      about: 'Todos los servicios responden en la misma posición del registro; extensions.cut la nombra.',
      query: `query ($at: DateTime!) @asOf(at: $at) {
  nationalPicture {
    asOf position
    completeness { entitiesReporting stale { entity { name } reason } }
    entities { entity { code } incidents { recorded open { priority count } } }
  }
}`,
      variables: { at: '{{now}}' },
    },
  ],
};

const operator: Example = {
  role: 'Operación del C5 (Ciudad de México)',
  user: 'operator-09',
  text: 'De la llamada al cierre: recibir, clasificar, reportar, despachar, llegar, cerrar.',
  steps: [
    {
      title: 'Recibir la llamada',
      about: 'El mismo commandId repetido es la misma orden: se hace una sola vez.',
      query: `mutation ($input: ReceiveCallInput!) {
  receiveCall(input: $input) {
    ... on CallAccepted { call { id status } position known }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: { commandId: '{{uuid}}', callId: '{{new.callId}}', municipality: '09015', channel: 'C911' },
      },
    },
    {
      title: 'Clasificarla',
      about: 'Con el Catálogo Nacional de Incidentes de Emergencia vigente.',
      query: `mutation ($input: ClassifyCallInput!) {
  classifyCall(input: $input) {
    ... on CallAccepted { call { id status code { code label } } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: { input: { commandId: '{{uuid}}', callId: '{{callId}}', code: '30422' } },
    },
    {
      title: 'Reportar el incidente',
      about: 'El cuadrante se encuentra por el punto.',
      query: onIncident('reportIncident', 'ReportIncidentInput'),
      variables: {
        input: {
          commandId: '{{uuid}}',
          incidentId: '{{new.incidentId}}',
          municipality: '09015',
          point: { lat: 19.4326, lon: -99.1478 },
          code: '30422',
          callIds: ['{{callId}}'],
        },
      },
    },
    {
      title: 'Ver la propuesta de patrulla',
      about:
        'El sistema propone con sus razones; decide una persona. Si no hay propuesta, abajo están las unidades.',
      query: `query ($id: ID!) {
  incident(id: $id) {
    status
    beat { code edition }
    proposal { at candidates { unit { id code status } distanceMetres sameBeat score reasons } }
  }
  units(entity: "09", status: [AVAILABLE], first: 5) {
    edges { node { id code status beat { code } } }
  }
}`,
      variables: { id: '{{incidentId}}' },
      remember: { unitId: 'units.edges.0.node.id' },
    },
    {
      title: 'Despachar',
      about: 'Con la unidad propuesta no hace falta razón; con otra se dice por qué.',
      query: onIncident('dispatchPatrol', 'DispatchPatrolInput'),
      variables: {
        input: {
          commandId: '{{uuid}}',
          incidentId: '{{incidentId}}',
          unitId: '{{unitId}}',
          overrideReason: 'LOCAL_KNOWLEDGE',
        },
      },
    },
    ...(['acknowledgeDispatch', 'reportArrival'] as const).map((field) => ({
      title: field === 'reportArrival' ? 'Reportar la llegada' : 'Confirmar el despacho',
      about: 'Lo dice la unidad o, en su nombre, quien opera.',
      query: onIncident(field, 'UnitReportInput'),
      variables: { input: { commandId: '{{uuid}}', incidentId: '{{incidentId}}', unitId: '{{unitId}}' } },
    })),
    {
      title: 'Cerrar',
      about: 'Si hubo víctima, el cierre abre un seguimiento.',
      query: onIncident('closeIncident', 'CloseIncidentInput'),
      variables: {
        input: {
          commandId: '{{uuid}}',
          incidentId: '{{incidentId}}',
          outcome: 'RESOLVED',
          finalCode: '30422',
          victims: 1,
        },
      },
    },
  ],
};

const commander: Example = {
  role: 'Mando estatal (Ciudad de México)',
  user: 'commander-09',
  text: 'Trazar un cuadrante, abrir su turno y asignar a una persona.',
  steps: [
    {
      title: 'Trazar un cuadrante',
      about: 'Si se encima con otro, se rechaza con su regla (BR-B4): cambie el polígono.',
      query: `mutation ($input: DesignBeatInput!) {
  designBeat(input: $input) {
    ... on BeatAccepted { beat { id code areaKm2 status } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: {
          commandId: '{{uuid}}',
          authority: 'auth-09-ssc',
          code: 'DEMO-{{code}}',
          edition: 'demo',
          municipality: '09009',
          polygon: {
            type: 'Polygon',
            coordinates: [
              [
                [-99.05, 19.13],
                [-99.04, 19.13],
                [-99.04, 19.14],
                [-99.05, 19.14],
                [-99.05, 19.13],
              ],
            ],
          },
        },
      },
      remember: { beatId: 'designBeat.beat.id' },
    },
    {
      title: 'Abrir el turno',
      about: 'Un turno dura a lo más 12 horas.',
      query: `mutation ($input: OpenShiftInput!) {
  openShift(input: $input) {
    ... on BeatShiftAccepted { shift { id } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: {
          commandId: '{{uuid}}',
          beatId: '{{beatId}}',
          kind: 'M',
          startsAt: '{{now}}',
          endsAt: '{{now+8h}}',
        },
      },
      remember: { shiftId: 'openShift.shift.id' },
    },
    {
      title: 'Buscar a quién asignar',
      about: 'El certificado lo conoce capacitación; el servicio, cuadrantes.',
      query: `query {
  officers(entity: "09", first: 10) {
    edges { node { id rank certificate { kind validUntil valid } duty { startedAt } } }
  }
}`,
      remember: { officerId: 'officers.edges.0.node.id' },
    },
    {
      title: 'Asignar',
      about: 'Sin certificación vigente se rechaza, según el modelo de la entidad.',
      query: `mutation ($input: AssignOfficerInput!) {
  assignOfficer(input: $input) {
    ... on OfficerAssignmentAccepted { assignment { role startsAt endsAt eligibility { decision } } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: { commandId: '{{uuid}}', officerId: '{{officerId}}', shiftId: '{{shiftId}}', role: 'OWNER' },
      },
    },
  ],
};

const academy: Example = {
  role: 'Academia',
  user: 'academy',
  text: 'Publicar un curso, inscribir, acreditar y certificar.',
  steps: [
    {
      title: 'Publicar un curso',
      about: 'Los cursos nacionales llevan la entidad 00.',
      query: `mutation ($input: PublishCourseInput!) {
  publishCourse(input: $input) {
    ... on CourseAccepted { course { id titleEs minHours } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: {
          commandId: '{{uuid}}',
          entity: '00',
          titleEs: 'Proximidad social y policía orientada a problemas',
          minHours: 40,
          prpEdition: '2026',
          competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
        },
      },
      remember: { courseId: 'publishCourse.course.id' },
    },
    {
      title: 'Registrar a una persona',
      about: 'Sin nombre ni clave: la bitácora no guarda datos personales.',
      query: `mutation ($input: RegisterOfficerInput!) {
  registerOfficer(input: $input) {
    ... on OfficerAccepted { officer { id rank } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: { commandId: '{{uuid}}', officerId: '{{new.officerId}}', entity: '09', rank: 'POLICIA' },
      },
    },
    {
      title: 'Inscribirla',
      about: 'Persona, curso y edición dan a la inscripción su identidad.',
      query: `mutation ($input: EnrolOfficerInput!) {
  enrolOfficer(input: $input) {
    ... on EnrolmentAccepted { enrolment { id status } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: {
          commandId: '{{uuid}}',
          officerId: '{{officerId}}',
          courseId: '{{courseId}}',
          edition: '2026-1',
        },
      },
      remember: { enrolmentId: 'enrolOfficer.enrolment.id' },
    },
    {
      title: 'Acreditar el curso',
      about: 'Se acredita con 90 % de las horas y cada módulo con 70 o más.',
      query: `mutation ($input: CompleteCourseInput!) {
  completeCourse(input: $input) {
    ... on EnrolmentAccepted { enrolment { id status score } position }
    ... on Refusal { code message rule }
  }
}`,
      variables: {
        input: {
          commandId: '{{uuid}}',
          enrolmentId: '{{enrolmentId}}',
          hours: 40,
          moduleScores: [85, 90, 78],
        },
      },
    },
    {
      title: 'Certificar',
      about: 'El Certificado Único Policial vale tres años.',
      query: `mutation ($input: IssueCertificateInput!) {
  issueCertificate(input: $input) {
    ... on OfficerAccepted {
      officer { id certificate { kind validUntil valid } competences { code { code label } } }
      position
    }
    ... on Refusal { code message rule }
  }
}`,
      variables: { input: { commandId: '{{uuid}}', officerId: '{{officerId}}', kind: 'CUP' } },
    },
  ],
};

const auditor: Example = {
  role: 'Auditoría',
  user: 'auditor',
  text: 'Lee lo que una orden le abre, con finalidad AUDIT, y no escribe nada.',
  steps: [
    {
      title: 'Un incidente y su historia',
      about: 'Las posiciones en «extensions.cut» dicen hasta dónde había leído cada servicio.',
      query: `query {
  incidents(first: 5) {
    edges {
      node {
        id reportedAt closedAt outcome responseSeconds historical source
        dispatches { unit { code } status dispatchedAt arrivedAt proposalAccepted overrideReason }
        entity { name } municipality { name }
      }
    }
  }
}`,
    },
    {
      title: 'Seguimientos vencidos',
      about: 'Lo que se prometió a las víctimas y no se ha cumplido.',
      query: `query {
  followUps(status: [OVERDUE], first: 20) {
    edges { node { id status dueAt incident { id outcome } } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    },
    ...inTime,
  ],
};

/** What the explorer offers, by the function of the user. A test checks them against the public schema. */
export const examples: readonly Example[] = [analyst, operator, room, commander, academy, auditor].map(
  ({ steps, ...example }) => ({
    ...example,
    steps: steps.map((step) => ({ ...step, query: namedAfter(step) })),
  }),
);
