import { Button } from "antd-mobile";
import { Component, type ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";

const BrokenPage = () => {
  const text = useText();
  return (
    <div className="broken" role="alert">
      <p>{text("reloadNeeded")}</p>
      <Button color="primary" fill="outline" onClick={() => location.reload()}>
        {text("reloadNow")}
      </Button>
    </div>
  );
};

/** A page that breaks says so and offers to begin anew, instead of going blank. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <BrokenPage /> : this.props.children;
  }
}
