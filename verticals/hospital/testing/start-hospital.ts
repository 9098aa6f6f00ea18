import { type Caller, serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { hasReason, ReasonError } from "../../../kernel/errors/reason.ts";
import {
  startTestNode,
  startTestNodes,
  type TestNode,
  type TestNodeSettings,
} from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { HospitalServiceDefinition } from "../../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { type BindPatientRequest, Relation } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { PaymentsServiceDefinition, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { payments } from "../../../services/payments/payments.service.ts";
import { hospital } from "../hospital.service.ts";
import { type AppointmentCheck, verifyAppointments } from "../verify-appointments.ts";

/** For this service's tests: the demonstration's hospital on a node with the real payments service. */
export const CLINIC = "str_demohospital1";
export const HOSPITAL = "mer_demohospital";
/** 09:40 in China. */
const MORNING = "2030-01-01T01:40:00.000Z";
export const TODAY = "2030-01-01";
export const FEE = 2_500n;

const staff = (id: string, role: string, siteIds = [CLINIC], tenantId = HOSPITAL): Caller => ({
  ...{ kind: "staff", id, tenantId, siteIds, roles: [role] },
});

export const PEOPLE = {
  shopper1: { kind: "user", id: "usr_demoshopper1" },
  shopper2: { kind: "user", id: "usr_demoshopper2" },
  doctor: staff("stf_demodoctor1", "doctor"),
  doctor2: staff("stf_demodoctor2", "doctor"),
  nurse: staff("stf_demonurse1", "nurse"),
  manager: staff("stf_demohospitalmanager1", "manager"),
  stranger: staff("stf_elsewhere1", "manager", ["str_elsewhere1"], "mer_elsewhere1"),
  anonymous: { kind: "anonymous", id: "" },
} as const satisfies Record<string, Caller>;

export type Who = keyof typeof PEOPLE;

/** The cards of the demonstration. */
export const CARDS = {
  li: { patientId: "pat_demopatient1", cardNumber: "RH20260001", name: "李小明", identityNumber: "990101198803070019" },
  wang: { patientId: "pat_demopatient2", cardNumber: "RH20260002", name: "王芳", identityNumber: "990101199205120025" },
  father: {
    patientId: "pat_demopatient3",
    cardNumber: "RH20260003",
    name: "李建国",
    identityNumber: "990101195402140035",
  },
  child: {
    patientId: "pat_demopatient4",
    cardNumber: "RH20260004",
    name: "李思雨",
    identityNumber: "990101201809010046",
  },
  expecting: {
    patientId: "pat_demopatient5",
    cardNumber: "RH20260005",
    name: "张晓敏",
    identityNumber: "990101199506230068",
  },
} as const;

/** A slot of a doctor today by its half hour. */
export const slotOf = (doctor: 1 | 2 | 3 | 4, index: number, date = "20300101"): string =>
  `slt_demodoctor${doctor}${date}n${index}`;
/** 10:00 to 10:30. */
export const AT_TEN = 20;

const PASSWORD = "280517";

export interface Hospital extends Omit<TestNode, "as"> {
  readonly clock: FixedClock;
  as(who: Who | Caller): Client<HospitalServiceDefinition>;
  payments(who: Who | Caller): Client<PaymentsServiceDefinition>;
  bind(who: Who | Caller, card: keyof typeof CARDS, changes?: Partial<BindPatientRequest>): Promise<unknown>;
  /** Binds, holds, pays; the appointment's id. */
  book(who: Who, card: keyof typeof CARDS, slotId?: string): Promise<string>;
  pay(who: Who, tradeId: string): Promise<unknown>;
  job(name: string, times?: number): Promise<void>;
  rows<Row>(collection: string, filter?: object): Promise<Row[]>;
  balance(who: Who): Promise<bigint>;
  verify(): Promise<AppointmentCheck>;
}

export const reasonOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error.reason;
};

const bindRequest = (card: keyof typeof CARDS, changes: Partial<BindPatientRequest> = {}): BindPatientRequest => {
  const { cardNumber, name, identityNumber } = CARDS[card];
  return {
    merchantId: HOSPITAL,
    cardNumber,
    name,
    identityNumber,
    relation: Relation.RELATION_SELF,
    consent: true,
    ...changes,
  };
};

const callerOf = (who: Who | Caller): Caller => (typeof who === "string" ? PEOPLE[who] : who);

const surface = (node: TestNode, clock: FixedClock): Hospital => {
  const as = (who: Who | Caller) => node.as(callerOf(who), HospitalServiceDefinition);
  const paymentsOf = (who: Who | Caller) => node.as(callerOf(who), PaymentsServiceDefinition);
  const bind = (who: Who | Caller, card: keyof typeof CARDS, changes?: Partial<BindPatientRequest>) =>
    as(who).bindPatient(bindRequest(card, changes));
  const pay = async (who: Who, tradeId: string) => {
    await paymentsOf(who)
      .setPaymentPassword({ paymentPassword: PASSWORD })
      .catch(() => undefined);
    return paymentsOf(who).confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
  };
  return {
    ...{ ...node, clock, as, payments: paymentsOf, bind, pay },
    book: async (who, card, slotId = slotOf(1, AT_TEN)) => {
      await bind(who, card);
      const { appointmentId } = await as(who).holdSlot({ slotId, patientId: CARDS[card].patientId });
      const { tradeId } = await as(who).payFee({ appointmentId });
      await pay(who, tradeId);
      await node.drain();
      return appointmentId;
    },
    job: async (name, times = 1) => {
      for (let time = 0; time < times; time++) await node.node.runJob("hospital", name);
      await node.drain();
    },
    rows: async <Row>(collection: string, filter = {}) =>
      (await node
        .store("hospital")
        .connection.collection(collection)
        .find(filter, { sort: { _id: 1 } })
        .toArray()) as Row[],
    balance: async (who) => (await paymentsOf(who).getWallet({})).available?.minorUnits ?? 0n,
    verify: () => verifyAppointments(node.store("hospital"), askTrade(node)),
  };
};

/** What payments has of a trade, asked as any service asks. */
const askTrade = (node: TestNode) => async (merchantId: string, merchantTradeId: string) => {
  const client = node.as(serviceCaller("verify"), PaymentsServiceDefinition);
  const trade = await client.queryTrade({ merchantId, merchantTradeId, tradeId: "" }).catch((error: unknown) => {
    if (hasReason(error, "TRADE_NOT_FOUND")) return undefined;
    throw error;
  });
  const isPaid = trade?.state === TradeState.TRADE_STATE_SUCCESS;
  return (
    trade && {
      paid: isPaid ? (trade.paidAmount?.minorUnits ?? 0n) : 0n,
      refunded: trade.refundedAmount?.minorUnits ?? 0n,
      isReversed: trade.state === TradeState.TRADE_STATE_REVERSED,
    }
  );
};

const MODULES = [payments, hospital];

export const startHospital = async (settings: Pick<TestNodeSettings, "faults" | "config"> = {}): Promise<Hospital> => {
  const clock = fixedClock(MORNING);
  return surface(await startTestNode({ modules: MODULES, demo: true, clock, ...settings }), clock);
};

/** The same services on several nodes over one store: calls of each go to its own node. */
export const startHospitals = async (count: number): Promise<Hospital[]> => {
  const clock = fixedClock(MORNING);
  const nodes = await startTestNodes(count, { modules: MODULES, demo: true, clock });
  return nodes.map((node) => surface(node, clock));
};
