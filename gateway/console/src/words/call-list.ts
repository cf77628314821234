import type { Both } from './settings.ts';

/** The calls of a room: which of them somebody has to do something about, what that will do, and how it is taken back. */
const es = {
  title: 'Llamadas',
  listTitle: 'Llamadas de las últimas 24 h',
  waiting: 'Esperan a alguien',
  over: 'Las demás',
  nobodyWaits: 'Ninguna llamada espera a nadie.',
  noOthers: 'No hay otras.',
  part: (shown: number, all: string) => `las ${shown} más recientes, de ${all}`,
  statuses: {
    ...{ RECEIVED: 'Sin clasificar', CLASSIFIED: 'Sin incidente todavía', REPORTED: 'De ella salió' },
    ...{ LINKED: 'Ligada a', CLOSED: 'Cerrada sin incidente', ABANDONED: 'Colgó' },
    TRANSFERRED: 'Transferida a otra entidad',
  } as Readonly<Record<string, string>>,
  toEntity: 'Entidad cuyo centro la toma',
  toTown: 'Municipio de ese centro',
  stateCentre: '— el centro de la entidad —',
  goOn: 'Seguir con ella',
  goOnTitle: 'Seguir con la llamada',
  noCode: 'sin código',
  callBack: 'Devolver la llamada',
  callBackNote:
    'El número se abre para usted y queda constancia. Marque, y anote qué pasó: si contestan, la llamada vuelve a estar abierta y se sigue con ella.',
  unsafe: 'NO devolver la llamada: quien llama corre peligro si suena su teléfono.',
  unknownSafety: 'No se sabe si es seguro: quien contesta puede ser quien le amenaza. No diga quién llama.',
  anonymous: 'Es una denuncia anónima: no hay a quién llamar.',
  number: 'Abrir el número',
  noNumber: 'No se anotó ningún número.',
  reached: 'Contestó',
  notReached: 'No contestó',
  tried: (count: number) => (count === 1 ? '1 intento sin respuesta' : `${count} intentos sin respuesta`),
  another: 'Es otro que ya está abierto',
  link: 'Ligar la llamada',
  alreadyTold:
    'Este código dice que el incidente ya se reportó: la llamada espera a que se ligue. Elija abajo cuál es o, si ninguno lo es, cambie el código.',
};
const en: typeof es = {
  title: 'Calls',
  listTitle: 'Calls in the last 24 h',
  waiting: 'Waiting for somebody',
  over: 'The others',
  nobodyWaits: 'No call is waiting for anybody.',
  noOthers: 'There are no others.',
  part: (shown, all) => `the newest ${shown} of ${all}`,
  statuses: {
    ...{ RECEIVED: 'Not classified', CLASSIFIED: 'No incident yet', REPORTED: 'It was reported as' },
    ...{ LINKED: 'Linked to', CLOSED: 'Closed without incident', ABANDONED: 'Caller hung up' },
    TRANSFERRED: 'Transferred to another entity',
  },
  toEntity: 'Entity whose centre takes it',
  toTown: 'Municipality of that centre',
  stateCentre: '— the centre of the entity —',
  goOn: 'Go on with it',
  goOnTitle: 'Go on with the call',
  noCode: 'no code',
  callBack: 'Call back',
  callBackNote:
    'The number is opened to you, which is put on record. Dial, and record what happened: if somebody answers, the call is open again, and you go on with it.',
  unsafe: 'Do NOT call back: the caller is in danger if their telephone rings.',
  unknownSafety:
    'Not known whether it is safe: whoever answers may be the one who threatens them. Do not say who is calling.',
  anonymous: 'It is an anonymous report: there is nobody to call.',
  number: 'Open the number',
  noNumber: 'No number was recorded.',
  reached: 'Somebody answered',
  notReached: 'No answer',
  tried: (count) => (count === 1 ? '1 attempt without answer' : `${count} attempts without answer`),
  another: 'It is another one that is open',
  link: 'Link the call',
  alreadyTold:
    'This code says that the incident was reported already: the call waits to be linked. Choose it below or, if none of them is, change the code.',
};
export const callListWords: Both<typeof es> = { es, en };
