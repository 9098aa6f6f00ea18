import type { SignatureAlgorithm } from "../../../kernel/crypto/platform-key.ts";
import type { AlipayFault } from "../fault.ts";
import type { Answer, AnswerFields } from "../methods/method.ts";
import { encryptText, type PlatformSigner } from "../signatures.ts";

/** The codes of calls that were not refused. The blank before `order` is Alipay's. */
const DONE = { code: "10000", msg: "Success" } as const;
const IN_PROCESS = { code: "10003", msg: " order success pay inprocess" } as const;

/** Without the fields that say nothing. */
export const filled = (fields: AnswerFields): AnswerFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""));

/** The text of an answer's node. */
export const nodeOfAnswer = ({ fields, inProcess }: Answer): string =>
  JSON.stringify({ ...(inProcess ? IN_PROCESS : DONE), ...filled(fields) });

export const nodeOfFault = ({ code, msg, subCode, subMsg, echo }: AlipayFault): string =>
  JSON.stringify({ code, msg, sub_code: subCode, sub_msg: subMsg, ...echo });

/** The node as those who asked for AES read it: a JSON text of the ciphertext. */
export const encryptNode = (node: string, aesKey: Buffer): string => JSON.stringify(encryptText(aesKey, node));

interface Envelope {
  /** `alipay.trade.pay`; anything else for a call that named no method. */
  readonly method: string;
  readonly node: string;
  readonly algorithm: SignatureAlgorithm;
  /** Whether the client works with certificates, and wants to know which of ours to verify with. */
  readonly certified: boolean;
}

const METHOD_SHAPE = /^[a-z0-9]+(\.[a-z0-9]+){1,9}$/;

/**
 * The body of an answer. The node is serialised once, and that very text is signed and spliced in: clients cut it out of the body and verify what they cut.
 * `sign` must be the last member. An answer to a call without a method is an `error_response`.
 */
export const sealAnswer = async (
  signer: PlatformSigner,
  { method, node, algorithm, certified }: Envelope,
): Promise<string> => {
  const name = METHOD_SHAPE.test(method) ? `${method.replaceAll(".", "_")}_response` : "error_response";
  const serial = certified ? await signer.certificateSn() : undefined;
  const signature = await (await signer.key()).sign(node, algorithm);
  return `{"${name}":${node},${serial ? `"alipay_cert_sn":"${serial}",` : ""}"sign":"${signature}"}`;
};
