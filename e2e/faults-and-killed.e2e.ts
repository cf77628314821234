import { useOnePlatform } from './stage.ts';
// First, as the way of one incident begins where nothing has happened.
import './faults/call-to-follow-up.e2e.ts';
// Ends the platform and starts it again.
import './killed/erased.e2e.ts';
// Last, as it stops the platform and looks at the whole record.
import './killed/whatever-dies.e2e.ts';

/* Stories while nothing fails, then while processes are killed, each of them back before the next: what is done stays done. */
useOnePlatform();
