import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  GetVerificationKeysRequest,
  GetVerificationKeysResponse,
} from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { KeyRing } from "./key-ring.ts";

/** The public keys of all tokens that are valid now. A door that meets a `kid` it does not know asks again. */
export const getVerificationKeys =
  (keyRing: KeyRing): Handler<GetVerificationKeysRequest, GetVerificationKeysResponse> =>
  async (_request, { now }) => {
    const keys = await keyRing.published(now);
    return { keys: keys.map(({ _id, publicKey }) => ({ keyId: _id, publicKey })) };
  };
