const ID = /(?<![0-9a-z-])\d\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z-])/;

/** The incident named in what was written or pasted: its id, or an address that ends with it. Undefined if there is none. */
export const incidentIn = (text: string): string | undefined => ID.exec(text.toLowerCase())?.[0];
