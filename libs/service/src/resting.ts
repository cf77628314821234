import { collectAtRest } from './rest.ts';

/** For `node --import @proximidad/service/resting`: a program that does not know of it gives memory back at rest, too. */
collectAtRest();
