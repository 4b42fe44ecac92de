// Runs in CloudFront (runtime cloudfront-js-2.0), before the cache: one address for each page.

// Advertisers' parameters: they must neither split the cache nor send a visitor past it.
const TRACKING = /^(utm_\w+|gclid|dclid|gbraid|wbraid|fbclid|msclkid|mc_cid|mc_eid|_hsenc|_hsmi)$/;

// oxlint-disable-next-line no-unused-vars -- CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  // Origins get their own name as Host; this is how they learn the shop's address.
  request.headers["x-forwarded-host"] = { value: request.headers.host.value };
  if (uri === "/api" || uri.startsWith("/api/")) return request;

  const kept = {};
  Object.keys(request.querystring).forEach((name) => {
    if (!TRACKING.test(name)) kept[name] = request.querystring[name];
  });
  request.querystring = kept;

  if (uri.length > 1 && uri.endsWith("/")) {
    // One slash at the front: "//elsewhere.example/" would lead away.
    const path = `/${uri.replace(/^[/\\]+|\/+$/g, "")}`;
    return {
      statusCode: 301,
      statusDescription: "Moved Permanently",
      headers: {
        location: { value: path + queryOf(kept) },
        "cache-control": { value: "public, max-age=86400" },
      },
    };
  }
  if (uri === "/admin" || uri.startsWith("/admin/")) return request;
  // Files have no query, and S3 would take some parameters for orders to itself.
  if (uri.slice(uri.lastIndexOf("/")).includes(".")) {
    request.querystring = {};
    return request;
  }
  if (Object.keys(kept).length > 0) {
    // No object has such a key, so the origin group goes on to the function that renders.
    request.uri = `/_q${uri}`;
  } else if (uri === "/") {
    // Otherwise S3 would list the bucket.
    request.uri = "/index.html";
  }
  return request;
}

function queryOf(querystring) {
  const pairs = [];
  Object.keys(querystring).forEach((name) => {
    const one = querystring[name];
    (one.multiValue || [one]).forEach((each) => {
      pairs.push(each.value === "" ? name : `${name}=${each.value}`);
    });
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
