import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const ProblemSource = closedList(
  'ProblemSource',
  {
    OFFICER: 'An officer saw it.',
    CITIZEN: 'Citizens brought it up.',
    MAYORS_OFFICE: 'The mayor asked for it; the police decided.',
    BODY: 'A body that meets on matters of the town.',
    SERVICE: 'Another service of the town.',
  },
  'Who brought up a problem.',
);
export const PartnerKind = closedList(
  'PartnerKind',
  {
    POLICE: 'The police force itself.',
    MUNICIPAL_POLICE: 'The municipal police.',
    NATIONAL_POLICE: 'The national police.',
    MUNICIPALITY: 'The town hall.',
    HOUSING: 'Those who let or manage housing.',
    TRANSPORT: 'Those who run buses, trains or stations.',
    EDUCATION: 'Schools and those who run them.',
    HEALTH: 'Health services.',
    JUSTICE: 'A prosecutor or a court.',
    UTILITIES: 'Lighting, water, waste, streets.',
    ASSOCIATION: 'An association.',
    NEIGHBOURS: 'A group of neighbours.',
    BUSINESS: 'Shops and firms.',
  },
  'Who works on a problem, as a kind of institution; nobody is named.',
);
export type PartnerKind = z.infer<typeof PartnerKind>;

const POLICES: readonly PartnerKind[] = ['POLICE', 'MUNICIPAL_POLICE', 'NATIONAL_POLICE'];
/** Partners other than police: their confirmation does not come from those who did the work. */
export const EXTERNAL: readonly PartnerKind[] = PartnerKind.options.filter((kind) => !POLICES.includes(kind));

export const ActionAmbit = closedList(
  'PreventionAmbit',
  {
    SOCIAL: 'What makes a life without violence possible.',
    COMMUNITY: 'What a neighbourhood does together.',
    SITUATIONAL: 'What makes crime harder at that place.',
    PSYCHOSOCIAL: 'What helps those who are most exposed.',
  },
  'The ambits of prevention (LGPSVD article 6).',
);
export const ActionOutcome = closedList(
  'ProblemActionOutcome',
  { DONE: 'It was done.', NOT_DONE: 'It was not done.', WITHDRAWN: 'It was withdrawn.' },
  'What came of an action about a problem.',
);
export const ProblemResult = closedList(
  'ProblemResult',
  { RESOLVED: 'It is resolved.', UNRESOLVED: 'The work ends without resolving it.' },
  'How the work on a problem ends.',
);
export const ProblemReason = closedList(
  'ProblemReason',
  {
    CEASED: 'It no longer happens.',
    REDUCED: 'It happens less.',
    CAME_BACK: 'It came back.',
    MOVED: 'It moved elsewhere.',
    NOT_CONFIRMED: 'Others do not consider it resolved.',
    NEW_FACTS: 'What is known of it has changed.',
    NO_MEANS: 'People or means are lacking.',
    NOT_OURS: 'It is a matter for somebody else.',
    MISTAKE: 'It was recorded by mistake.',
  },
  'Why the work on a problem ends, goes back a stage, or resumes.',
);
