/**
 * The shape of a day, from public data: hours and channels from the C5 of Mexico City (June to August 2020, road
 * incidents, CC BY 4.0), stages and priorities from police calls of Minneapolis (2020, public record), days of the
 * week from the published totals of Hermosillo's 911. Statistics only; it contains no row of any source.
 */
export const HOUR_INDEX = [
  0.755, 0.538, 0.41, 0.304, 0.261, 0.301, 0.375, 0.45, 0.53, 0.677, 0.826, 0.948, 1.012, 1.194, 1.341, 1.613,
  1.645, 1.704, 1.786, 1.714, 1.577, 1.571, 1.415, 1.052,
];
/** Sunday first, as JavaScript counts days. */
export const WEEKDAY_INDEX = [1.328, 0.98, 0.881, 0.888, 0.895, 0.947, 1.081];

export const CHANNELS = [
  ['C911', 0.867],
  ['RADIO', 0.061],
  ['PANIC_BUTTON', 0.059],
  ['APP', 0.01],
  ['CAMERA', 0.003],
] as const;

/** Seconds: median and sigma of the logarithm. */
type Spread = readonly [median: number, sigma: number];
export const STAGES: {
  readonly callToReport: Spread;
  readonly reportToDispatch: { readonly ALTA: Spread; readonly MEDIA: Spread; readonly BAJA: Spread };
  readonly dispatchToAcknowledged: Spread;
  readonly dispatchToArrival: Spread;
  readonly arrivalToClosing: Spread;
} = {
  callToReport: [62, 0.6],
  reportToDispatch: { ALTA: [42, 0.7], MEDIA: [115, 1], BAJA: [420, 1.1] },
  dispatchToAcknowledged: [14, 0.5],
  dispatchToArrival: [291, 0.8],
  arrivalToClosing: [843, 0.9],
};

export const NEVER_DISPATCHED = 0.0225;
export const NEVER_ARRIVED = 0.06;
/** A lower share than the C5's 0.47, which counts road reports only. */
export const CALLED_AGAIN = 0.18;
/** Calls that are no emergency, in a demo day; the country's real share is 72 % (SESNSP, first half of 2026). */
export const IMPROPER = 0.15;

/** CNIE codes with their weight, and how many victims such an incident has. */
export const KINDS: readonly (readonly [{ readonly code: string; readonly victims: number }, number])[] = [
  [{ code: '30421', victims: 1 }, 14],
  [{ code: '30422', victims: 1 }, 8],
  [{ code: '30419', victims: 1 }, 6],
  [{ code: '30430', victims: 1 }, 7],
  [{ code: '30309', victims: 0 }, 16],
  [{ code: '31112', victims: 0 }, 12],
  [{ code: '31101', victims: 0 }, 8],
  [{ code: '30904', victims: 0 }, 9],
  [{ code: '30503', victims: 1 }, 8],
  [{ code: '30903', victims: 1 }, 4],
  [{ code: '30202', victims: 0 }, 3],
  [{ code: '50105', victims: 0 }, 6],
  [{ code: '50305', victims: 0 }, 5],
];
export const IMPROPER_CODES = [
  ['70104', 6],
  ['70101', 2],
  ['60204', 2],
] as const;
