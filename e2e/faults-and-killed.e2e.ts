import { useOnePlatform } from './stage.ts';
// First, as the way of one incident begins where nothing has happened.
import './faults/call-to-follow-up.e2e.ts';
import './faults/national-picture.e2e.ts';
import './faults/live-through-faults.e2e.ts';
import './faults/openings-through-faults.e2e.ts';
// Ends the platform and starts it again.
import './killed/erased.e2e.ts';
// Last, as it stops the platform and looks at the whole record.
import './killed/whatever-dies.e2e.ts';

/*
 * Stories while nothing fails, then while processes stand still or are killed, each of them back before the next
 * story: what is done stays done.
 */
useOnePlatform();
