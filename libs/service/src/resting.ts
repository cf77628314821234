import { collectAtRest } from './rest.ts';

/** For `node --import @proximidad/service/resting`: makes a program that does not know about this return memory at rest, too. */
collectAtRest();
