import { Button } from "antd-mobile";
import { type FormEvent, useState } from "react";
import { useText } from "../i18n/use-text.ts";

interface FieldProps {
  label: string;
  name: string;
  type: "text" | "password";
  autoComplete: string;
  maxLength: number;
}

const Field = ({ label, ...input }: FieldProps) => (
  <label className="field">
    <span>{label}</span>
    <input {...input} autoCapitalize="none" spellCheck={false} />
  </label>
);

interface SignInFormProps {
  pending: string | undefined;
  /** Why the last sign-in was refused. */
  refusal: string | undefined;
  onEnter(login: string, password: string): Promise<void>;
}

/** The ordinary way in. */
export const SignInForm = ({ pending, refusal, onEnter }: SignInFormProps) => {
  const text = useText();
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const login = String(fields.get("login") ?? "").trim();
    const password = String(fields.get("password") ?? "");
    setMissing(!login || !password);
    if (login && password) void onEnter(login, password);
  };
  const trouble = missing ? text("startFieldsNeeded") : refusal;
  return (
    <form className="card start-form" onSubmit={submit} noValidate>
      <h2 className="card-title">{text("startSignIn")}</h2>
      <Field label={text("startLogin")} name="login" type="text" autoComplete="username" maxLength={64} />
      <Field
        label={text("startPassword")}
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={128}
      />
      {trouble ? (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      ) : null}
      <Button block type="submit" color="primary" size="large" disabled={pending !== undefined}>
        {text(pending === undefined ? "startSignInButton" : "startSigningIn")}
      </Button>
    </form>
  );
};
