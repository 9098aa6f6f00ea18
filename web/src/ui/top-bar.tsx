import type { ReactNode } from "react";
import { signOut } from "../api/session.ts";
import { currentLanguage, setLanguage } from "../i18n/language.ts";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "./router.ts";

/** Changes the language of all pages, and remembers it. */
export const LanguageSwitch = () => {
  const text = useText();
  return (
    <button
      type="button"
      className="bar-button"
      lang={currentLanguage() === "en" ? "zh-CN" : "en"}
      onClick={() => setLanguage(currentLanguage() === "en" ? "zh-CN" : "en")}
    >
      {text("switchLanguage")}
    </button>
  );
};

interface TopBarProps {
  title: string;
  /** Who is signed in, or which till it is. */
  note?: string;
  children?: ReactNode;
}

/** The head of a page for somebody: what it is, who they are, the language, and the way out. */
export const TopBar = ({ title, note, children }: TopBarProps) => {
  const text = useText();
  const leave = () => {
    void signOut();
    navigate("/");
  };
  return (
    <header className="top-bar">
      <div className="top-bar-title">
        <h1>{title}</h1>
        {note ? <span className="top-bar-note">{note}</span> : null}
      </div>
      {children}
      <LanguageSwitch />
      <button type="button" className="bar-button" onClick={leave}>
        {text("signOut")}
      </button>
    </header>
  );
};
