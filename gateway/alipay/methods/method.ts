import type { CallOptions, Client } from "../../../kernel/contract/contract.ts";
import type { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BizContent } from "../biz/biz-content.ts";
import { type BizFields, readBizFields } from "../biz/biz-fields.ts";

/** A verified call, whichever version of the protocol it came by. */
export interface Calling {
  /** The program that signed it. */
  readonly appId: string;
  /** For whom it calls: the app's own merchant, or the one whose token an agent has sent. */
  readonly merchantId: string;
  readonly storeId: string;
  /** Caller, deadline and trace of every rpc that the method makes. */
  readonly options: CallOptions;
  readonly now: Date;
  /** Empty where the merchant wants no notification. */
  readonly notifyUrl: string;
  /** The same for the same app, method and contents: a repetition gets the stored answer (P14). */
  readonly callKey: string;
  /** The same for the same signed request only, as a client sends it again when it lost the answer. */
  readonly requestId: string;
}

/** The services behind the door. */
export interface Parties {
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly identity: Client<IdentityServiceDefinition>;
}

type AnswerValue = string | boolean | readonly AnswerValue[] | { readonly [name: string]: AnswerValue };
/** Fields that are undefined or empty are left out of the answer. */
export type AnswerFields = Readonly<Record<string, AnswerValue | undefined>>;

export interface Answer {
  readonly fields: AnswerFields;
  /** The payment waits for its payer or its channel: code 10003, or status 202. */
  readonly inProcess?: boolean;
  /** The payer's browser is to be led to the wallet's page. */
  readonly handOver?: HandOver;
}

/** A trade that the payer pays on the wallet's own page. */
export interface HandOver {
  readonly tradeId: string;
  readonly merchantId: string;
  /** What the page opens. */
  readonly qrCode: string;
  /** Where a payer goes who has not paid; empty where the merchant names none. */
  readonly quitUrl: string;
}

/** One of Alipay's methods, as both versions of the door serve it. */
export interface Method {
  /** `alipay.trade.pay` */
  readonly name: string;
  /** The HTTP method of version 3. */
  readonly verb: "GET" | "POST";
  /** The rpcs whose reasons it may meet, as actions. */
  readonly rpcs: readonly string[];
  /** Its sub_code for each of those reasons; it may have more. */
  readonly subCodes: Readonly<Record<string, string>>;
  perform(parties: Parties, calling: Calling, biz: BizContent): Promise<Answer>;
  /** What its refusals repeat. */
  echo(biz: BizContent): Readonly<Record<string, string>>;
}

interface MethodSpec<Request, Response> extends Pick<Method, "name" | "rpcs" | "subCodes"> {
  readonly verb?: Method["verb"];
  /** How a wrong field is refused. Default: as the trade methods do. */
  readonly wrongField?: { readonly code: "40002" | "40004"; readonly subCode: string };
  /** Fields that a refusal carries beside out_trade_no. */
  readonly refusalFields?: Readonly<Record<string, string>>;
  parse(fields: BizFields, biz: BizContent, calling: Calling): Request;
  call(parties: Parties, request: Request, calling: Calling): Promise<Response>;
  answer(response: Response, request: Request): Answer;
}

const outTradeNoOf = ({ out_trade_no: value }: BizContent): Readonly<Record<string, string>> =>
  typeof value === "string" && value !== "" && value.length <= 64 ? { out_trade_no: value } : {};

/** A method reads in three verbs: parse (every wrong field is named), call, answer. */
export const defineMethod = <Request, Response>(spec: MethodSpec<Request, Response>): Method => {
  const { name, verb = "POST", rpcs, subCodes, wrongField, refusalFields = {} } = spec;
  return {
    ...{ name, verb, rpcs, subCodes },
    echo: (biz) => ({ ...outTradeNoOf(biz), ...refusalFields }),
    perform: async (parties, calling, biz) => {
      const fields = readBizFields(biz, wrongField ?? { code: "40004", subCode: "ACQ.INVALID_PARAMETER" });
      const request = spec.parse(fields, biz, calling);
      fields.check();
      return spec.answer(await spec.call(parties, request, calling), request);
    },
  };
};
