import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { LanguageSwitch } from "../ui/top-bar.tsx";
import "./start.css";

interface FieldProps {
  label: string;
  name: string;
  value: string;
  type?: "text" | "tel" | "password";
  autoComplete: string;
  maxLength: number;
  onChange(value: string): void;
}

/** A labelled field of a form whose state its page keeps. */
export const FormField = ({ label, onChange, type = "text", ...input }: FieldProps) => (
  <label className="field">
    <span>{label}</span>
    <input
      {...input}
      type={type}
      inputMode={type === "tel" ? "numeric" : "text"}
      autoCapitalize="none"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  </label>
);

/** A page for somebody who is not signed in: what it is, the language, and the way back to the start. */
export const PlainPage = ({ title, children }: { title: string; children: ReactNode }) => {
  const text = useText();
  return (
    <main className="plain">
      <header className="top-bar">
        <button type="button" className="bar-button" onClick={() => navigate("/")} data-testid="to-start">
          ‹ {text("back")}
        </button>
        <div className="top-bar-title">
          <h1>{title}</h1>
        </div>
        <LanguageSwitch />
      </header>
      <div className="plain-body">{children}</div>
    </main>
  );
};
