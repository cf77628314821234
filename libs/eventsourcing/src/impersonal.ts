/** Ids, digests and sealed values: a row of digits in them is there by chance. */
const IS_DERIVED = /^(?:\d{2}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{16,}$|^v1\.[\w-]+$/i;

/** The spellings of personal identifiers, wherever they stand in a text (ADR 116). */
const PERSONAL: readonly RegExp[] = [
  // A telephone number: ten digits, with the country code before them, or grouped as people write them.
  /(?<!\d)(?:521?)?\d{10}(?!\d)/,
  /(?<!\d)\(?(?:\d{2}\)?[ .-]\d{4}|\d{3}\)?[ .-]\d{3})[ .-]\d{4}(?!\d)/,
  // Keys of the registers of the population (CURP), of taxpayers (RFC) and of police officers (CUIP).
  /(?<![A-Z])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d/i,
  /(?<![A-ZÑ&])[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}(?![A-Z0-9])/i,
  /(?<![A-Z])[A-Z]{4}\d{6}[HM]\d{8}(?!\d)/i,
  /[^\s@]+@[^\s@]+\.[^\s@]+/,
];

/**
 * Whether a text holds something that identifies a person: a telephone number, a key of a register, a mail address. It
 * cannot recognise names; where free words would be possible, schemas leave no room for them.
 */
export function looksPersonal(text: string): boolean {
  if (IS_DERIVED.test(text)) return false;
  const plain = ASCII.test(text) ? text : text.normalize('NFKC').replace(DIGIT, inLatinDigits);
  return PERSONAL.some((spelling) => spelling.test(plain));
}

const ASCII = /^[\x20-\x7e]*$/;
const DIGIT = /\p{Nd}/gu;

/** A number is dialled in whichever script or width it is written. In Unicode the digits of a script follow one another, from its zero. */
function inLatinDigits(digit: string): string {
  let zero = digit.codePointAt(0)!;
  while (isDigit(zero - 1)) zero--;
  return String((digit.codePointAt(0)! - zero) % 10);
}

function isDigit(codePoint: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));
}
