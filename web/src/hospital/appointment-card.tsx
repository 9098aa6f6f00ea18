import { Button } from "antd-mobile";
import { useState } from "react";
import type { Appointment } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf } from "../money/amount.ts";
import { AskButton } from "./ask-button.tsx";
import { clockOf, dayOf } from "./days.ts";
import { hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import type { Due } from "./pay-sheet.tsx";
import { useLoaded } from "./use-loaded.ts";

const STATES: Readonly<Record<string, TextKey>> = {
  HELD: "hospitalStateHeld",
  CONFIRMED: "hospitalStateConfirmed",
  CHECKED_IN: "hospitalStateCheckedIn",
  FINISHED: "hospitalStateFinished",
  RELEASED: "hospitalStateReleased",
  CANCELLED: "hospitalStateCancelled",
  STOPPED: "hospitalStateStopped",
  NO_SHOW: "hospitalStateNoShow",
  VOID: "hospitalStateVoid",
};

const REFUNDS: Readonly<Record<string, TextKey>> = {
  REFUND_STATE_PENDING: "hospitalRefundPending",
  REFUND_STATE_DONE: "hospitalRefundDone",
};

const isPast = (instant: string | undefined): boolean => Date.parse(instant ?? "") <= serverNowMs();

/** The live place in the queue. */
const LiveWaiting = ({ appointmentId }: { appointmentId: string }) => {
  const text = useText();
  const nameOf = useName();
  const { value } = useLoaded(() => call(hospital.getWaiting, { appointmentId }));
  if (!value) return null;
  const isCalled = value.ticket?.state === "TICKET_STATE_CALLED";
  const range = { low: value.estimateLowMinutes ?? 0, high: value.estimateHighMinutes ?? 0 };
  const place = value.ahead ? text("hospitalAhead", { count: value.ahead }) : text("hospitalNext");
  const headline = isCalled ? text("hospitalYourTurn") : place;
  return (
    <div className={isCalled ? "clinic-waiting clinic-called" : "clinic-waiting"} data-testid="waiting">
      <strong>{headline}</strong>
      {isCalled || range.high === 0 ? null : <span>{text("hospitalEstimate", range)}</span>}
      <span className="faint">
        {nameOf({ name: value.place, nameEn: value.placeEn })} ·{" "}
        {nameOf({ name: value.doctorName, nameEn: value.doctorNameEn })}
      </span>
      {value.currentNumber ? (
        <span className="faint">{text("hospitalCurrent", { number: value.currentNumber })}</span>
      ) : null}
    </div>
  );
};

const Rating = ({ appointment, onChanged }: { appointment: Json<Appointment>; onChanged(): void }) => {
  const text = useText();
  const [stars, setStars] = useState(0);
  const { appointmentId = "" } = appointment;
  if (appointment.stars) return <p className="clinic-stars">{"★".repeat(appointment.stars)}</p>;
  const send = async () => {
    if (await attempt(text, () => call(hospital.rateVisit, { appointmentId, stars, text: "" }))) onChanged();
  };
  return (
    <div className="clinic-actions" data-testid="rating">
      {[1, 2, 3, 4, 5].map((star) => (
        <button
          type="button"
          key={star}
          className="clinic-star"
          aria-label={text("hospitalStars", { count: star })}
          aria-pressed={star <= stars}
          data-star={star}
          onClick={() => setStars(star)}
        >
          {star <= stars ? "★" : "☆"}
        </button>
      ))}
      <Button color="primary" disabled={stars === 0} data-testid="rate" onClick={() => void send()}>
        {text("hospitalRate")}
      </Button>
    </div>
  );
};

interface CardProps {
  appointment: Json<Appointment>;
  onChanged(): void;
  onPay(due: Due): void;
}

type Act = (work: () => Promise<unknown>) => Promise<void>;

/** From when the patient can check in, and the button for it while it is time. */
const CheckIn = ({ appointment, act }: { appointment: Json<Appointment>; act: Act }) => {
  const text = useText();
  const { appointmentId = "", checkInStartTime, checkInEndTime } = appointment;
  if (isPast(checkInEndTime)) return null;
  if (!isPast(checkInStartTime))
    return <span className="faint">{text("hospitalCheckInFrom", { time: clockOf(checkInStartTime) })}</span>;
  return (
    <Button
      color="primary"
      onClick={() => void act(() => call(hospital.checkIn, { appointmentId }))}
      data-testid="check-in"
    >
      {text("hospitalCheckIn")}
    </Button>
  );
};

/** What the user can do with an appointment now. */
const Actions = ({ appointment, onChanged, onPay }: CardProps) => {
  const text = useText();
  const nameOf = useName();
  const { appointmentId = "", state = "" } = appointment;
  const isHeld = state === "APPOINTMENT_STATE_HELD";
  const isConfirmed = state === "APPOINTMENT_STATE_CONFIRMED";
  const act: Act = async (work) => {
    await attempt(text, work);
    onChanged();
  };
  const pay = async () => {
    const { tradeId = "" } = await call(hospital.payFee, { appointmentId });
    const subject = nameOf({ name: appointment.doctorName, nameEn: appointment.doctorNameEn });
    onPay({ tradeId, amount: amountOf(appointment.fee), subject });
  };
  return (
    <div className="clinic-actions">
      {isHeld ? (
        <Button color="primary" onClick={() => void act(pay)} data-testid="pay-fee">
          {text("hospitalPay")}
        </Button>
      ) : null}
      {isConfirmed ? <CheckIn appointment={appointment} act={act} /> : null}
      {isHeld || (isConfirmed && !isPast(appointment.cancelEndTime)) ? (
        <AskButton
          label={text("hospitalCancel")}
          question={text("hospitalCancelAsk")}
          onSure={() => void act(() => call(hospital.cancelAppointment, { appointmentId }))}
        />
      ) : null}
    </div>
  );
};

/** One appointment: what, when, where it stands, and what can be done. */
export const AppointmentCard = (props: CardProps) => {
  const text = useText();
  const nameOf = useName();
  const { appointment } = props;
  const state = (appointment.state ?? "").replace("APPOINTMENT_STATE_", "");
  const refund = REFUNDS[appointment.refundState ?? ""];
  return (
    <section className="card" data-testid="appointment" data-state={state}>
      <div className="clinic-row">
        <span className="clinic-text">
          <strong>
            {nameOf({ name: appointment.departmentName, nameEn: appointment.departmentNameEn })}{" "}
            {nameOf({ name: appointment.doctorName, nameEn: appointment.doctorNameEn })}
          </strong>
          <span>
            {dayOf(appointment.startTime)} {clockOf(appointment.startTime)}–{clockOf(appointment.endTime)}
          </span>
          <span className="faint">{appointment.patientMaskedName}</span>
        </span>
        <span className="clinic-end">
          <span className={`clinic-state clinic-state-${state.toLowerCase()}`}>
            {text(STATES[state] ?? "hospitalStateHeld")}
          </span>
          {appointment.queueNumber ? <strong className="clinic-number">{appointment.queueNumber}</strong> : null}
          {refund ? <span className="faint">{text(refund)}</span> : null}
        </span>
      </div>
      {appointment.stopReason ? <p className="faint">{appointment.stopReason}</p> : null}
      {state === "CHECKED_IN" ? <LiveWaiting appointmentId={appointment.appointmentId ?? ""} /> : null}
      {state === "FINISHED" ? <Rating appointment={appointment} onChanged={props.onChanged} /> : <Actions {...props} />}
    </section>
  );
};
