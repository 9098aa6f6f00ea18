import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRows } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type {
  ListExaminationsRequest,
  ListExaminationsResponse,
  ListItemsResponse,
  OrderItemsRequest,
} from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { assertAtSite } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import { itemsChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { todayOf } from "../queue/change-queue.ts";
import { loadDoctor } from "../queue/load-doctor.ts";
import { queueIdOf, type TicketRow } from "../queue/queue-model.ts";
import type { DoctorRow } from "../schedule/schedule.ts";
import type { ExaminationRow, ItemRow } from "./item.ts";
import { itemMessage } from "./item-message.ts";

/** ListExaminations */
export const listExaminations =
  ({ examinations, departments }: HospitalParts): Handler<ListExaminationsRequest, ListExaminationsResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    assertAtSite(caller, storeId);
    const [rows, places] = await Promise.all([
      examinations.find({ storeId }).sort({ code: 1 }).lean<ExaminationRow[]>(),
      departments.find({ storeId }).lean(),
    ]);
    const placeOf = new Map(places.map((one) => [one._id, one]));
    return {
      examinations: rows.map(({ code, name, nameEn, price, currencyCode, departmentId }) => ({
        ...{ code, name, nameEn, price: money(price, currencyCode) },
        departmentName: placeOf.get(departmentId)?.name ?? "",
        departmentNameEn: placeOf.get(departmentId)?.nameEn ?? "",
      })),
    };
  };

/** OrderItems: for the patient who is with the doctor, once per order id. */
export const orderItems =
  (parts: HospitalParts): Handler<OrderItemsRequest, ListItemsResponse> =>
  async (request, context) => {
    const { caller, now, traceparent } = context;
    const { orderId, ticketId, codes } = parse(request);
    const doctor = await loadDoctor(parts, caller);
    const items = await runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const known = await parts.items.find({ orderId }).session(session).lean<ItemRow[]>();
        if (known.length > 0) return sameOrder(known, doctor, codes, context);
        const ticket = await loadCalled(parts, doctor, ticketId, now, session);
        const rows = await itemsOf(parts, { ticket, doctor, orderId, codes }, now, session);
        await insertRows(parts.items, rows, session);
        const payload = { userId: ticket.userId, storeId: ticket.storeId };
        await parts.outbox.append(session, itemsChanged, payload, { now, traceparent, key: orderId });
        return rows;
      }),
    );
    return { items: items.map(itemMessage) };
  };

const ORDER_ID = { en: "ord_ and 8 to 40 of 0-9 A-Z a-z", zh: "须为 ord_ 加 8 至 40 位字母或数字" };

const parse = ({ orderId, ticketId, codes }: OrderItemsRequest) => {
  const fields = readFields();
  fields.matching("order_id", orderId, /^ord_[0-9A-Za-z]{8,40}$/, ORDER_ID);
  fields.id("ticket_id", ticketId, "tkt");
  if (codes.length < 1 || codes.length > 20 || new Set(codes).size !== codes.length)
    fields.refuse({ field: "codes", en: "1 to 20, each once", zh: "1 至 20 项，不得重复" });
  fields.check();
  return { orderId, ticketId, codes };
};

const sameOrder = (
  known: ItemRow[],
  doctor: DoctorRow,
  codes: readonly string[],
  context: Pick<CallContext, "markReplayed">,
): ItemRow[] => {
  const isSame = known.length === codes.length && known.every(({ code }) => codes.includes(code));
  if (!isSame || known.some(({ orderedBy }) => orderedBy !== doctor._id))
    throw hospitalReasons.error("ORDER_ID_REUSED");
  context.markReplayed();
  return known;
};

const loadCalled = async (
  { queues, tickets }: HospitalParts,
  doctor: DoctorRow,
  ticketId: string,
  now: Date,
  session: ClientSession,
): Promise<TicketRow> => {
  const queue = await findRow(queues, { _id: queueIdOf(doctor._id, todayOf(now)) }, session);
  const ticket = queue?.currentTicketId === ticketId ? await findRow(tickets, { _id: ticketId }, session) : null;
  if (!ticket) throw hospitalReasons.error("TICKET_NOT_CALLED");
  return ticket;
};

interface Order {
  readonly ticket: TicketRow;
  readonly doctor: DoctorRow;
  readonly orderId: string;
  readonly codes: readonly string[];
}

const itemsOf = (
  { examinations, departments }: HospitalParts,
  { ticket, doctor, orderId, codes }: Order,
  now: Date,
  session: ClientSession,
): Promise<ItemRow[]> =>
  Promise.all(
    codes.map(async (code): Promise<ItemRow> => {
      const examination = await findRow(examinations, { storeId: doctor.storeId, code }, session);
      if (!examination) throw hospitalReasons.error("EXAMINATION_NOT_FOUND", { metadata: { code: code.slice(0, 32) } });
      const { name, nameEn, price, currencyCode, departmentId } = examination;
      const made = await findRow(departments, { _id: departmentId }, session);
      return {
        ...{ _id: newId("itm", now), merchantId: doctor.merchantId, storeId: doctor.storeId },
        ...{ appointmentId: ticket.appointmentId, patientId: ticket.patientId, userId: ticket.userId },
        ...{ orderId, orderedBy: doctor._id, orderTime: now, code, name, nameEn, price, currencyCode },
        ...{ departmentName: made?.name ?? "", departmentNameEn: made?.nameEn ?? "" },
        ...{ place: made?.place ?? "", placeEn: made?.placeEn ?? "", state: "OPEN", billId: "" },
        ...{ refundState: "NONE", refundDueTime: now },
      };
    }),
  );
