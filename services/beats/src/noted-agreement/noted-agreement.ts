import { notedAgreements } from '@proximidad/contracts';

/** Agreements as this service has learned of them (BR-A1). */
export const agreementNoted = notedAgreements('beatsagreement');
