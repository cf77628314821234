import national from '../../profiles/mx-mnpjc-proximidad.json' with { type: 'json' };
import { ModelProfile } from './model-profile.ts';

/** What governs a territory that has adopted nothing: the national model with its own gate, the strictest. */
export const DEFAULT_PROFILE: ModelProfile = ModelProfile.parse(national);
