import { useOnePlatform } from './stage.ts';
// In this order: jurisdiction counts what exists, deadlines pass while other stories play, and the log is searched
// once all have played.
import './states/jurisdiction.e2e.ts';
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
import './states/log-holds-no-personal-data.e2e.ts';

/* Stories that do not affect each other's states. */
useOnePlatform();
