/** The codes with which Alipay's door refuses, and their standing texts (open.alitrip.com articleId=105806). */
const MESSAGES = {
  "20000": "Service Currently Unavailable",
  "20001": "Insufficient Token Permissions",
  "40001": "Missing Required Arguments",
  "40002": "Invalid Arguments",
  "40004": "Business Failed",
  "40005": "Call Limited",
  "40006": "Insufficient Permissions",
} as const;

export type FaultCode = keyof typeof MESSAGES;

/** A refusal in the words of Alipay's door: what both of its versions are made to say. */
export class AlipayFault extends Error {
  override readonly name = "AlipayFault";
  readonly code: FaultCode;
  /** `isv.…`, `aop.…`, `isp.…` for the door's own refusals, `ACQ.…` for a method's. */
  readonly subCode: string;
  /** For people. */
  readonly subMsg: string;
  /** What a refusal repeats of its request (out_trade_no). */
  readonly echo: Readonly<Record<string, string>>;

  constructor(code: FaultCode, subCode: string, subMsg: string, echo: Readonly<Record<string, string>> = {}) {
    super(`${code} ${subCode}`);
    this.code = code;
    this.subCode = subCode;
    this.subMsg = subMsg;
    this.echo = echo;
  }

  get msg(): string {
    return MESSAGES[this.code];
  }
}

/** A parameter that must be there and is not; `subject` as in `isv.missing-<subject>`. */
export const missing = (subject: string, parameter: string): AlipayFault =>
  new AlipayFault("40001", `isv.missing-${subject}`, `缺少参数 ${parameter}`);

/** A parameter that cannot be; `subject` as in `isv.invalid-<subject>`. */
export const invalid = (subject: string, why: string): AlipayFault =>
  new AlipayFault("40002", `isv.invalid-${subject}`, why);

/** A method's own refusal. */
export const businessFault = (subCode: string, subMsg: string, echo?: Readonly<Record<string, string>>): AlipayFault =>
  new AlipayFault("40004", subCode, subMsg, echo);

/** Our own failure: what became of the call is not known, and asking tells. */
export const unknownResult = (subCode = "isp.unknow-error"): AlipayFault =>
  new AlipayFault("20000", subCode, "系统繁忙，结果未知，请查询");
