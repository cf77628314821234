export { generatePassportKeys, PassportJwks, PassportPrivateKey } from './keys.ts';
export {
  mintPassport,
  PASSPORT_ISSUER,
  PASSPORT_LENGTH_MAX,
  PASSPORT_LIFETIME_S,
  PassportRejected,
  passportVerifier,
  type PassportFault,
} from './passport.ts';
