import { Duration } from "aws-cdk-lib";
import {
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
} from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";

const SCHEME = "CloudFront-Forwarded-Proto";
const YEAR = Duration.days(365);

/** Published pages are the same for all: their name is the path and the query, nothing else. */
export class PageCache extends CachePolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      // Pages say themselves how long they may be kept.
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: YEAR,
      queryStringBehavior: CacheQueryStringBehavior.all(),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }
}

/** No cookie reaches what renders a page for all; the shop's own address does. */
export class PageRequest extends OriginRequestPolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      headerBehavior: OriginRequestHeaderBehavior.allowList("x-forwarded-host", SCHEME),
      cookieBehavior: OriginRequestCookieBehavior.none(),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
    });
  }
}

/**
 * Answers that depend on who asks. All that tells callers apart is in the key, so that nobody gets
 * or waits for another's answer even where one may be kept. Not `CachingDisabled`: that would also
 * switch off compression, and could not ask for the scheme, which an origin request policy cannot
 * add to "all but Host".
 */
export class PersonalCache extends CachePolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: YEAR,
      headerBehavior: CacheHeaderBehavior.allowList("Authorization", SCHEME),
      cookieBehavior: CacheCookieBehavior.all(),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }
}
