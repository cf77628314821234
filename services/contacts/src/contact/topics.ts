import { cnie, CNIE_CURRENT, isSensitive } from '@proximidad/catalogues';
import { z } from 'zod';

/** What police and citizens speak about besides emergencies. Closed: there is no free text (BR-C2). */
export const CONTACT_TOPICS = {
  PRESENTACION: 'Presentación del policía de cuadrante',
  PREVENCION: 'Medidas de prevención',
  CONVIVENCIA: 'Convivencia vecinal',
  RED_VECINAL: 'Red vecinal',
  SERVICIOS_URBANOS: 'Servicios urbanos',
  ESPACIO_PUBLICO: 'Espacio público',
  SEGURIDAD_VIAL: 'Seguridad vial',
  JOVENES: 'Actividades con jóvenes',
  ORIENTACION: 'Orientación y trámites',
  SEGUIMIENTO: 'Seguimiento de un hecho anterior',
} as const;

export const CONTACT_TOPICS_VERSION = '1';

type ContactTopic = keyof typeof CONTACT_TOPICS;
const isContactTopic = (code: string): code is ContactTopic => Object.hasOwn(CONTACT_TOPICS, code);

/** A code of the CNIE in force, or of the contact topics. */
export const TopicCode = z
  .string()
  .refine((code) => isContactTopic(code) || cnie(code) !== undefined, 'a CNIE code or a contact topic');

/** The topic with the catalogue it comes from; the label is null for a code that this version does not know. */
export function topicOf(code: string) {
  return isContactTopic(code)
    ? { system: 'CONTACT_TOPIC', version: CONTACT_TOPICS_VERSION, code, label: CONTACT_TOPICS[code] }
    : { system: 'CNIE', version: CNIE_CURRENT, code, label: cnie(code)?.label ?? null };
}

/** Whether any of them forbids that a point is kept (ADR 116). */
export function anySensitive(topicCodes: readonly string[]): boolean {
  return topicCodes.some(isSensitive);
}
