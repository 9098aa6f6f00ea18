import { Button, Checkbox, Input, Selector } from "antd-mobile";
import { useState } from "react";
import type { BoundPatient } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { AskButton } from "./ask-button.tsx";
import { HOSPITAL, hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";

const RELATIONS: readonly (readonly [string, TextKey])[] = [
  ["RELATION_SELF", "hospitalSelf"],
  ["RELATION_PARENT", "hospitalParent"],
  ["RELATION_CHILD", "hospitalChild"],
  ["RELATION_SPOUSE", "hospitalSpouse"],
  ["RELATION_OTHER", "hospitalOther"],
];

const relationKey = (relation: string | undefined): TextKey =>
  RELATIONS.find(([value]) => value === relation)?.[1] ?? "hospitalOther";

const FIELDS = [
  ["cardNumber", "hospitalCardNumber"],
  ["name", "hospitalName"],
  ["identityNumber", "hospitalIdentityNumber"],
] as const;

const EMPTY = { cardNumber: "", name: "", identityNumber: "" };

type Person = typeof EMPTY;

const PersonFields = ({ person, onChange }: { person: Person; onChange(person: Person): void }) => {
  const text = useText();
  return FIELDS.map(([field, label]) => (
    <label className="clinic-field" key={field} htmlFor={`card-${field}`}>
      <span className="faint">{text(label)}</span>
      <Input
        value={person[field]}
        onChange={(value) => onChange({ ...person, [field]: value })}
        clearable
        id={`card-${field}`}
        autoComplete="off"
      />
    </label>
  ));
};

/** Card, name, identity number: what the card says. */
const BindForm = ({ onBound }: { onBound(): void }) => {
  const text = useText();
  const [person, setPerson] = useState(EMPTY);
  const [relation, setRelation] = useState("RELATION_SELF");
  const [consent, setConsent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const bind = async () => {
    setBusy(true);
    const trimmed = { cardNumber: person.cardNumber.trim(), identityNumber: person.identityNumber.trim() };
    const request = { merchantId: HOSPITAL, name: person.name.trim(), ...trimmed, relation, consent };
    const isBound = await attempt(text, () => call(hospital.bindPatient, request));
    setBusy(false);
    if (!isBound) return;
    setPerson(EMPTY);
    onBound();
  };
  const isWhole = Object.values(person).every((value) => value.trim() !== "") && consent;
  return (
    <section className="card" data-testid="bind-form">
      <h2 className="card-title">{text("hospitalBind")}</h2>
      <PersonFields person={person} onChange={setPerson} />
      <Selector
        columns={3}
        options={RELATIONS.map(([value, label]) => ({ value, label: text(label) }))}
        value={[relation]}
        onChange={([next]) => setRelation(next ?? relation)}
      />
      <Checkbox className="clinic-consent" checked={consent} onChange={setConsent} data-testid="consent">
        {text("hospitalConsent")}
      </Checkbox>
      <Button block color="primary" size="large" disabled={!isWhole} loading={isBusy} onClick={() => void bind()}>
        {text("hospitalBindNow")}
      </Button>
    </section>
  );
};

/** The visit cards of the user, and the form for another. */
export const CardPanel = ({ patients, onChanged }: { patients: Json<BoundPatient>[]; onChanged(): void }) => {
  const text = useText();
  const unbind = async (patientId: string) => {
    if (await attempt(text, () => call(hospital.unbindPatient, { patientId }))) onChanged();
  };
  return (
    <>
      {patients.map((patient) => (
        <section className="card clinic-row" key={patient.patientId} data-testid="patient">
          <span className="clinic-text">
            <strong>{patient.maskedName}</strong>
            <span className="faint">
              {text(relationKey(patient.relation))} · {patient.maskedCardNumber}
            </span>
          </span>
          <AskButton
            small
            label={text("hospitalUnbind")}
            question={text("hospitalUnbindAsk", { name: patient.maskedName ?? "" })}
            onSure={() => void unbind(patient.patientId ?? "")}
          />
        </section>
      ))}
      <BindForm onBound={onChanged} />
    </>
  );
};
