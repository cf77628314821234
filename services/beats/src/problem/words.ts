import { closedList } from '@proximidad/eventsourcing';
import type { z } from 'zod';

export const ProblemSource = closedList(
  'ProblemSource',
  {
    OFFICER: 'An officer saw it.',
    CITIZEN: 'Citizens brought it up.',
    MAYORS_OFFICE: 'The mayor asked for it; the police decided.',
    BODY: 'A body that meets about the town.',
    SERVICE: 'Another service of the town.',
  },
  'Who brought a problem up.',
);
export const PartnerKind = closedList(
  'PartnerKind',
  {
    POLICE: 'The police itself.',
    MUNICIPAL_POLICE: 'The police of the town.',
    NATIONAL_POLICE: 'The police of the nation.',
    MUNICIPALITY: 'The town hall.',
    HOUSING: 'Who lets or manages homes.',
    TRANSPORT: 'Who runs buses, trains or stations.',
    EDUCATION: 'Schools and who runs them.',
    HEALTH: 'Health services.',
    JUSTICE: 'A prosecutor or a court.',
    UTILITIES: 'Light, water, waste, streets.',
    ASSOCIATION: 'An association.',
    NEIGHBOURS: 'A group of neighbours.',
    BUSINESS: 'Shops and firms.',
  },
  'Who works on a problem, as a kind of institution: nobody by name.',
);
export type PartnerKind = z.infer<typeof PartnerKind>;

const POLICES: readonly PartnerKind[] = ['POLICE', 'MUNICIPAL_POLICE', 'NATIONAL_POLICE'];
/** Who is no police: what they confirm was not said by who did it. */
export const EXTERNAL: readonly PartnerKind[] = PartnerKind.options.filter((kind) => !POLICES.includes(kind));

export const ActionAmbit = closedList(
  'PreventionAmbit',
  {
    SOCIAL: 'What makes a life without violence possible.',
    COMMUNITY: 'What a neighbourhood does together.',
    SITUATIONAL: 'What makes it harder at that place.',
    PSYCHOSOCIAL: 'What helps those who are most exposed.',
  },
  'The ambits of prevention (LGPSVD article 6).',
);
export const ActionOutcome = closedList(
  'ProblemActionOutcome',
  { DONE: 'It was done.', NOT_DONE: 'It was not.', WITHDRAWN: 'It was taken back.' },
  'What became of an action about a problem.',
);
export const ProblemResult = closedList(
  'ProblemResult',
  { RESOLVED: 'It is resolved.', UNRESOLVED: 'The work ends, and it is not resolved.' },
  'How the work on a problem ends.',
);
export const ProblemReason = closedList(
  'ProblemReason',
  {
    CEASED: 'It happens no more.',
    REDUCED: 'It happens less.',
    CAME_BACK: 'It came back.',
    MOVED: 'It moved elsewhere.',
    NOT_CONFIRMED: 'Others do not see it as resolved.',
    NEW_FACTS: 'What is known of it has changed.',
    NO_MEANS: 'People or means are lacking.',
    NOT_OURS: 'It is a matter of somebody else.',
    MISTAKE: 'It was recorded by mistake.',
  },
  'Why the work on a problem ends, goes back, or goes on again.',
);
