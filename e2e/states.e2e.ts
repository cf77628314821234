import { useOnePlatform } from './stage.ts';
// In this order: jurisdiction counts what there is.
import './states/jurisdiction.e2e.ts';
import './states/authorities.e2e.ts';
import './states/duplicate-calls.e2e.ts';
import './states/rights.e2e.ts';

/* Stories that leave each other's states alone. */
useOnePlatform();
