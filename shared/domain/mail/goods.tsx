import { Column, Img, Row, Section } from "@react-email/components";
import type { Order, OrderItem, Pieces } from "#domain/order";
import { format } from "#values/money";
import { COLOURS, tileColour } from "./colour.ts";
import type { Part } from "./mail.ts";
import { QUIET } from "./style.ts";
import { optionsOf } from "./words.ts";

const CELL = { padding: "10px 0", fontSize: "16px", lineHeight: "1.5" };

/** Pictures may be kept as paths of the shop; a mail needs the whole address. */
function absolute(image: string, storeUrl: string): string {
  return image.startsWith("/") ? storeUrl + image : image;
}

type Pictured = Pick<OrderItem, "image" | "tint">;

function Picture({ item, storeUrl }: { item: Pictured; storeUrl: string | undefined }) {
  const backgroundColor = tileColour(item.tint);
  const style = { width: "60px", height: "60px", borderRadius: "12px", backgroundColor };
  const shown = item.image !== null && (storeUrl !== undefined || !item.image.startsWith("/"));
  return (
    <Row align="left" width="60" style={{ width: "60px" }}>
      <Column width="60" height="60" align="center" valign="middle" style={style}>
        {shown && item.image !== null ? (
          <Img
            src={absolute(item.image, storeUrl ?? "")}
            width="48"
            height="48"
            alt=""
            style={{ margin: "0 auto" }}
          />
        ) : (
          "\u00a0"
        )}
      </Column>
    </Row>
  );
}

/** One line of goods. */
export interface Goods extends Pictured {
  readonly sku: string;
  readonly name: string;
  /** Such as "2 × 9 cm". */
  readonly detail: string;
  /** What it comes to, where the mail speaks of money. */
  readonly amount?: string | undefined;
}

/** "9 cm", "2 × 9 cm", or "2 pieces" where there is nothing to choose. */
function detail(options: string, quantity: number): string {
  if (quantity === 1) return options;
  return options ? `${quantity} × ${options}` : `${quantity} pieces`;
}

/** Everything that was ordered, with the sum of each line. */
export function ordered(order: Order): readonly Goods[] {
  return order.items.map((item) => ({
    ...item,
    detail: detail(optionsOf(item.options), item.quantity),
    amount: format(item.total, order.currency),
  }));
}

/** Some pieces of an order. @param why by SKU, what is to be said of them besides */
export function some(
  order: Order,
  lines: readonly (Pieces & { readonly reason?: string })[],
): readonly Goods[] {
  return lines.flatMap(({ sku, quantity, reason }) => {
    const item = order.items.find((one) => one.sku === sku);
    if (item === undefined) return [];
    const about = [detail(optionsOf(item.options), quantity), reason ?? ""];
    return [{ ...item, detail: about.filter((one) => one !== "").join(". ") }];
  });
}

/** Goods, each with its tinted picture. */
export function goods(lines: readonly Goods[], storeUrl: string | undefined): Part {
  const border = `1px solid ${COLOURS.line}`;
  return {
    html: (
      <Section style={{ borderTop: border, borderBottom: border }}>
        {lines.map((line) => (
          <Row key={line.sku}>
            <Column width="76" style={{ ...CELL, width: "76px" }}>
              <Picture item={line} storeUrl={storeUrl} />
            </Column>
            <Column style={CELL}>
              <b>{line.name}</b>
              <br />
              <span style={QUIET}>{line.detail || "\u00a0"}</span>
            </Column>
            {line.amount === undefined ? null : (
              <Column align="right" style={{ ...CELL, textAlign: "right", whiteSpace: "nowrap" }}>
                {line.amount}
              </Column>
            )}
          </Row>
        ))}
      </Section>
    ),
    text: lines
      .map(({ name, detail: about, amount }) => {
        const what = about ? `${name}, ${about}` : name;
        return amount === undefined ? what : `${what}: ${amount}`;
      })
      .join("\n"),
  };
}
