import { Button, Stepper } from "antd-mobile";
import { useState } from "react";
import type { QueueTicket } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { GeoPoint } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { mintId } from "../api/mint.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { ticketKey } from "./dining-words.ts";
import { dining, storeOfAddress } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

const LOCATION_WAIT_MS = 8_000;
const millionths = (degrees: number): number => Math.round(degrees * 1_000_000);

/** Where the phone is; undefined where the browser does not say, and then the platform says what is needed. */
const locate = (): Promise<Json<GeoPoint> | undefined> =>
  new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitudeE6: millionths(coords.latitude), longitudeE6: millionths(coords.longitude) }),
      () => resolve(undefined),
      { timeout: LOCATION_WAIT_MS, maximumAge: 60_000 },
    );
  });

/** The code of the door, where this page was opened by scanning it: `?door=`. */
const doorCode = (): string => new URLSearchParams(location.search).get("door") ?? "";

interface TakeProps {
  act: Act;
  isBusy: boolean;
}

/** Takes a ticket: how many come, one tap. Its id is made once per intent, so a second tap is the same ticket. */
export const TakeTicket = ({ act, isBusy }: TakeProps) => {
  const text = useText();
  const [partySize, setPartySize] = useState(2);
  const [ticketId, setTicketId] = useState(() => mintId("tkt"));
  const take = () =>
    void act(async () => {
      const code = doorCode();
      const place = code ? undefined : await locate();
      const request = { ticketId, storeId: storeOfAddress(), partySize, doorCode: code };
      await call(dining.takeTicket, { ...request, ...(place && { location: place }) });
    });
  const choose = (value: number | null) => {
    setPartySize(value ?? 1);
    setTicketId(mintId("tkt"));
  };
  return (
    <section className="card" data-testid="take-ticket-card">
      <h2 className="card-title">{text("queueTitle")}</h2>
      <div className="dining-quantity">
        <span>{text("queuePeople")}</span>
        <Stepper min={1} max={30} value={partySize} onChange={choose} data-testid="party-size" />
      </div>
      <Button block color="primary" size="large" loading={isBusy} onClick={take} data-testid="take-ticket">
        {text("queueTake")}
      </Button>
      <p className="faint">{text("queueTakeHint")}</p>
    </section>
  );
};

interface TicketProps {
  ticket: Json<QueueTicket>;
  act: Act;
  isBusy: boolean;
}

/** The place in the queue, live. */
export const TicketCard = ({ ticket, act, isBusy }: TicketProps) => {
  const text = useText();
  const { ticketId = "", state = "" } = ticket;
  const isWaiting = state === "TICKET_STATE_WAITING";
  const wait = { from: ticket.waitMinMinutes ?? 0, to: ticket.waitMaxMinutes ?? 0 };
  return (
    <section className="card dining-ticket" data-testid="ticket" data-state={state}>
      <p className="faint">{text(ticketKey(state))}</p>
      <p className="dining-number" data-testid="ticket-number">
        {ticket.ticketNumber}
      </p>
      {isWaiting ? (
        <p>
          <strong data-testid="parties-ahead">{text("queueAhead", { count: ticket.partiesAhead ?? 0 })}</strong>
          <br />
          <span className="faint">{text("queueWait", wait)}</span>
        </p>
      ) : null}
      {state === "TICKET_STATE_CALLED" ? <p className="dining-called">{text("queueComeNow")}</p> : null}
      {ticket.orderId ? null : (
        <Button
          block
          color="primary"
          size="large"
          loading={isBusy}
          onClick={() => void act(() => call(dining.orderAhead, { ticketId }))}
          data-testid="order-ahead"
        >
          {text("queueOrderAhead")}
        </Button>
      )}
      <Button block fill="none" onClick={() => void act(() => call(dining.cancelTicket, { ticketId }))}>
        {text("queueGiveUp")}
      </Button>
    </section>
  );
};
