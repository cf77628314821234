import type { DossierQuery } from '../../documents/documents.gen.ts';

export type Officer = NonNullable<DossierQuery['officer']>;

/** Where the model that governs an officer is looked for. */
export const modelPlace = ({ id, municipality }: Pick<Officer, 'id' | 'municipality'>) => ({
  municipality: municipality ?? { cvegeo: id.slice(0, 2) },
});
