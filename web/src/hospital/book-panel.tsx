import { Button, Selector } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Department, Doctor, Slot } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import type { BoundPatient } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount, isZero } from "../money/amount.ts";
import { clockOf, nextDays } from "./days.ts";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import type { Due } from "./pay-sheet.tsx";

/** Reads while its question stays the same; an answer to an older question is dropped. */
const useAnswer = <T,>(question: string, ask: () => Promise<T>): T | undefined => {
  const [answer, setAnswer] = useState<{ question: string; value: T }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question names all that the asking depends on
  useEffect(() => {
    let isGone = false;
    ask().then(
      (value) => isGone || setAnswer({ question, value }),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [question]);
  return answer?.question === question ? answer.value : undefined;
};

const useFee = () => {
  const text = useText();
  return (fee: Json<Doctor>["fee"]) => (isZero(amountOf(fee)) ? text("hospitalFree") : formatAmount(amountOf(fee)));
};

const DoctorCard = ({ doctor, onChoose }: { doctor: Json<Doctor>; onChoose(): void }) => {
  const text = useText();
  const nameOf = useName();
  const feeOf = useFee();
  return (
    <button type="button" className="card clinic-row clinic-choice" data-doctor={doctor.doctorId} onClick={onChoose}>
      <span className="clinic-text">
        <strong>{nameOf(doctor)}</strong>
        <span className="faint">{nameOf({ name: doctor.title, nameEn: doctor.titleEn })}</span>
        {doctor.ratingCount ? (
          <span className="faint">
            {text("hospitalRated", { stars: doctor.ratingAverage ?? 0, count: doctor.ratingCount })}
          </span>
        ) : null}
      </span>
      <span className="clinic-end">
        <span>{feeOf(doctor.fee)}</span>
        <span className="faint">{text("hospitalPlaces", { count: doctor.freePlaces ?? 0 })}</span>
      </span>
    </button>
  );
};

interface BookProps {
  patients: Json<BoundPatient>[];
  onBooked(due: Due | undefined): void;
}

/** A doctor's slots of the day; those that are over are not shown. */
const SlotGrid = ({ slots, onHold }: { slots: Json<Slot>[]; onHold(slot: Json<Slot>): void }) => {
  const text = useText();
  const coming = slots.filter(({ endTime }) => Date.parse(endTime ?? "") > serverNowMs());
  if (coming.length === 0) return <p className="card faint">{text("hospitalNoSlots")}</p>;
  return (
    <div className="clinic-slots" data-testid="slots">
      {coming.map((slot) => (
        <button
          type="button"
          key={slot.slotId}
          className="clinic-slot"
          disabled={!slot.freePlaces || slot.isStopped}
          onClick={() => onHold(slot)}
        >
          <strong>{clockOf(slot.startTime)}</strong>
          <span className="faint">
            {slot.isStopped ? text("hospitalStopped") : text("hospitalPlaces", { count: slot.freePlaces ?? 0 })}
          </span>
        </button>
      ))}
    </div>
  );
};

const useHolding = ({ onBooked }: BookProps, doctor: Json<Doctor> | undefined, patientId: string) => {
  const text = useText();
  const nameOf = useName();
  return async ({ slotId = "", startTime }: Json<Slot>): Promise<void> => {
    await attempt(text, async () => {
      const held = await call(hospital.holdSlot, { slotId, patientId });
      if (held.state !== "APPOINTMENT_STATE_HELD") return onBooked(undefined);
      const { tradeId = "" } = await call(hospital.payFee, { appointmentId: held.appointmentId ?? "" });
      const subject = `${nameOf(doctor ?? {})} ${clockOf(startTime)}`;
      return onBooked({ tradeId, amount: amountOf(held.fee), subject });
    });
  };
};

/** What is asked for: whom, where, when; and what there is to choose from. */
const useChoice = (patients: Json<BoundPatient>[]) => {
  const [patientId = patients[0]?.patientId ?? "", setPatientId] = useState<string>();
  const [department, setDepartment] = useState<Json<Department>>();
  const days = nextDays(serverNowMs());
  const [date = days[0] ?? "", setDate] = useState<string>();
  const departments = useAnswer("departments", () => call(hospital.listDepartments, { storeId: CLINIC }))?.departments;
  const bookable = (departments ?? []).filter(({ takesAppointments }) => takesAppointments);
  const departmentId = department?.departmentId ?? bookable[0]?.departmentId ?? "";
  return { patients, patientId, setPatientId, days, date, setDate, bookable, departmentId, setDepartment };
};

type Choice = ReturnType<typeof useChoice>;

const Filter = ({ choice, onDepartment }: { choice: Choice; onDepartment(): void }) => {
  const text = useText();
  const nameOf = useName();
  const { patients, patientId, days, date, bookable, departmentId } = choice;
  return (
    <section className="card clinic-filter">
      <Selector
        columns={3}
        options={patients.map((one) => ({ value: one.patientId ?? "", label: one.maskedName ?? "" }))}
        value={[patientId]}
        onChange={([next]) => choice.setPatientId(next ?? patientId)}
      />
      <Selector
        columns={3}
        options={bookable.map((one) => ({ value: one.departmentId ?? "", label: nameOf(one) }))}
        value={[departmentId]}
        onChange={([next]) => {
          if (next) choice.setDepartment(bookable.find((one) => one.departmentId === next));
          onDepartment();
        }}
      />
      <Selector
        options={days.map((day) => ({ value: day, label: day === days[0] ? text("hospitalToday") : day.slice(5) }))}
        value={[date]}
        onChange={([next]) => choice.setDate(next ?? date)}
      />
    </section>
  );
};

/** Department, day, doctor, slot: one tap each, and the payment. */
export const BookPanel = (props: BookProps) => {
  const text = useText();
  const choice = useChoice(props.patients);
  const [doctor, setDoctor] = useState<Json<Doctor>>();
  const { departmentId, date } = choice;
  const doctors = useAnswer(`${departmentId} ${date}`, async () =>
    departmentId ? call(hospital.listDoctors, { departmentId, date }) : { doctors: [] },
  );
  const doctorId = doctor?.doctorId ?? "";
  const slots = useAnswer(`${doctorId} ${date}`, async () =>
    doctorId ? call(hospital.listSlots, { doctorId, date }) : { slots: [] },
  );
  const hold = useHolding(props, doctor, choice.patientId);
  const another = () => setDoctor(undefined);
  return (
    <>
      <Filter choice={choice} onDepartment={another} />
      {doctor ? (
        <>
          <DoctorCard doctor={doctor} onChoose={another} />
          <SlotGrid slots={slots?.slots ?? []} onHold={(slot) => void hold(slot)} />
          <Button block fill="none" onClick={another}>
            {text("hospitalOtherDoctor")}
          </Button>
        </>
      ) : (
        (doctors?.doctors ?? []).map((one) => (
          <DoctorCard key={one.doctorId} doctor={one} onChoose={() => setDoctor(one)} />
        ))
      )}
    </>
  );
};
