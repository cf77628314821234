import type { CallBackSafety, CallChannel } from '../documents/documents.gen.ts';
import type { Both } from './settings.ts';

/** How alike an incident is to what is told. */
interface How {
  readonly distanceMetres: number;
  readonly secondsApart: number;
  readonly score: number;
}
/** Whether it was before or after that, as far as that can be said. */
export type Side = 'before' | 'after' | 'neither';

const minutesOf = ({ secondsApart }: How) => Math.round(secondsApart / 60);
const percentOf = ({ score }: How) => Math.round(score * 100);
const SIDES: Both<Readonly<Record<Side, string>>> = {
  es: { before: 'antes', after: 'después', neither: 'de diferencia' },
  en: { before: 'earlier', after: 'later', neither: 'apart' },
};

interface Words {
  readonly take: string;
  readonly channel: string;
  readonly channels: Readonly<Record<CallChannel, string>>;
  readonly point: string;
  readonly pointHint: string;
  readonly noPlace: string;
  readonly number: string;
  readonly noNumber: string;
  readonly callBack: string;
  readonly safety: Readonly<Record<CallBackSafety, string>>;
  readonly anonymous: string;
  readonly told: string;
  readonly duplicates: string;
  readonly noDuplicates: string;
  readonly placeFirst: string;
  readonly same: string;
  readonly about: (how: How, side: Side) => string;
  readonly report: string;
  readonly notIncident: string;
  readonly endCall: string;
  readonly hungUp: string;
  readonly isBack: (at: string) => string;
}

const es: Words = {
  take: 'Tomar llamada',
  channel: 'Por dónde llegó',
  channels: {
    ...{ C911: '9-1-1', C089: '089 anónima', APP: 'Aplicación', PANIC_BUTTON: 'Botón de pánico' },
    ...{ RADIO: 'Radio', CAMERA: 'Cámara', WALK_IN: 'En persona' },
  },
  point: 'Coordenadas',
  pointHint: 'latitud, longitud; si se dejan vacías, el centro del cuadrante',
  noPlace: 'No son coordenadas: escriba latitud, longitud, como 19.4326, -99.1332.',
  number: 'Teléfono de quien llama',
  noNumber: 'No es un teléfono: escriba diez dígitos, o + y la clave del país.',
  callBack: '¿Se le puede devolver la llamada?',
  safety: { UNKNOWN: 'No se preguntó', SAFE: 'Sí, es seguro', UNSAFE: 'No: corre peligro' },
  told: 'Por dónde llegó y quién llama ya se enviaron con la llamada, y aquí no cambian. Lo que falte de quien llama se anota en el relato del incidente.',
  anonymous: 'De una denuncia anónima no se toma nada de quien llama.',
  duplicates: 'Puede ser el mismo',
  noDuplicates: 'Nada parecido está abierto cerca.',
  placeFirst: 'Con código y lugar se busca si ya se conoce.',
  same: 'Es el mismo: ligar la llamada',
  about: (how, side) =>
    `a ${how.distanceMetres} m · ${minutesOf(how)} min ${SIDES.es[side]} · ${percentOf(how)} % parecido`,
  report: 'Reportar incidente nuevo',
  notIncident: 'Este código no abre incidente: la llamada se cierra con él.',
  endCall: 'Cerrar la llamada',
  hungUp: 'Colgó',
  isBack: (at) => `La llamada sigue como quedó escrita. Empezó: ${at}.`,
};
const en: Words = {
  take: 'Take a call',
  channel: 'How it came in',
  channels: {
    ...{ C911: '9-1-1', C089: '089 anonymous', APP: 'App', PANIC_BUTTON: 'Panic button' },
    ...{ RADIO: 'Radio', CAMERA: 'Camera', WALK_IN: 'In person' },
  },
  point: 'Coordinates',
  pointHint: 'latitude, longitude; if left empty, the centre of the beat',
  noPlace: 'These are not coordinates: write latitude, longitude, as in 19.4326, -99.1332.',
  number: 'Caller’s telephone',
  noNumber: 'This is not a telephone number: write ten digits, or + and the country code.',
  callBack: 'Is it safe to call back?',
  safety: { UNKNOWN: 'Not asked', SAFE: 'Yes', UNSAFE: 'No: the caller is in danger' },
  told: 'How it came in and who called were sent with the call, and do not change here. Whatever is missing about the caller goes into the account of the incident.',
  anonymous: 'Nothing about the caller is recorded in an anonymous report.',
  duplicates: 'May be the same incident',
  noDuplicates: 'Nothing similar is open nearby.',
  placeFirst: 'Give a code and a place to check whether it is already known.',
  same: 'Same incident: link the call',
  about: (how, side) =>
    `${how.distanceMetres} m away · ${minutesOf(how)} min ${SIDES.en[side]} · ${percentOf(how)}% similar`,
  report: 'Report a new incident',
  notIncident: 'This code does not open an incident: the call ends with it.',
  endCall: 'End the call',
  hungUp: 'Caller hung up',
  isBack: (at) => `The call is as you left it. It began at ${at}.`,
};
export const callWords: Both<Words> = { es, en };
