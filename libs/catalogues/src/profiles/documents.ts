import br from '../../profiles/br-upp-pacificacion.json' with { type: 'json' };
import cl from '../../profiles/cl-plan-cuadrante.json' with { type: 'json' };
import co from '../../profiles/co-mnvcc-cuadrantes.json' with { type: 'json' };
import es from '../../profiles/es-proximidad.json' with { type: 'json' };
import fr from '../../profiles/fr-psq.json' with { type: 'json' };
import ni from '../../profiles/ni-policia-comunitaria.json' with { type: 'json' };
import pe from '../../profiles/pe-serenazgo-integrado.json' with { type: 'json' };
import { DEFAULT_PROFILE } from './default.ts';
import { ModelProfile } from './model-profile.ts';

/** The models of the seed, each as it would be proposed, the national one first. */
export const modelProfiles: readonly ModelProfile[] = [
  DEFAULT_PROFILE,
  ...[co, ni, br, pe, cl, fr, es].map((document) => ModelProfile.parse(document)),
];
