import type {
  GetReceiptRequest,
  Receipt,
  UploadOfflineSaleRequest,
} from "../../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../../api/json.ts";
import { ApiProblem, isUnknownResult } from "../../api/problem.ts";
import { type OfflineSale, uploadOf } from "./offline-sale.ts";
import type { SaleQueue } from "./sale-queue.ts";

/** What uploading needs of the world. */
export interface UploadPorts {
  storeId: string;
  tillId: string;
  queue: SaleQueue;
  /** How often each basket's upload was not answered; kept as long as the page. */
  failures: Map<string, number>;
  /** The platform's time as far as the till knows. */
  nowMs(): number;
  mintKey(): string;
  uploadOfflineSale(request: Json<UploadOfflineSaleRequest>, idempotencyKey: string): Promise<Json<Receipt>>;
  getReceipt(request: Json<GetReceiptRequest>): Promise<Json<Receipt>>;
}

/** Another tab may have given the sale another tender meanwhile: an answer is about the key that it was asked with. */
const settle = ({ queue }: UploadPorts, asked: OfflineSale, end: Partial<OfflineSale>): void => {
  const now = queue.sales.get().find(({ basketId }) => basketId === asked.basketId);
  if (now?.idempotencyKey !== asked.idempotencyKey) return;
  const { paymentCode, againTime: _due, ...rest } = asked;
  // The code itself is dead (P10); that one has paid still counts.
  queue.put({ ...rest, ...(paymentCode && end.state === "PAID" ? { byCode: true } : {}), ...end });
};

/** A basket that is not open may be paid: by another tab, under another key. */
const receiptIfPaid = async (ports: UploadPorts, basketId: string): Promise<Json<Receipt> | undefined> => {
  try {
    return await ports.getReceipt({ basketId });
  } catch (error) {
    if (isUnknownResult(error)) throw error;
    return undefined;
  }
};

/** Refusals that spend no code and pass with time. Their keys are told of as refused for ever, so the sale is sent under another. */
const PASSING: ReadonlySet<string> = new Set(["TOO_MANY_WRONG_CODES", "PAYMENTS_TOO_FREQUENT"]);
const AGAIN_AFTER_MS = 60_000;

/** The refused sale as it goes on waiting. */
const again = ({ mintKey, nowMs }: UploadPorts, paymentCode: string | undefined): Partial<OfflineSale> => ({
  ...{ idempotencyKey: mintKey(), againTime: new Date(nowMs() + AGAIN_AFTER_MS).toISOString() },
  ...(paymentCode && { paymentCode }),
});

const isDue = ({ state, againTime }: OfflineSale, nowMs: number): boolean =>
  state === "WAITING" && (againTime === undefined || Date.parse(againTime) <= nowMs);

const settleRefused = async (ports: UploadPorts, sale: OfflineSale, { problem }: ApiProblem): Promise<void> => {
  const { reason, detail } = problem;
  if (PASSING.has(reason)) return settle(ports, sale, again(ports, sale.paymentCode));
  const receipt = reason === "BASKET_NOT_OPEN" ? await receiptIfPaid(ports, sale.basketId) : undefined;
  if (receipt) settle(ports, sale, { state: "PAID", receiptNumber: receipt.receiptNumber ?? "" });
  else settle(ports, sale, { state: "SHORT", refusal: { reason, detail } });
};

/** Whether the next sale would fare the same: nobody answers, nobody is signed in, or the platform asks for less. */
const isAboutAll = (error: unknown): boolean =>
  !(error instanceof ApiProblem) || error.problem.status === 401 || error.problem.status === 429;

/** What is due, the oldest first; those that failed to be answered after the others, so that one which always does keeps none of them waiting. */
const dueSales = ({ queue, failures, nowMs }: UploadPorts): readonly OfflineSale[] => {
  const failed = ({ basketId }: OfflineSale) => failures.get(basketId) ?? 0;
  const due = queue.sales.get().filter((sale) => isDue(sale, nowMs()));
  return due.toReversed().sort((one, other) => failed(one) - failed(other));
};

/**
 * Uploads what waits, each sale under its own key. Resolves with whether nothing waits any more. A sale whose answer fails to come waits for the next time; so
 * does the rest where it lies not in that sale.
 */
export const uploadSales = async (ports: UploadPorts): Promise<boolean> => {
  const { queue, storeId, tillId, failures } = ports;
  for (const sale of dueSales(ports)) {
    try {
      const receipt = await ports.uploadOfflineSale(uploadOf(sale, storeId, tillId), sale.idempotencyKey);
      settle(ports, sale, { state: "PAID", receiptNumber: receipt.receiptNumber ?? "" });
    } catch (error) {
      if (!isAboutAll(error) && !isUnknownResult(error)) await settleRefused(ports, sale, error as ApiProblem);
      else {
        failures.set(sale.basketId, (failures.get(sale.basketId) ?? 0) + 1);
        if (isAboutAll(error)) return false;
      }
    }
  }
  return queue.sales.get().every(({ state }) => state !== "WAITING");
};
