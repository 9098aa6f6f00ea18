import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import type { Words } from "./draft.ts";

/** Something to fill in, under its name. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is what is put inside
  <label className="desk-field">
    <span className="desk-label">{label}</span>
    {children}
  </label>
);

interface WordsProps {
  label: TextKey;
  name: string;
  value: Words;
  onChange(value: Words): void;
  /** The most characters in Chinese and in English. */
  max: readonly [zh: number, en: number];
  /** Several lines. */
  isLong?: boolean;
}

/** A text in both languages, one below the other; the Chinese one is needed, the English one shown to who reads English. */
export const WordsField = ({ label, name, value, onChange, max, isLong = false }: WordsProps) => {
  const text = useText();
  const box = (language: "zh" | "en", hint: TextKey, maxLength: number) => {
    const common = {
      ...{ value: value[language], maxLength, placeholder: text(hint), lang: language },
      ...{ name: `${name}-${language}`, "aria-label": `${text(label)} (${text(hint)})` },
    };
    const onText = (typed: string) => onChange({ ...value, [language]: typed });
    return isLong ? (
      <textarea rows={3} {...common} onChange={(event) => onText(event.target.value)} />
    ) : (
      <input autoComplete="off" {...common} onChange={(event) => onText(event.target.value)} />
    );
  };
  return (
    <div className="desk-field">
      <span className="desk-label">{text(label)}</span>
      {box("zh", "deskChinese", max[0])}
      {box("en", "deskEnglish", max[1])}
    </div>
  );
};

/** The platform's own pages that a manager is likely to lead to. */
const PAGES: readonly (readonly [path: string, name: TextKey])[] = [
  ["/wallet", "deskPageWallet"],
  ["/wallet?task=scan", "deskPageScan"],
  ["/wallet?task=bills", "deskPagePurchases"],
  ["/cards", "deskPageCards"],
  ["/coupons", "deskPageCoupons"],
  ["/inbox", "deskPageInbox"],
  ["/hospital?task=book", "deskPageBook"],
  ["/hospital?task=appointments", "deskPageWaiting"],
  ["/hospital?task=items", "deskPageFees"],
  ["/hospital?task=reports", "deskPageReports"],
  ["/hospital?task=cards", "deskPagePatients"],
  ["/restaurant?task=queue", "deskPageQueue"],
  ["/restaurant?task=order", "deskPageOrder"],
  ["/restaurant?task=bill", "deskPageBill"],
];

/** The name of one of the platform's pages; an address that is not in the list is its own name. */
export const usePageName = (): ((path: string) => string) => {
  const text = useText();
  return (path) => {
    const name = PAGES.find(([known]) => known === path)?.[1];
    return name ? text(name) : path;
  };
};

const OTHER = "other";

interface LinkProps {
  value: string;
  onChange(path: string): void;
  /** What it says where no page is chosen; without it one has to be. */
  none?: TextKey;
}

/** Which of the platform's pages it leads to: one of the list, or any other by its path. */
export const LinkField = ({ value, onChange, none }: LinkProps) => {
  const text = useText();
  const isListed = PAGES.some(([path]) => path === value) || (none !== undefined && value === "");
  return (
    <div className="desk-field">
      <span className="desk-label">{text("deskLeadsTo")}</span>
      <select
        name="page"
        aria-label={text("deskLeadsTo")}
        value={isListed ? value : OTHER}
        onChange={({ target }) => onChange(target.value === OTHER ? "/" : target.value)}
      >
        {none ? <option value="">{text(none)}</option> : null}
        {PAGES.map(([path, name]) => (
          <option key={path} value={path}>
            {text(name)}
          </option>
        ))}
        <option value={OTHER}>{text("deskPageOther")}</option>
      </select>
      {isListed ? null : (
        <input
          name="path"
          value={value}
          maxLength={200}
          autoComplete="off"
          aria-label={text("deskPageOther")}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
};
