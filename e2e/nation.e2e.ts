import { useOnePlatform } from './stage.ts';
// In this order: jurisdiction counts what there is, deadlines pass while other stories play, what is looked back on is
// what was written meanwhile, and the log is searched once all have played.
import './states/jurisdiction.e2e.ts';
import './live/explorer.e2e.ts';
import './states/overdue.e2e.ts';
import './states/authorities.e2e.ts';
import './states/duplicate-calls.e2e.ts';
import './states/work-of-officers.e2e.ts';
import './states/safe-channel.e2e.ts';
import './states/late-facts.e2e.ts';
import './states/models.e2e.ts';
import './states/filters.e2e.ts';
import './states/hostile.e2e.ts';
import './states/rights.e2e.ts';
import './live/watching.e2e.ts';
import './live/equals-the-query.e2e.ts';
import './live/whatever-is-asked.e2e.ts';
import './moments/as-of.e2e.ts';
import './documents/queries.e2e.ts';
import './moments/replay.e2e.ts';
import './states/sent-again.e2e.ts';
import './states/log-holds-no-personal-data.e2e.ts';
// Last, as it ends the platform.
import './moments/stop.e2e.ts';

/* Whose what is, what is seen as it happens, and what was, where nothing fails. */
useOnePlatform();
