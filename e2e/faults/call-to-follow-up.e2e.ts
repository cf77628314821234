import { fromCallToFollowUp } from '../both-buses/incident-to-follow-up.e2e.ts';
import { platform, scene } from '../stage.ts';

describe('on the event store', () => fromCallToFollowUp(() => ({ platform, scene })));
