import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import type { Draft } from "./draft.ts";
import { Field, WordsField } from "./fields.tsx";

const INDUSTRIES: readonly (readonly [industry: string, name: TextKey])[] = [
  ["INDUSTRY_RETAIL", "industryRetail"],
  ["INDUSTRY_HEALTHCARE", "industryHealthcare"],
  ["INDUSTRY_CATERING", "industryCatering"],
  ["INDUSTRY_TRANSPORT", "industryTransport"],
  ["INDUSTRY_EDUCATION", "industryEducation"],
  ["INDUSTRY_PUBLIC_SERVICE", "industryPublicService"],
  ["INDUSTRY_OTHER", "industryOther"],
];

export interface DraftProps {
  draft: Draft;
  onChange(draft: Draft): void;
}

/** The window's picture: an emoji or a letter on a colour. */
const PictureFields = ({ draft, onChange }: DraftProps) => {
  const text = useText();
  const { avatar } = draft;
  return (
    <div className="desk-pair">
      <Field label={text("deskSymbol")}>
        <input
          name="symbol"
          value={avatar.symbol}
          maxLength={8}
          autoComplete="off"
          onChange={({ target }) => onChange({ ...draft, avatar: { ...avatar, symbol: target.value } })}
        />
      </Field>
      <Field label={text("deskColor")}>
        <input
          type="color"
          name="color"
          value={avatar.color.toLowerCase()}
          onChange={({ target }) => onChange({ ...draft, avatar: { ...avatar, color: target.value.toUpperCase() } })}
        />
      </Field>
    </div>
  );
};

/** Who the window is (W1): its name, its picture, its trade, and what it is for. */
export const ProfileForm = ({ draft, onChange }: DraftProps) => {
  const text = useText();
  const { industry } = draft;
  return (
    <section className="card desk-form">
      <WordsField
        {...{ label: "deskName", name: "name", value: draft.name, max: [32, 32] }}
        onChange={(name) => onChange({ ...draft, name })}
      />
      <PictureFields draft={draft} onChange={onChange} />
      <Field label={text("deskIndustry")}>
        <select
          name="industry"
          value={industry}
          onChange={({ target }) => onChange({ ...draft, industry: target.value })}
        >
          {INDUSTRIES.map(([value, name]) => (
            <option key={value} value={value}>
              {text(name)}
            </option>
          ))}
        </select>
      </Field>
      <WordsField
        {...{ label: "deskIntro", name: "intro", value: draft.intro, max: [200, 200], isLong: true }}
        onChange={(intro) => onChange({ ...draft, intro })}
      />
    </section>
  );
};
