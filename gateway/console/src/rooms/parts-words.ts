import type { InvolvedPart, VehicleKind, VehiclePart } from '../documents/documents.gen.ts';
import type { Both } from '../words/settings.ts';

/** The vehicles of an incident, and who was there. */
const es = {
  vehicles: 'Vehículos',
  people: 'Víctimas y testigos',
  none: 'Nadie lo ha anotado todavía.',
  kind: '¿Qué vehículo?',
  kinds: {
    ...{ CAR: 'Coche o camioneta', MOTORBIKE: 'Motocicleta', LORRY: 'Camión o remolque' },
    ...{ BUS: 'De pasajeros', OTHER: 'Otro' },
  } as Readonly<Record<VehicleKind, string>>,
  part: '¿Qué tuvo que ver?',
  parts: {
    ...{ FLEEING: 'En él huyó quien se busca', STOLEN: 'Lo robaron', DAMAGED: 'Chocó o quedó dañado' },
    ...{ INSPECTED: 'Se revisó', SEEN: 'Se vio ahí' },
  } as Readonly<Record<VehiclePart, string>>,
  plate: 'Placa, si se sabe: letras y números',
  who: '¿Quién es?',
  whos: { VICTIM: 'Víctima', WITNESS: 'Testigo' } as Readonly<Record<InvolvedPart, string>>,
  age: 'Edad',
  sealed: 'Se guarda sellado. Se ve, se corrige y se retira al abrir la lista.',
  whole: 'Vale entero lo último que se anote: escriba otra vez lo que siga siendo cierto.',
};
const en: typeof es = {
  vehicles: 'Vehicles',
  people: 'Victims and witnesses',
  none: 'Nothing has been recorded yet.',
  kind: 'Which vehicle?',
  kinds: {
    ...{ CAR: 'Car or van', MOTORBIKE: 'Motorcycle', LORRY: 'Lorry or trailer' },
    ...{ BUS: 'For passengers', OTHER: 'Another kind' },
  },
  part: 'What part did it have?',
  parts: {
    ...{ FLEEING: 'The person searched for left in it', STOLEN: 'It was taken' },
    ...{ DAMAGED: 'It collided or was damaged', INSPECTED: 'It was inspected', SEEN: 'It was seen there' },
  },
  plate: 'Plate, if known: letters and digits',
  who: 'Who is it?',
  whos: { VICTIM: 'Victim', WITNESS: 'Witness' },
  age: 'Age',
  sealed: 'It is stored sealed. It is seen, corrected and taken back where the list is opened.',
  whole: 'The latest entry applies as a whole: write again what is still true.',
};
export const partsWords: Both<typeof es> = { es, en };
