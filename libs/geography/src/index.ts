export {
  contains,
  distanceMetres,
  isRural,
  overlapShare,
  Point,
  Polygon,
  areaKm2,
  roundPoint,
} from './shapes.ts';
export { BASE_MAP, Outline, Outlines, OUTLINES_FOLDER, OUTLINES_SIZE_MAX_BYTES, STATES } from './outlines.ts';
export { type DrawnPlace, DrawnPlaces, drawnAt, drawnNext } from './drawn-places.ts';
export { PlaceIndex, type Place } from './place-index.ts';
export { crossingOf, hasStrayHole } from './simple.ts';
