"""The CDN: files of the release that is shown, and the functions, at one address.

The release is a constant of a CloudFront function that puts its folder before each path. To publish that
function is to switch: one change, taken over by each edge as a whole. What an edge holds stays right, since
another release has other addresses there; nothing is invalidated, and going back finds the old pages warm.
"""

from __future__ import annotations

from functions.adapters.aws.deployment.description import Description, function_paths
from functions.adapters.aws.deployment.template.api import NOWHERE, STAGE
from functions.adapters.aws.deployment.template.words import Node, att, joined, ref, resource, sub

# Policies that CloudFront keeps for everybody, by their fixed ids.
CACHE_NOTHING = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
FORWARD_ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
VIEWER_HEADER = "x-motcua-viewer"
"""Carries the caller's address to firewall and functions; set here, so that no caller can choose it."""
EDGE_HEADER = "x-motcua-edge"
"""Carries what only the CDN knows, so that nobody goes round it."""
YEAR = 31536000

PORTAL_CODE = r"""function handler(event) {
  var request = event.request;
  // Two slashes at the start would lead a browser to another host.
  var path = request.uri.replace(/^[\/\\]+/, '/');
  var last = path.substring(path.lastIndexOf('/') + 1);
  if (last === '') {
    path += 'index.html';
  } else if (last.indexOf('.') < 0) {
    return { statusCode: 301, headers: { location: { value: path + '/' + query(request.querystring) } } };
  }
  var told = path.indexOf('/tinh-trang/hien-tai.') === 0;
  request.uri = (told ? '/portal/status' : '/portal/releases/' + RELEASE) + path;
  return request;
}
function query(given) {
  var parts = [];
  for (var name in given) {
    var values = given[name].multiValue || [given[name]];
    for (var i = 0; i < values.length; i++) parts.push(name + '=' + values[i].value);
  }
  return parts.length ? '?' + parts.join('&') : '';
}
"""
VIEWER_CODE = f"""\
function handler(event) {{
  event.request.headers['{VIEWER_HEADER}'] = {{ value: event.viewer.ip }};
  return event.request;
}}
"""


