import type { Dice } from "../simulate/dice.ts";
import { confirmTrade, type Person, readMessage } from "./people.ts";
import { DayStopped, linger, type World, waitFor } from "./world.ts";

const MERCHANT = "mer_demohospital";
const DOCTOR = "doc_demodoctor1";
const BIND_PATH = "/v1/hospital/bind-patient";

/** A visit card, as who has it in hand reads it. */
export interface HeldCard {
  readonly cardNumber: string;
  readonly name: string;
  readonly identityNumber: string;
}

/** Visit cards of the demonstration: who has them in hand can bind them. */
const CARDS: readonly HeldCard[] = [
  { cardNumber: "RH20260001", name: "李小明", identityNumber: "990101198803070019" },
  { cardNumber: "RH20260002", name: "王芳", identityNumber: "990101199205120025" },
  { cardNumber: "RH20260004", name: "李思雨", identityNumber: "990101201809010046" },
  { cardNumber: "RH20260003", name: "李建国", identityNumber: "990101195402140035" },
  { cardNumber: "RH20260005", name: "张晓敏", identityNumber: "990101199506230068" },
];

/** How many visits a day can have: each card is of one, who sees the doctor once. */
export const MAX_VISITS = CARDS.length;

/** The card of the patient of that number. */
export const patientCardOf = (index: number): HeldCard => CARDS[index % CARDS.length]!;

/** The card with that number on it. */
export const heldCardOf = (cardNumber: string): HeldCard => CARDS.find((one) => one.cardNumber === cardNumber)!;

interface Money {
  readonly minorUnits?: string;
}

interface Appointment {
  readonly appointmentId: string;
  readonly state: string;
  readonly fee?: Money;
}

interface Slot {
  readonly slotId: string;
  readonly endTime: string;
  readonly freePlaces?: number;
}

interface Item {
  readonly itemId: string;
  readonly appointmentId: string;
  readonly state: string;
  readonly price: Money;
}

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const dayInChina = (now: number): string => new Date(now + CHINA_MS).toISOString().slice(0, 10);

const find = async (world: World, person: Person, appointmentId: string, step: string, state: string) => {
  const path = `/v1/hospital/get-appointment?appointmentId=${appointmentId}`;
  await waitFor(world, step, async () => {
    const seen = await person.visitor.get<Appointment>("look at the appointment", path);
    return seen.state === state ? seen : undefined;
  });
};

/** Books the first free place that has not passed, and pays for it. Undefined where this patient has been with the doctor today. */
const book = async (world: World, person: Person, patientId: string): Promise<string | undefined> => {
  const { visitor } = person;
  const now = Date.now();
  const path = `/v1/hospital/list-slots?doctorId=${DOCTOR}&date=${dayInChina(now)}`;
  const { slots } = await visitor.get<{ slots: Slot[] }>("look for a free place", path);
  const slot = slots.find(({ endTime, freePlaces = 0 }) => Date.parse(endTime) > now + 5_000 && freePlaces > 0);
  if (!slot) throw new DayStopped("look for a free place", "there is none today");
  const hold = { slotId: slot.slotId, patientId };
  const held = await visitor.attempt<Appointment>("hold a place", "/v1/hospital/hold-slot", hold, [
    "APPOINTMENT_EXISTS",
  ]);
  if (!held.body) return undefined;
  const { appointmentId, fee } = held.body;
  const { tradeId } = await visitor.post<{ tradeId: string }>("pay the fee", "/v1/hospital/pay-fee", { appointmentId });
  await confirmTrade(person, tradeId);
  await find(world, person, appointmentId, "have an appointment", "APPOINTMENT_STATE_CONFIRMED");
  person.note("appointment", Number(fee?.minorUnits ?? 0));
  return appointmentId;
};

const payItems = async (world: World, person: Person, patientId: string, appointmentId: string): Promise<void> => {
  const path = `/v1/hospital/list-items?patientId=${patientId}`;
  const mine = await waitFor(world, "have examinations ordered", async () => {
    const { items = [] } = await person.visitor.get<{ items?: Item[] }>("look at what was ordered", path);
    const open = items.filter((one) => one.appointmentId === appointmentId && one.state === "ITEM_STATE_OPEN");
    return open.length > 0 ? open : undefined;
  });
  const fen = mine.reduce((sum, { price }) => sum + Number(price.minorUnits), 0);
  const expectedTotal = { minorUnits: String(fen), currencyCode: "CNY" };
  const pay = { patientId, itemIds: mine.map(({ itemId }) => itemId), expectedTotal };
  const { tradeId } = await person.visitor.post<{ tradeId: string }>("pay examinations", "/v1/hospital/pay-items", pay);
  await confirmTrade(person, tradeId);
  person.note("examination", fen);
};

const readReport = async (world: World, person: Person, patientId: string, since: number): Promise<void> => {
  interface Reports {
    readonly reports?: readonly {
      readonly reportId: string;
      readonly releaseTime?: string;
      readonly isRead?: boolean;
    }[];
  }
  const path = `/v1/hospital/list-reports?patientId=${patientId}`;
  const reportId = await waitFor(world, "have a report", async () => {
    const { reports = [] } = await person.visitor.get<Reports>("look for a report", path);
    return reports.find((one) => !one.isRead && Date.parse(one.releaseTime ?? "") >= since)?.reportId;
  });
  await person.visitor.post("read the report", "/v1/hospital/get-report", { reportId });
  person.note("report");
};

/** Binds a card, books, pays, checks in, is called, pays what the doctor orders, is told of the laboratory's report and reads it, rates; and gives the card back. */
export const seeDoctor = async (
  world: World,
  person: Person,
  card: HeldCard & { readonly relation: string },
  dice: Dice,
): Promise<void> => {
  const { visitor } = person;
  const since = Date.now() - DAY_MS;
  const bind = { ...card, merchantId: MERCHANT, consent: true };
  const { patientId } = await visitor.post<{ patientId: string }>("bind a visit card", BIND_PATH, bind);
  const appointmentId = await book(world, person, patientId);
  if (appointmentId) {
    await linger(world, dice);
    await visitor.post("check in", "/v1/hospital/check-in", { appointmentId });
    await readMessage(world, person, MERCHANT, "请到诊室就诊");
    person.note("called");
    await payItems(world, person, patientId, appointmentId);
    await readMessage(world, person, MERCHANT, "检验报告已出");
    await readReport(world, person, patientId, since);
    await find(world, person, appointmentId, "be seen", "APPOINTMENT_STATE_FINISHED");
    const rating = { appointmentId, stars: dice.between(3, 5), text: "" };
    await visitor.post("rate the visit", "/v1/hospital/rate-visit", rating);
    person.note("rating");
  }
  await visitor.post("unbind the card", "/v1/hospital/unbind-patient", { patientId });
};
