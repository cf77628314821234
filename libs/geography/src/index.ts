export { contains, distanceMetres, overlapShare, Point, Polygon, areaKm2, roundPoint } from './shapes.ts';
export { PlaceIndex, type Place } from './place-index.ts';
export { crossingOf } from './simple.ts';
