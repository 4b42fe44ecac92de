import type { IncomingMessage, ServerResponse } from "node:http";
import { type Control, readRedelivery } from "./control.ts";
import { decideDue } from "./decisions.ts";
import { invalidRequest, StripeRefusal, unknownRoute } from "./errors.ts";
import { readBody } from "./server.ts";
import type { World } from "./operation.ts";
import type { Webhooks } from "./webhooks.ts";

interface Parts {
  readonly control: Control;
  readonly webhooks: Webhooks;
  readonly world: World;
}

/** Answers below `/_control`, which Stripe does not have: it steers the double in tests. */
export async function answerControl(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  try {
    const result = await route(parts, request, path);
    const status = result === undefined ? 204 : 200;
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(result === undefined ? undefined : JSON.stringify(result, null, 2));
  } catch (error) {
    const refusal =
      error instanceof StripeRefusal ? error : invalidRequest(`Not understood: ${String(error)}`);
    response.writeHead(refusal.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ error: refusal.body }, null, 2));
  }
}

async function route(
  { control, webhooks, world }: Parts,
  request: IncomingMessage,
  path: string,
): Promise<object | undefined> {
  const text = await readBody(request);
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  switch (`${request.method} ${path}`) {
    case "PUT /_control/delivery":
      return control.setDelivery(body);
    case "PUT /_control/faults":
      return { faults: control.setFaults(body) };
    case "POST /_control/redeliver":
      return { redelivered: webhooks.redeliver(readRedelivery(body)) };
    case "PUT /_control/bank":
      return control.setBank(body);
    case "POST /_control/bank":
      return { decided: decideDue(world, Infinity) };
    case "GET /_control/state": {
      const deliveries = webhooks.state();
      return {
        objects: world.store.counts(),
        deliveries,
        idle: deliveries.pending + deliveries.inFlight === 0,
        delivery: control.delivery(),
        faults: control.faults(),
        bank: control.bank(),
      };
    }
    case "DELETE /_control":
      control.reset();
      return undefined;
    default:
      throw unknownRoute(request.method ?? "GET", path);
  }
}
