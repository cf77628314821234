import type { Priority, UnitStatus } from '../documents/documents.gen.ts';

/** The sign of each priority and status: told apart by shape first, then by colour. Drawn in a 16 × 16 box. */
const SHAPES = {
  ALTA: 'M1.5 2.5h13L8 14.5z',
  MEDIA: 'M8 1l7 7-7 7-7-7z',
  BAJA: 'M2.5 2.5h11v11h-11z',
  AVAILABLE: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
  EN_ROUTE: 'M8 1.5l6.5 12h-13z',
  ON_SCENE: 'M4.5 2h7L15 8l-3.5 6h-7L1 8z',
  BUSY: 'M8 2a6 6 0 1 1 0 12z',
  OUT_OF_SERVICE: '',
  OFFLINE: 'M3 3l10 10M13 3L3 13',
} as const satisfies Readonly<Record<Priority | UnitStatus, string>>;

export type SignName = keyof typeof SHAPES;
/** Drawn as lines; the others are filled. */
const HOLLOW = new Set<SignName>(['BUSY', 'OUT_OF_SERVICE']);

/** The path of a sign, for drawing it outside the page. */
export const pathOf = (name: SignName): string => SHAPES[name];

/** A sign beside its word, or with a label of its own for users who cannot see it. */
export function Sign({
  name,
  label,
  size = 16,
}: {
  readonly name: SignName;
  readonly label?: string;
  readonly size?: number;
}) {
  const named =
    label === undefined
      ? ({ 'aria-hidden': true } as const)
      : ({ role: 'img', 'aria-label': label } as const);
  return (
    <svg className={`sign sign-${name}`} width={size} height={size} viewBox="0 0 16 16" {...named}>
      {HOLLOW.has(name) && <circle cx="8" cy="8" r="6" className="sign-ring" />}
      {SHAPES[name] !== '' && <path d={SHAPES[name]} />}
    </svg>
  );
}
