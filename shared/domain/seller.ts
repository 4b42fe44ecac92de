/** Who sells, as § 14 (4) UStG wants it on an invoice. */
export interface Seller {
  readonly name: string;
  /** Street, town, country: one line each. */
  readonly address: readonly string[];
  /** Steuernummer or, where there is one, the VAT id; with its label. */
  readonly taxNumber: string;
  /** On invoices; mails to staff go there. */
  readonly email: string;
}

/** A placeholder until staff have entered who they are: nobody's name, nobody's number. */
export const DEMO_SELLER: Seller = {
  name: "Parasol demo shop",
  address: ["Musterstraße 1", "10115 Berlin", "Germany"],
  taxNumber: "Steuernummer 00/000/00000",
  email: "shop@example.com",
};

/** Where the shop's own people read; undefined while the seller is a placeholder. */
export function staffAddress({ email }: Seller): string | undefined {
  return email === DEMO_SELLER.email ? undefined : email;
}
