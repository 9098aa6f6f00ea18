import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchNetwork } from "./api/reachability.ts";
import { App } from "./app.tsx";
import { language } from "./i18n/language.ts";
import "./ui/base.css";
import { watchBackSteps } from "./ui/back-steps.ts";
import { keepShell } from "./ui/keep-shell.ts";
import { watchHistory } from "./ui/router.ts";

watchNetwork();
watchHistory();
watchBackSteps();

const tellLanguage = (): void => {
  document.documentElement.lang = language.get();
};
language.subscribe(tellLanguage);
tellLanguage();

keepShell();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
