"""One template for everything, from the code's own facts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.aws.deployment.alarms import CLOUD_ALARMS
from functions.adapters.aws.deployment.description import function_paths
from functions.adapters.aws.deployment.template import template, written
from functions.adapters.aws.deployment.template.buckets import UPLOADS
from functions.adapters.aws.deployment.template.edge import PORTAL_CODE, VIEWER_HEADER
from functions.adapters.aws.dynamodb.shape import TABLE, TTL_ATTRIBUTE
from functions.adapters.aws.s3.shape import BUCKETS
from functions.domain.errors import Invalid
from functions.entrypoints.frame import security_headers
from functions.entrypoints.lambda_names import LAMBDA_FUNCTIONS
from functions.entrypoints.routes import routes
from functions.observing.alarms import ALARMS
from functions.settings import Settings
from tests.deployment.made import description, of_kind, whole


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return whole()


def distribution(made: dict[str, Any]) -> dict[str, Any]:
    return dict(made["Resources"]["Distribution"]["Properties"]["DistributionConfig"])


def test_cfn_lint_finds_nothing(made: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(written(made), encoding="utf-8")
    lint = Path(sys.executable).parent / "cfn-lint"
    done = subprocess.run([lint, "--", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_same_code_gives_the_same_template() -> None:
    assert written(template(description())) == written(template(description()))


def test_every_function_of_the_app_is_there_with_what_sets_it_off(made: dict[str, Any]) -> None:
    functions = of_kind(made, "Lambda::Function")
    assert {one["Properties"]["Handler"] for one in functions.values()} == {
        one.handler for one in LAMBDA_FUNCTIONS
    }
    for one in LAMBDA_FUNCTIONS:
        id = f"{one.name.capitalize()}Function"
        assert functions[id]["Properties"]["Timeout"] == one.seconds
        triggers = json.dumps(of_kind(made, "Lambda::EventSourceMapping") | of_kind(made, "Events::Rule"))
        assert (id in triggers) == (one.trigger != "http")


def test_every_variable_of_a_function_is_a_setting(made: dict[str, Any]) -> None:
    for one in of_kind(made, "Lambda::Function").values():
        names = [n for n in one["Properties"]["Environment"]["Variables"] if n.startswith("MOTCUA_")]
        assert {name.removeprefix("MOTCUA_").lower() for name in names} <= set(Settings.model_fields)


def test_no_secret_stands_in_the_template(made: dict[str, Any]) -> None:
    secret = {
        name.upper() for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    text = json.dumps(made)
    assert not [name for name in secret if f"MOTCUA_{name}" in text]


def test_the_gateway_knows_exactly_the_routes_of_the_app(made: dict[str, Any]) -> None:
    body = made["Resources"]["Api"]["Properties"]["Body"]
    known = {
        (m.upper(), path)
        for path, methods in body["paths"].items()
        for m in methods
        if "{proxy+}" not in path
    }
    assert known == {(one.method, one.path) for one in routes() if one.authorisation != "demo"}
    assert "multipart/form-data" in made["Resources"]["Api"]["Properties"]["BinaryMediaTypes"]


def test_changed_routes_make_another_snapshot_of_the_gateway() -> None:
    def snapshot(one: Any) -> set[str]:
        return set(of_kind(template(one), "ApiGateway::Deployment"))

    one = description()
    fewer = type(one)(
        one.functions, dict(list(one.routes.items())[1:]), one.binary_types, one.security_headers
    )
    assert snapshot(one).isdisjoint(snapshot(fewer))


def test_the_cdn_leads_every_route_to_the_functions_and_files_to_the_portal(made: dict[str, Any]) -> None:
    patterns = [one["PathPattern"] for one in distribution(made)["CacheBehaviors"]]
    assert {"/nop/*", "/ho-so", "/ho-so/*", "/ban-nhap/*", "/can-bo", "/can-bo/*", "/tim"} <= set(patterns)
    assert "/tim/*" not in patterns  # the search index lies there
    assert len(patterns) < 25  # what a distribution may have without asking
    assert function_paths(["/a/{b}", "/a", "/c"]) == ("/a", "/a/*", "/c")


def test_answers_of_functions_are_neither_kept_nor_compressed(made: dict[str, Any]) -> None:
    for one in distribution(made)["CacheBehaviors"]:
        assert one["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" and one["Compress"] is False
    assert distribution(made)["DefaultCacheBehavior"]["Compress"] is True


def test_the_headers_are_those_of_our_own_server(made: dict[str, Any]) -> None:
    config = made["Resources"]["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    known, ours = config["SecurityHeadersConfig"], dict(security_headers(UPLOADS))
    policy = known["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert policy == {"Fn::Sub": ours.pop("Content-Security-Policy")}
    assert known["ReferrerPolicy"]["ReferrerPolicy"] == ours.pop("Referrer-Policy")
    assert ours.pop("X-Content-Type-Options") == "nosniff" and "ContentTypeOptions" in known
    assert {one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]} == ours
    assert known["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000


def test_nobody_goes_round_the_cdn_and_nobody_chooses_the_address_that_limits_count(
    made: dict[str, Any],
) -> None:
    rules = made["Resources"]["Firewall"]["Properties"]["Rules"]
    assert "NotStatement" in rules[0]["Statement"] and "Block" in rules[0]["Action"]
    rated = [one["Statement"]["RateBasedStatement"] for one in rules[1:]]
    assert {one["ForwardedIPConfig"]["HeaderName"] for one in rated} == {VIEWER_HEADER}
    for behaviour in distribution(made)["CacheBehaviors"]:
        assert "ViewerFunction" in json.dumps(behaviour["FunctionAssociations"])


def test_the_cdn_finds_files_as_our_own_server_does() -> None:
    asked = {
        "/": "/portal/releases/r1/index.html",
        "/thu-tuc/x/": "/portal/releases/r1/thu-tuc/x/index.html",
        "/theme/icon.svg": "/portal/releases/r1/theme/icon.svg",
        "/tinh-trang/": "/portal/releases/r1/tinh-trang/index.html",
        "/tinh-trang/hien-tai.json": "/portal/status/tinh-trang/hien-tai.json",
        "/thu-tuc/x": "301 /thu-tuc/x/?q=1&q=2",
        "//example.com/x": "301 /example.com/x/?q=1&q=2",
        "/\\example.com/x": "301 /example.com/x/?q=1&q=2",
    }
    program = (
        "var RELEASE = 'r1';\n"
        + PORTAL_CODE
        + """
    const asked = JSON.parse(require('fs').readFileSync(0));
    const given = { q: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] } };
    console.log(JSON.stringify(asked.map((uri) => {
      const made = handler({ request: { uri, querystring: given } });
      return made.uri || made.statusCode + ' ' + made.headers.location.value;
    })));
    """
    )
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps(list(asked)), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == list(asked.values())


def test_the_table_and_the_buckets_have_the_shape_that_their_adapters_ask_for(made: dict[str, Any]) -> None:
    table = made["Resources"]["Table"]["Properties"]
    assert all(
        table[key] == TABLE[key] for key in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
    )
    assert table["TimeToLiveSpecification"] == {"AttributeName": TTL_ATTRIBUTE, "Enabled": True}
    for area, shape in BUCKETS.items():
        bucket = made["Resources"][f"{area.capitalize()}Bucket"]["Properties"]
        assert ("VersioningConfiguration" in bucket) == (shape.versioning or shape.lock)
        assert bucket.get("ObjectLockEnabled", False) == shape.lock
        assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_what_holds_something_outlives_the_stack(made: dict[str, Any]) -> None:
    for kind in ("DynamoDB::Table", "S3::Bucket", "KMS::Key", "Logs::LogGroup"):
        for id, one in of_kind(made, kind).items():
            assert (one.get("DeletionPolicy"), one.get("UpdateReplacePolicy")) == ("Retain", "Retain"), id


def test_a_message_is_hidden_for_longer_than_its_function_may_take(made: dict[str, Any]) -> None:
    queue = made["Resources"]["WorkQueue"]["Properties"]
    limit = made["Resources"]["WorkFunction"]["Properties"]["Timeout"]
    assert queue["VisibilityTimeout"] >= 6 * limit
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["WorkDeadLetters", "Arn"]}


def test_logs_are_kept_for_a_time_and_hold_no_request(made: dict[str, Any]) -> None:
    logs = of_kind(made, "Logs::LogGroup")
    assert len(logs) == len(LAMBDA_FUNCTIONS)
    assert all("RetentionInDays" in one["Properties"] for one in logs.values())
    stage = made["Resources"]["Stage"]["Properties"]["MethodSettings"][0]
    assert stage["DataTraceEnabled"] is False
    rules = made["Resources"]["Firewall"]["Properties"]["Rules"]
    assert not any(one["VisibilityConfig"]["SampledRequestsEnabled"] for one in rules)


def test_every_alarm_is_made_and_tells_somebody(made: dict[str, Any]) -> None:
    alarms = [one["Properties"] for one in of_kind(made, "CloudWatch::Alarm").values()]
    names = {one["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}-") for one in alarms}
    assert names == {one.name for one in ALARMS} | {one.name for one in CLOUD_ALARMS}
    assert all(one["AlarmActions"] == [{"Ref": "AlarmTopic"}] for one in alarms)
    for one in CLOUD_ALARMS:
        assert one.of in made["Resources"], one.name


def test_the_handbook_says_what_to_do_at_each_alarm_of_aws() -> None:
    page = Path(__file__).parents[2] / "content/handbook/van-hanh/aws.md"
    text = page.read_text(encoding="utf-8")
    assert [one.name for one in CLOUD_ALARMS if f"`{one.name}`" not in text] == []


def test_a_function_without_a_role_cannot_be_deployed() -> None:
    one = description()
    stranger = type(one.functions[0])("other", "app.other", "schedule", "?", 1, 128, {}, "rate(1 minute)")
    changed = type(one)([*one.functions, stranger], one.routes, one.binary_types, one.security_headers)
    with pytest.raises(Invalid) as refused:
        template(changed)
    assert [fault.where for fault in refused.value.faults] == ["other"]