def edge(description: Description) -> Node:
    headers = ref("SecurityHeaders")
    return {
        "PortalFunction": _code(
            "Puts the folder of the release before the path",
            joined("var RELEASE = '", ref("Release"), "';\n", PORTAL_CODE),
            "portal",
        ),
        "ViewerFunction": _code("Says who calls", VIEWER_CODE, "viewer"),
        "PortalAccess": resource(
            "CloudFront::OriginAccessControl",
            {
                "OriginAccessControlConfig": {
                    "Name": sub("${AWS::StackName}-portal"),
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        ),
        "PortalCache": _cache(),
        "SecurityHeaders": _security_headers(description),
        "EdgeSecret": resource(
            "SecretsManager::Secret",
            {
                "Description": "What the CDN tells the gateway to be let in",
                "GenerateSecretString": {"PasswordLength": 48, "ExcludePunctuation": True},
            },
        ),
        "ReleaseBucketPolicy": _bucket_policy(),
        "Distribution": resource(
            "CloudFront::Distribution", {"DistributionConfig": _distribution(description, headers)}
        ),
    }


def edge_secret() -> Node:
    """The secret's value, resolved when the stack changes and never shown in the template."""
    return sub("{{resolve:secretsmanager:${EdgeSecret}:SecretString}}")


def _code(says: str, code: str | Node, name: str) -> Node:
    config = {"Comment": says, "Runtime": "cloudfront-js-2.0"}
    named = {"Name": sub("${AWS::StackName}-" + name)}
    return resource(
        "CloudFront::Function", {**named, "AutoPublish": True, "FunctionCode": code, "FunctionConfig": config}
    )


def _cache() -> Node:
    """Edges hold a file as long as its own headers say; the address holds no query and no cookie."""
    key = {
        "EnableAcceptEncodingBrotli": True,
        "EnableAcceptEncodingGzip": True,
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    config = {
        "Name": sub("${AWS::StackName}-portal"),
        "MinTTL": 0,
        "DefaultTTL": 86400,
        "MaxTTL": YEAR,
        "ParametersInCacheKeyAndForwardedToOrigin": key,
    }
    return resource("CloudFront::CachePolicy", {"CachePolicyConfig": config})


def _security_headers(description: Description) -> Node:
    """The headers of our own server, and HSTS, which only makes sense where TLS ends."""
    given = dict(description.security_headers)
    policy = given.pop("Content-Security-Policy")
    given.pop("X-Content-Type-Options")
    referrer = given.pop("Referrer-Policy")
    known = {
        # A page of the functions may set a stricter policy of its own.
        "ContentSecurityPolicy": {"ContentSecurityPolicy": sub(policy), "Override": False},
        "ContentTypeOptions": {"Override": True},
        "ReferrerPolicy": {"ReferrerPolicy": referrer, "Override": False},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": 2 * YEAR,
            "IncludeSubdomains": True,
            "Override": True,
        },
    }
    others = [{"Header": name, "Value": value, "Override": False} for name, value in sorted(given.items())]
    config = {
        "Name": sub("${AWS::StackName}-security"),
        "SecurityHeadersConfig": known,
        "CustomHeadersConfig": {"Items": others},
    }
    return resource("CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": config})


def _bucket_policy() -> Node:
    """Only this distribution reads, only the portal's part; a missing file is told as missing."""
    bucket = "arn:${AWS::Partition}:s3:::${ReleaseBucket}"
    ours = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
    cdn = {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": sub(ours)}},
    }
    statements: list[Node] = [
        {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": [sub(bucket + "/portal/releases/*"), sub(bucket + "/portal/status/*")],
            **cdn,
        },
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": sub(bucket), **cdn},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [sub(bucket), sub(bucket + "/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]
    document = {"Version": "2012-10-17", "Statement": statements}
    return resource("S3::BucketPolicy", {"Bucket": ref("ReleaseBucket"), "PolicyDocument": document})


def _distribution(description: Description, headers: Node) -> Node:
    common = {"ViewerProtocolPolicy": "redirect-to-https", "ResponseHeadersPolicyId": headers}
    portal = {
        **common,
        "TargetOriginId": "portal-or-no-page",
        "AllowedMethods": ["GET", "HEAD"],
        "Compress": True,
        "CachePolicyId": ref("PortalCache"),
        "FunctionAssociations": [_at_viewer("PortalFunction")],
    }
    function = {
        **common,
        "TargetOriginId": "functions",
        "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
        # Answers hold secrets beside words of strangers: compressed together, their length tells the
        # secrets (BREACH).
        "Compress": False,
        "CachePolicyId": CACHE_NOTHING,
        "OriginRequestPolicyId": FORWARD_ALL_BUT_HOST,
        "FunctionAssociations": [_at_viewer("ViewerFunction")],
    }
    members = {"Quantity": 2, "Items": [{"OriginId": "portal"}, {"OriginId": "no-page"}]}
    group = {
        "Id": "portal-or-no-page",
        "FailoverCriteria": {"StatusCodes": {"Quantity": 2, "Items": [403, 404]}},
        "Members": members,
    }
    return {
        "Enabled": True,
        "Comment": ref("AWS::StackName"),
        "Aliases": [ref("Domain")],
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_200",
        "ViewerCertificate": {
            "AcmCertificateArn": ref("Certificate"),
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        "Origins": [
            _portal(),
            _gateway("functions", f"/{STAGE}"),
            _gateway("no-page", f"/{STAGE}/{NOWHERE}"),
        ],
        "OriginGroups": {"Quantity": 1, "Items": [group]},
        "DefaultCacheBehavior": portal,
        "CacheBehaviors": [
            {**function, "PathPattern": path} for path in function_paths(list(description.routes))
        ],
        # What no function of ours said: it fell over or ran out of time. Its own words pass as they are.
        "CustomErrorResponses": [
            {"ErrorCode": code, "ResponseCode": 503, "ResponsePagePath": "/503.html", "ErrorCachingMinTTL": 1}
            for code in (502, 504)
        ],
    }


def _at_viewer(function: str) -> Node:
    return {"EventType": "viewer-request", "FunctionARN": att(function, "FunctionARN")}


def _portal() -> Node:
    return {
        "Id": "portal",
        "DomainName": sub("${ReleaseBucket}.s3.${AWS::Region}.${AWS::URLSuffix}"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": att("PortalAccess", "Id"),
    }


def _gateway(id: str, path: str) -> Node:
    return {
        "Id": id,
        "DomainName": sub("${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"),
        "OriginPath": path,
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
            "OriginReadTimeout": 30,
        },
        "OriginCustomHeaders": [{"HeaderName": EDGE_HEADER, "HeaderValue": edge_secret()}],
    }
