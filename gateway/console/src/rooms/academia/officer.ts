import type { DossierQuery } from '../../documents/documents.gen.ts';

export type Officer = NonNullable<DossierQuery['officer']>;

/** The INEGI key in the id of an officer; 00 of the federation. */
export const entityOf = (id: string): string => id.slice(0, 2);

/** Where the model that governs an officer is looked for. */
export const modelPlace = ({ id, municipality }: Pick<Officer, 'id' | 'municipality'>) => ({
  municipality: municipality ?? { cvegeo: entityOf(id) },
});
