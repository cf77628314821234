import type { Both } from '../../words/settings.ts';

const es = { town: 'Municipio', beat: 'Cuadrante', noBeat: '— ninguno en particular —' };
const en: typeof es = { town: 'Municipality', beat: 'Beat', noBeat: '— none in particular —' };
export const placeWords: Both<typeof es> = { es, en };
