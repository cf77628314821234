import { DEFAULT_PROFILE, RESPONSE_TARGETS_ONCE } from '@proximidad/catalogues';
import { basisOf } from '@proximidad/contracts';
import { targetsAt } from '../incident/response-targets.ts';

const national = { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: null } as const;
const basis = basisOf(national, 'responseTargets');

/** What the edge finds out where nothing was adopted: the national model, in whose numbers incidents were always measured. */
export const nationalTargets = { responseTargets: RESPONSE_TARGETS_ONCE, basis };

/** How an urban incident says by which targets it is measured. */
export const measured = { targets: targetsAt(RESPONSE_TARGETS_ONCE, false), basis };
