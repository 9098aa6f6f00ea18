import type { TillTerms } from "../../../../proto/gen/paywindow/payments/v1/offline.ts";
import type { UploadOfflineSaleRequest } from "../../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../../api/json.ts";
import type { TextKey } from "../../i18n/zh.ts";
import type { TillLine } from "../basket.ts";

/**
 * A sale that the till made by itself. Stored before anything is sent (V3).
 * WAITING: it may have arrived or not; the very same is sent until the platform answers. Exits: PAID, SHORT.
 * SHORT: refused; the goods are gone and unpaid. Exit: WAITING, with another tender under another key.
 * PAID: the platform has it. Final.
 */
export interface OfflineSale {
  basketId: string;
  idempotencyKey: string;
  lines: readonly TillLine[];
  total: Amount;
  /** By the platform's clock as far as the till knew it, ISO 8601. */
  soldTime: string;
  /** Forgotten as soon as the result is known. Absent: cash. */
  paymentCode?: string;
  /** Paid by a code: it counts against what the till may take until its next contact. */
  byCode?: true;
  /** Of cash: what was handed over. */
  received?: Amount;
  state: "WAITING" | "SHORT" | "PAID";
  /** WAITING, but was refused for a reason that passes: not sent again before, ISO 8601. */
  againTime?: string;
  refusal?: { reason: string; detail: string };
  receiptNumber?: string;
}

/** What the till was told while it had contact. */
export type KeptTerms = Json<TillTerms>;

const minorOf = (text: string | number | undefined): bigint => BigInt(text ?? 0);

/** What the till may still take by codes before its next contact, in minor units: P38, less what waits, and what was uploaded since, as the platform counts it. */
export const leftOf = ({ checkInTime, offline }: KeptTerms, sales: readonly OfflineSale[]): bigint => {
  const isSince = ({ soldTime }: OfflineSale) => Date.parse(soldTime) >= Date.parse(checkInTime ?? "");
  const counted = sales.filter((sale) =>
    sale.state === "PAID" ? sale.byCode && isSince(sale) : sale.state === "WAITING" && sale.paymentCode !== undefined,
  );
  return counted.reduce((left, { total }) => left - BigInt(total.minorUnits), minorOf(offline?.maxTotal));
};

/** Whether the till's last contact is too long ago to take codes. */
export const isOutOfTime = ({ checkInTime, offline }: KeptTerms, nowMs: number): boolean =>
  nowMs - Date.parse(checkInTime ?? "") > (offline?.maxAgeS ?? 0) * 1000;

/** What a sale by code would be. */
interface Asked {
  paymentCode: string;
  amount: Amount;
  nowMs: number;
}

/** Why the till may not take the code without asking anybody, if so. Only its form can be checked; the platform judges it later. */
export const decideOfflineCode = (
  terms: KeptTerms | undefined,
  sales: readonly OfflineSale[],
  { paymentCode, amount, nowMs }: Asked,
): TextKey | undefined => {
  if (!terms?.offline) return "offlineNotAgreed";
  if (!/^28\d{16}$/.test(paymentCode)) return "offlineForeignCode";
  if (isOutOfTime(terms, nowMs)) return "offlineOutOfTime";
  if (sales.some((sale) => sale.paymentCode === paymentCode)) return "offlineCodeTwice";
  if (BigInt(amount.minorUnits) > minorOf(terms.offline.maxTrade)) return "offlineTooLarge";
  if (BigInt(amount.minorUnits) > leftOf(terms, sales)) return "offlineNothingLeft";
  return undefined;
};

/** The sale as UploadOfflineSale takes it. */
export const uploadOf = (sale: OfflineSale, storeId: string, tillId: string): Json<UploadOfflineSaleRequest> => ({
  ...{ basketId: sale.basketId, storeId, tillId, soldTime: sale.soldTime },
  lines: sale.lines.map(({ barcode, quantity, unitPrice }) => ({ barcode, quantity, unitPrice })),
  ...(sale.paymentCode ? { paymentCode: sale.paymentCode } : {}),
  ...(sale.received ? { receivedAmount: sale.received } : {}),
});
