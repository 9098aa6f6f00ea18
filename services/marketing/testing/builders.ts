import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { CreateCampaignRequest, DiscountKind, IssueRule } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";

/** The demo's merchant and store. */
export const MERCHANT = "mer_demomarket";
export const STORE = "str_demomarket1";

export const cny = (fen: bigint) => money(fen, "CNY");

export const cash = (fen: bigint, minimumSpend?: bigint) => ({
  ...{ kind: DiscountKind.DISCOUNT_KIND_CASH, amount: cny(fen), basisPoints: 0, cap: undefined },
  minimumSpend: minimumSpend === undefined ? undefined : cny(minimumSpend),
});

export const percent = (basisPoints: number, cap?: bigint) => ({
  ...{ kind: DiscountKind.DISCOUNT_KIND_PERCENT, amount: undefined, basisPoints },
  ...{ cap: cap === undefined ? undefined : cny(cap), minimumSpend: undefined },
});

/** 5.00 off from 50.00, for whoever grabs it: 100 coupons, one each, good for 30 days. */
export const aCampaign = (overrides: Partial<CreateCampaignRequest> = {}): CreateCampaignRequest => ({
  ...CreateCampaignRequest.create(),
  ...{ merchantId: MERCHANT, name: "满50减5元", nameEn: "5 off from 50", discount: cash(500n, 5_000n) },
  validity: { validFrom: undefined, validUntil: undefined, validDays: 30, storeIds: [] },
  limits: { total: 100, perUser: 1, budget: undefined },
  issueRule: IssueRule.ISSUE_RULE_GRAB,
  ...overrides,
});

/** The error of a call that must be refused with a reason. */
export const refusalOf = async (call: Promise<unknown>): Promise<ReasonError> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error;
};

export const reasonOf = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).reason;
