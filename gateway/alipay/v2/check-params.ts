import type { SignatureAlgorithm } from "../../../kernel/crypto/platform-key.ts";
import { parseChinaTime } from "../../../kernel/time/china-time.ts";
import { AlipayFault, invalid, missing } from "../fault.ts";
import type { KnownApp } from "../known-apps.ts";
import type { Method } from "../methods/method.ts";
import { methodNamed } from "../methods/method-table.ts";
import { decryptText, isSignedBy } from "../signatures.ts";
import { type Params, textsToSign } from "./read-params.ts";

const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = { RSA2: "RSA-SHA256", RSA: "RSA-SHA1" };

/** With RSA where the client asks for it, as a client that cannot verify an answer cannot read why. */
export const algorithmOf = (signType: string | undefined): SignatureAlgorithm =>
  ALGORITHMS[signType ?? ""] ?? "RSA-SHA256";

/** A client stamps its call with its own wall clock and no zone: a day either way is some clock on earth. */
const CLOCKS_MS = 24 * 3_600_000;

const REQUIRED: readonly (readonly [parameter: string, subject: string])[] = [
  ["app_id", "app-id"],
  ["sign", "signature"],
  ["sign_type", "signature-type"],
  ["timestamp", "timestamp"],
  ["version", "version"],
];

/** The method of a call. @throws isv.missing-method, isv.invalid-method */
const methodOf = (params: Params): Method => {
  const name = params.get("method") ?? "";
  if (name === "") throw missing("method", "method");
  const method = methodNamed(name);
  if (!method) throw invalid("method", "不存在的方法名");
  return method;
};

const checkTimestamp = (text: string, now: Date): void => {
  const stamp = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? parseChinaTime(text) : undefined;
  if (!stamp) throw invalid("timestamp", "timestamp 须为 yyyy-MM-dd HH:mm:ss");
  if (Math.abs(stamp.getTime() - now.getTime()) > CLOCKS_MS) throw invalid("timestamp", "timestamp 与当前时间相差过大");
};

/** Holds the parameters that every call has against what they may be, in the order in which Alipay's door does. */
export const checkParams = (params: Params, now: Date): Method => {
  const method = methodOf(params);
  for (const [parameter, subject] of REQUIRED) if (!params.get(parameter)) throw missing(subject, parameter);
  if (!ALGORITHMS[params.get("sign_type") ?? ""]) throw invalid("signature-type", "sign_type 须为 RSA2 或 RSA");
  if (!/^utf-?8$/i.test(params.get("charset") || "utf-8")) throw invalid("charset", "charset 须为 utf-8");
  if (!/^json$/i.test(params.get("format") || "JSON")) throw invalid("format", "format 须为 JSON");
  checkTimestamp(params.get("timestamp") ?? "", now);
  // Nobody's token of this platform goes by this name, and a token is never ignored.
  if (params.get("auth_token")) throw new AlipayFault("20001", "aop.invalid-auth-token", "无效的访问令牌");
  return method;
};

/** @throws isv.invalid-signature where the call is not that app's. */
export const checkSignature = async (params: Params, { publicKey, certificateSn }: KnownApp): Promise<void> => {
  const serial = params.get("app_cert_sn") ?? "";
  if (serial !== "" && serial !== certificateSn) throw invalid("signature", "app_cert_sn 不是该应用的证书序列号");
  const [signature, algorithm] = [params.get("sign") ?? "", algorithmOf(params.get("sign_type"))];
  for (const text of textsToSign(params)) if (await isSignedBy(publicKey, text, signature, algorithm)) return;
  throw invalid("signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配");
};

/** The contents, decrypted where they are encrypted. @throws isv.invalid-encrypt, isv.decryption-error-missing-encrypt-type */
export const contentsOf = (params: Params, { aesKey }: KnownApp): string => {
  const contents = params.get("biz_content") ?? "";
  const encryptType = params.get("encrypt_type") ?? "";
  if (encryptType === "") {
    if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(contents))
      throw new AlipayFault("40001", "isv.decryption-error-missing-encrypt-type", "缺少参数 encrypt_type");
    return contents;
  }
  if (encryptType !== "AES") throw invalid("encrypt", "encrypt_type 须为 AES");
  const text = decryptText(aesKey, contents);
  if (text === undefined) throw invalid("encrypt", "解密出错，请检查接口内容加密密钥");
  return text;
};
