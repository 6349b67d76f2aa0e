/** Flags of an endpoint on the side that makes certificates. */
export const providesFlags = {
  available: 'at least one unit asks for a certificate',
  unanswered:
    'at least one certificate that a unit asks for is not published by this unit, or was made for other names',
} as const;

/** Flags of an endpoint on the side that asks for certificates. */
export const requiresFlags = {
  available:
    'the server certificate of this unit, its key and the certificate of the authority are there',
  authority: 'the certificate of the authority is there',
  'client-available':
    'the client certificate for everybody, its key and the certificate of the authority are there',
} as const;
