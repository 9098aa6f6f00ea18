import { sendReport } from "./laboratory.ts";
import type { Visitor } from "./visitor.ts";
import { rest, type World, waitFor } from "./world.ts";

const ROUND_MS = 250;
const CODES = ["CBC", "CRP"];

interface Ticket {
  readonly ticketId: string;
  readonly appointmentId: string;
  readonly patientId: string;
}

interface Queue {
  readonly calls?: number;
  readonly current?: Ticket;
  readonly waiting?: readonly Ticket[];
}

interface Item {
  readonly itemId: string;
  readonly state: string;
}

/** Who works at the clinic. */
export interface Clinic {
  readonly doctor: Visitor;
  readonly nurse: Visitor;
}

/** What the doctor has ordered, once it is paid. */
const paidItems = (world: World, { nurse }: Clinic, appointmentId: string): Promise<readonly Item[]> => {
  const path = `/v1/hospital/list-visit-items?appointmentId=${appointmentId}`;
  return waitFor(world, "have what was ordered paid", async () => {
    const { items = [] } = await nurse.get<{ items?: Item[] }>("look for what is paid", path);
    return items.every(({ state }) => state === "ITEM_STATE_PAID") ? items : undefined;
  });
};

/** Orders, takes the sample once it is paid, has it reported, and ends the visit. The ids are of the ticket, so that a visit which is begun again goes on. */
const examine = async (world: World, clinic: Clinic, { ticketId, appointmentId, patientId }: Ticket): Promise<void> => {
  const { doctor, nurse } = clinic;
  const orderId = `ord_${ticketId.slice(4)}`;
  await doctor.post("order examinations", "/v1/hospital/order-items", { orderId, ticketId, codes: CODES });
  for (const { itemId } of await paidItems(world, clinic, appointmentId))
    await nurse.post("perform an examination", "/v1/hospital/perform-item", { itemId });
  const read = { patientId, purpose: "标签打印" };
  const record = await nurse.post<{ cardNumber: string; name: string }>(
    "label the sample",
    "/v1/hospital/read-patient-record",
    read,
  );
  const reportNumber = `L${ticketId.slice(-16)}`;
  await sendReport(world, { reportNumber, cardNumber: record.cardNumber, name: record.name });
  await doctor.post("finish the visit", "/v1/hospital/finish-visit", { ticketId });
};

/** The doctor calls one patient after the other, and sees each of them, until told to stop. */
export const holdClinic = async (world: World, clinic: Clinic, until: AbortSignal): Promise<void> => {
  const { doctor } = clinic;
  while (!until.aborted) {
    const queue = await doctor.get<Queue>("look at the doctor's queue", "/v1/hospital/get-doctor-queue");
    if (queue.current) await examine(world, clinic, queue.current);
    else if (queue.waiting?.length)
      await doctor.post("call the next patient", "/v1/hospital/call-next", { seenCalls: queue.calls ?? 0 });
    await rest(world, ROUND_MS);
  }
};
