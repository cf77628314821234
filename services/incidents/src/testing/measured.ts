import { DEFAULT_PROFILE, RESPONSE_TARGETS_ONCE } from '@proximidad/catalogues';
import { basisOf } from '@proximidad/contracts';
import { targetsAt } from '../incident/response-targets.ts';

const national = { profile: DEFAULT_PROFILE, certificationGate: 'BLOCK', territory: null } as const;
const basis = basisOf(national, 'responseTargets');

/** What the edge finds if no model was adopted: the national model, whose numbers incidents were measured by from the start. */
export const nationalTargets = { responseTargets: RESPONSE_TARGETS_ONCE, basis };

/** The targets that an urban incident is measured by, as its report contains them. */
export const measured = { targets: targetsAt(RESPONSE_TARGETS_ONCE, false), basis };
