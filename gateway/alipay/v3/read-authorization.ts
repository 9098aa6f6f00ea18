import { invalid, missing } from "../fault.ts";

/** What a version 3 call says of itself in its `authorization` header (ALIPAY_API 2). */
export interface Authorization {
  /** The part that is signed, as it was sent. */
  readonly authString: string;
  readonly appId: string;
  readonly certificateSn: string;
  readonly signature: string;
}

const HEADER = /^ALIPAY-SHA256withRSA\s+(.{1,1024}),\s*sign=([A-Za-z0-9+/=]{1,1024})$/;
/** A millisecond of epoch, and a day either way for clocks. */
const TIMESTAMP = /^\d{13}$/;
const CLOCKS_MS = 24 * 3_600_000;

const membersOf = (authString: string): ReadonlyMap<string, string> =>
  new Map(
    authString.split(",").map((member) => {
      const at = member.indexOf("=");
      return [member.slice(0, at).trim(), member.slice(at + 1).trim()];
    }),
  );

/** Members that are not known are part of what is signed and are else left alone. @throws 40001 or 40002 naming the member. */
export const readAuthorization = (header: string | undefined, now: Date): Authorization => {
  if (!header) throw missing("signature", "authorization");
  const parts = HEADER.exec(header);
  if (!parts) throw invalid("signature", "authorization 须为 ALIPAY-SHA256withRSA app_id=…,nonce=…,timestamp=…,sign=…");
  const [, authString = "", signature = ""] = parts;
  const members = membersOf(authString);
  const appId = members.get("app_id") ?? "";
  if (appId === "") throw missing("app-id", "app_id");
  if (!members.get("nonce")) throw missing("nonce", "nonce");
  const timestamp = members.get("timestamp") ?? "";
  if (!TIMESTAMP.test(timestamp) || Math.abs(Number(timestamp) - now.getTime()) > CLOCKS_MS)
    throw invalid("timestamp", "timestamp 须为当前时间的毫秒数");
  return { authString, appId, certificateSn: members.get("app_cert_sn") ?? "", signature };
};

/** What a version 3 signature signs. @param target path and query as they were sent */
export const textToSign = (
  { authString }: Authorization,
  { verb, target, body, appAuthToken }: { verb: string; target: string; body: string; appAuthToken: string },
): string => `${authString}\n${verb}\n${target}\n${body}\n${appAuthToken === "" ? "" : `${appAuthToken}\n`}`;
