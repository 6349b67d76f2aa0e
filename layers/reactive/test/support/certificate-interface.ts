import { field, jsonList, jsonObject, jsonText, Requester, Responder } from '../../lib/index.ts';
import type { CharmShape, RequestProtocol } from '../../lib/index.ts';

/** What a unit asks for. */
export interface CertificateFields {
  readonly name: string;
  readonly sans: readonly string[];
}

/** What it is given. */
export interface SignedFields {
  readonly certificate: string;
}

const protocol: RequestProtocol<CertificateFields, SignedFields> = {
  request: jsonObject<CertificateFields>({
    name: field('name', jsonText),
    sans: field('sans', jsonList(jsonText), { absent: null }),
  }),
  response: jsonObject<SignedFields>({ certificate: field('cert', jsonText) }),
};

/** The side that needs certificates. */
export class Requires extends Requester<CertificateFields, SignedFields> {
  protected override readonly protocol: typeof protocol = protocol;
}

/** The side that signs them. */
export class Provides extends Responder<CertificateFields, SignedFields> {
  protected override readonly protocol: typeof protocol = protocol;
}

/** What `charm types` would write for a charm that needs certificates. */
export interface Asking extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly certs: Requires };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}

/** What it would write for one that signs them. */
export interface Signing extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly certs: Provides };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}
