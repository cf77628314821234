import { useOnePlatform } from './stage.ts';
// First, as the way of one incident begins where nothing has happened.
import './faults/call-to-follow-up.e2e.ts';
import './faults/national-picture.e2e.ts';
import './faults/live-through-faults.e2e.ts';
import './faults/openings-through-faults.e2e.ts';
// Last, as it ends the platform.
import './faults/nobody-reads.e2e.ts';

/*
 * Stories while nothing fails, then while processes stand still or are killed; each process is back before the next
 * story.
 */
useOnePlatform();
