import type { NeedToKnowBasis } from '../../documents/documents.gen.ts';
import type { Both } from '../../words/settings.ts';

const es = {
  openings: 'Aperturas de lo sellado por revisar',
  stopsNone: 'A nadie se le interrumpió al abrir datos sellados, o ya se vio.',
  stopsSeen: 'Interrupciones ya vistas',
  seenBy: (role: string) => `la vio: ${role.toLowerCase()}`,
  ago: 'desde hace',
  emergencies: 'Abiertos por urgencia',
  emergenciesNone: 'Nada se ha abierto por urgencia.',
  fromTo: (from: string, to: string) => `${from} a ${to}`,
  needs: 'Quién pide ver un incidente',
  needsNone: 'Nadie espera respuesta. Aquí llega lo que pide un enlace para ver un incidente de la entidad.',
  needsOpen: 'Abiertos ahora',
  needsOpenNone: 'Ningún incidente está abierto a un enlace.',
  needsOver: 'Ya contestadas',
  bases: {
    ...{
      KIDNAPPING: 'Hay una persona privada de la libertad',
      MISSING_PERSON: 'Hay una persona desaparecida',
    },
    ...{ FEDERAL_CRIME: 'Puede ser del fuero federal', ACROSS_STATES: 'Sigue en otra entidad' },
    OWN_FORCE: 'Está implicada gente de su corporación',
  } as Readonly<Record<NeedToKnowBasis, string>>,
  openUntil: (time: string) => `abierto hasta ${time}`,
  refused: (reason: string) => `se negó: ${reason.toLowerCase()}`,
  withdrawn: 'se abrió y se retiró antes',
  lapsed: 'se abrió; ya terminó',
  incident: 'Ver el incidente',
};
const en: typeof es = {
  openings: 'Openings of sealed data to be reviewed',
  stopsNone: 'Nobody was stopped while opening sealed data, or it has been seen.',
  stopsSeen: 'Stops already seen',
  seenBy: (role) => `seen by: ${role.toLowerCase()}`,
  ago: 'for',
  emergencies: 'Opened in an emergency',
  emergenciesNone: 'Nothing has been opened in an emergency.',
  fromTo: (from, to) => `${from} to ${to}`,
  needs: 'Who asks to see an incident',
  needsNone: 'Nobody waits for an answer. What a liaison asks to see of the entity appears here.',
  needsOpen: 'Open now',
  needsOpenNone: 'No incident is open to a liaison.',
  needsOver: 'Answered',
  bases: {
    ...{ KIDNAPPING: 'Somebody is being held', MISSING_PERSON: 'Somebody is missing' },
    ...{ FEDERAL_CRIME: 'It may be a federal matter', ACROSS_STATES: 'It continues in another state' },
    OWN_FORCE: 'People of their own force are involved',
  },
  openUntil: (time) => `open until ${time}`,
  refused: (reason) => `refused: ${reason.toLowerCase()}`,
  withdrawn: 'opened, and withdrawn early',
  lapsed: 'opened; it is over',
  incident: 'See the incident',
};
export const mandoWords: Both<typeof es> = { es, en };
