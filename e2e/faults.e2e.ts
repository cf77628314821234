import { useOnePlatform } from './stage.ts';
import './faults/national-picture.e2e.ts';
import './faults/live-through-faults.e2e.ts';
import './faults/openings-through-faults.e2e.ts';

/* Processes stand still or are killed, and each is there again before the next story. */
useOnePlatform();
