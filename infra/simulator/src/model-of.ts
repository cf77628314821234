import { type ModelProfile } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';

export const NATIONAL_MODEL = 'mx-mnpjc-proximidad';
/** States that tried another model, and those whose coverage is too low for the gate of the national one (BR-T3). */
export const ADOPTED: Readonly<Record<string, { readonly model: string; readonly gate?: string }>> = {
  '12': { model: NATIONAL_MODEL, gate: 'RESTRICTED_ROLE' },
  '20': { model: NATIONAL_MODEL, gate: 'RESTRICTED_ROLE' },
  '29': { model: 'es-proximidad' },
  '32': { model: 'co-mnvcc-cuadrantes' },
};

export const named = (model: string) => modelProfiles.find(({ profileId }) => profileId === model)!;

/** The model that governs a state of the demo: its ranks, certificates and kinds of contacts are used there. */
export function modelOf(entity: string): ModelProfile {
  return named(ADOPTED[entity]?.model ?? NATIONAL_MODEL);
}
