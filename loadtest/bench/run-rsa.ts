/** The floor under the Alipay door's cryptography: one signature verified and one made, RSA-2048 with SHA-256, in libuv's threads as at the door. */
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import type { Slice } from "./messages.ts";
import { runClosed } from "./run-slice.ts";

const signInThreads = promisify(sign);
const verifyInThreads = promisify(verify);

/** As many as so many callers can, for so long. */
export const runRsa = async (concurrency: number, ms: number): Promise<Slice> => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const text = Buffer.alloc(600, "a");
  const signature = sign("sha256", text, privateKey);
  const once = async (): Promise<undefined> => {
    await verifyInThreads("sha256", text, publicKey, signature);
    await signInThreads("sha256", text, privateKey);
  };
  return runClosed(once, Array.from({ length: 200_000 }), concurrency, ms);
};
