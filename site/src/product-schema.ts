import type { Product } from "./page-data.ts";

/**
 * The product as schema.org JSON-LD, for search engines. No rating: there are no reviews yet.
 * @param page the page's own address, from which relative addresses become absolute
 */
export function productSchema(product: Product, page: URL): string {
  const offers = product.variants.map((variant) => ({
    "@type": "Offer",
    sku: variant.sku,
    name: Object.values(variant.options).join(", ") || product.name,
    price: variant.price.toFixed(2),
    priceCurrency: product.currency,
    availability: `https://schema.org/${availability(variant)}`,
    url: new URL(page.pathname, page).href,
  }));
  const schema = {
    "@context": "https://schema.org",
    "@type": "Product",
    name: product.name,
    description: product.description,
    sku: product.sku,
    image: product.images.map(({ url }) => new URL(url, page).href),
    offers,
  };
  // A description that says </script> must not end the script.
  return JSON.stringify(schema).replaceAll("<", "\\u003c");
}

function availability({ stock, backorder }: Product["variants"][number]): string {
  if (stock > 0) return "InStock";
  return backorder ? "BackOrder" : "OutOfStock";
}
