import { Button } from "antd-mobile";
import type { QueueTicket } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { ticketKey } from "./dining-words.ts";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

type Ticket = Json<QueueTicket>;

interface TicketRowProps {
  ticket: Ticket;
  isChosen: boolean;
  act: Act;
  onChoose(): void;
}

const Actions = ({ ticket, act }: Pick<TicketRowProps, "ticket" | "act">) => {
  const text = useText();
  const { ticketId = "", state = "", callCount = 0 } = ticket;
  const callNumber = callCount + 1;
  if (state === "TICKET_STATE_POOLED")
    return (
      <Button onClick={() => void act(() => call(dining.recallTicket, { ticketId }))}>{text("waiterRecall")}</Button>
    );
  return (
    <>
      {callNumber <= 2 ? (
        <Button
          color="primary"
          fill="outline"
          data-testid="call-ticket"
          onClick={() => void act(() => call(dining.callTicket, { ticketId, callNumber }))}
        >
          {text("waiterCall")}
        </Button>
      ) : null}
      {state === "TICKET_STATE_CALLED" ? (
        <Button onClick={() => void act(() => call(dining.skipTicket, { ticketId }))}>{text("waiterSkip")}</Button>
      ) : null}
    </>
  );
};

const TicketRow = ({ ticket, isChosen, act, onChoose }: TicketRowProps) => {
  const text = useText();
  return (
    <div className="dining-line" data-ticket={ticket.ticketNumber} data-state={ticket.state}>
      <div className="dining-line-text">
        <strong>{ticket.ticketNumber}</strong>
        <span className="faint">
          {text("waiterParty", { count: ticket.partySize ?? 0 })} · {text(ticketKey(ticket.state))}
          {ticket.callCount ? ` ×${ticket.callCount}` : ""}
        </span>
      </div>
      <Actions ticket={ticket} act={act} />
      <Button color="primary" fill={isChosen ? "solid" : "outline"} onClick={onChoose} data-testid="choose-ticket">
        {text("waiterSeat")}
      </Button>
    </div>
  );
};

interface TicketsProps {
  tickets: readonly Ticket[];
  chosen: Ticket | undefined;
  act: Act;
  onChoose(ticket: Ticket | undefined): void;
}

/** The queue on the waiter's pad: call, skip, recall; "seat" picks the party, the tables then take it. */
export const WaiterTickets = ({ tickets, chosen, act, onChoose }: TicketsProps) => {
  const text = useText();
  return (
    <section className="card" data-testid="waiter-tickets">
      <h2 className="card-title">{text("waiterQueue")}</h2>
      {tickets.length === 0 ? <p className="faint">{text("waiterNobody")}</p> : null}
      {tickets.map((ticket) => {
        const isChosen = chosen?.ticketId === ticket.ticketId;
        const choose = () => onChoose(isChosen ? undefined : ticket);
        return <TicketRow key={ticket.ticketId} ticket={ticket} isChosen={isChosen} act={act} onChoose={choose} />;
      })}
    </section>
  );
};
