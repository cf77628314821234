import type { Both } from '../words/settings.ts';

const es = { clockOf: (place: string, offset: string) => `Hora de ${place} (${offset})` };
const en: typeof es = { clockOf: (place, offset) => `Time in ${place} (${offset})` };
export const clockWords: Both<typeof es> = { es, en };
