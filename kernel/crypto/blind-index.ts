import { createHmac } from "node:crypto";

/**
 * Finds rows by a personal value (a phone number) that no row holds in clear: a keyed hash, the same for the same value on every node of the platform. The label
 * names the kind of value. Without the platform's secret key (PAYWINDOW_SECRET_KEY) the hash has no secret: it then hides the value from a glance only.
 */
export const createBlindIndex = (secretKey: Uint8Array | undefined, label: string): ((value: string) => string) => {
  const key = createHmac("sha256", secretKey ?? "")
    .update(`paywindow blind index ${label}`)
    .digest();
  return (value) => createHmac("sha256", key).update(value).digest("base64url");
};
