import type { Wording } from './wording.ts';

/** Courses, enrolments, competences and certificates. */
export const TRAINING = {
  AlreadyEnrolled: {
    es: 'El elemento está o estuvo inscrito en esta edición.',
    en: 'The officer is or was already enrolled in this edition.',
  },
  AlreadyIssued: {
    es: 'El expediente ya tiene un certificado con ese id.',
    en: 'The dossier already has a certificate with this id.',
  },
  AlreadyPublished: {
    es: 'Este curso ya está publicado.',
    en: 'This course has already been published.',
  },
  BeforeEnrolment: {
    es: 'El curso no puede acreditarse antes de la inscripción: revise la fecha.',
    en: 'A course cannot be completed before the officer enrolled: check the date.',
  },
  CertificateNotFound: {
    es: 'No hay un certificado con ese id en el expediente.',
    en: 'There is no certificate with this id in the dossier.',
  },
  CertificateTooLong: {
    es: 'Un certificado {kind} vale como máximo {months} meses.',
    en: 'A certificate of kind {kind} is valid for at most {months} months.',
    rule: 'BR-T2',
  },
  CompetenceNotGranted: {
    es: 'La academia no ha otorgado {code} sin un curso, o ya no vale: si vino de un curso, anule su resultado.',
    en: 'The academy has granted no {code} without a course, or it is no longer valid: if it came from a course, annul the result.',
    rule: 'BR-T7',
  },
  CourseNotFound: {
    es: 'No hay un curso con ese id: revise el id o publíquelo.',
    en: 'There is no course with this id: check the id, or publish it.',
  },
  DossierFull: {
    es: 'Un expediente admite como máximo {facts} hechos y {certificates} certificados.',
    en: 'A dossier holds at most {facts} facts and {certificates} certificates.',
  },
  EnrolmentNotEnded: {
    es: 'Esta inscripción sigue en curso: no hay ningún resultado que anular.',
    en: 'This enrolment is under way: there is no result to annul.',
    rule: 'BR-T7',
  },
  EnrolmentNotFound: {
    es: 'No hay una inscripción con ese id.',
    en: 'There is no enrolment with this id.',
  },
  IssuedInFuture: {
    es: 'Un certificado se registra cuando ya fue emitido: revise la fecha.',
    en: 'A certificate cannot be recorded before it is issued: check the date.',
  },
  NothingIdentified: {
    es: 'Indique la CUIP, la CURP o ambas.',
    en: 'Give the CUIP, the CURP or both.',
  },
  OfficerSeparated: {
    es: 'El elemento causó baja: ya no presta servicio. Si reingresó, regístrelo de nuevo.',
    en: 'The officer has left the service: if the officer came back, register them again.',
    rule: 'BR-T3',
  },
  ValidityMissing: {
    es: 'Un certificado de esta clase dice hasta cuándo vale: indíquelo.',
    en: 'A certificate of this kind needs an expiry date: give it.',
    rule: 'BR-T2',
  },
  ValidityTooLong: {
    es: 'La competencia {code} caduca a más tardar a los {months} meses.',
    en: 'The competence {code} is valid for at most {months} months.',
    rule: 'BR-T4',
  },
} as const satisfies Record<string, Wording>;
