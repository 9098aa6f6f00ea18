import type {
  GetReceiptRequest,
  Receipt,
  UploadOfflineSaleRequest,
} from "../../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../../api/json.ts";
import { type ApiProblem, isUnknownResult } from "../../api/problem.ts";
import { type OfflineSale, uploadOf } from "./offline-sale.ts";
import type { SaleQueue } from "./sale-queue.ts";

/** What uploading needs of the world. */
export interface UploadPorts {
  storeId: string;
  tillId: string;
  queue: SaleQueue;
  uploadOfflineSale(request: Json<UploadOfflineSaleRequest>, idempotencyKey: string): Promise<Json<Receipt>>;
  getReceipt(request: Json<GetReceiptRequest>): Promise<Json<Receipt>>;
}

/** Another tab may have given the sale another tender meanwhile: an answer is about the key that it was asked with. */
const settle = ({ queue }: UploadPorts, asked: OfflineSale, end: Partial<OfflineSale>): void => {
  const now = queue.sales.get().find(({ basketId }) => basketId === asked.basketId);
  if (now?.idempotencyKey !== asked.idempotencyKey) return;
  const { paymentCode, ...rest } = asked;
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

const settleRefused = async (ports: UploadPorts, sale: OfflineSale, { problem }: ApiProblem): Promise<void> => {
  const { reason, detail } = problem;
  const receipt = reason === "BASKET_NOT_OPEN" ? await receiptIfPaid(ports, sale.basketId) : undefined;
  if (receipt) settle(ports, sale, { state: "PAID", receiptNumber: receipt.receiptNumber ?? "" });
  else settle(ports, sale, { state: "SHORT", refusal: { reason, detail } });
};

/**
 * Uploads what waits, the oldest first, each under its own key. Resolves with whether nothing waits any more; where an answer fails to come, or nobody is
 * signed in, the rest waits for the next time.
 */
export const uploadSales = async (ports: UploadPorts): Promise<boolean> => {
  const { queue, storeId, tillId } = ports;
  for (const sale of queue.sales.get().toReversed()) {
    if (sale.state !== "WAITING") continue;
    try {
      const receipt = await ports.uploadOfflineSale(uploadOf(sale, storeId, tillId), sale.idempotencyKey);
      settle(ports, sale, { state: "PAID", receiptNumber: receipt.receiptNumber ?? "" });
    } catch (error) {
      if (isUnknownResult(error) || (error as ApiProblem).problem.status === 401) return false;
      await settleRefused(ports, sale, error as ApiProblem);
    }
  }
  return queue.sales.get().every(({ state }) => state !== "WAITING");
};
