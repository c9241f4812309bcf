"""A deployment says first what it would change, then changes all of it at once, and goes back as a whole.

The stack stands at moto's CloudFormation. It does not know every kind of resource (see UNKNOWN), and makes no
methods from the body of a gateway, so the gateway's snapshot is left out here, as are tags of keys; it checks no
role and shows no replacement in a change set. What it makes is made with the names, roles and references of the template.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.adapters.aws.deployment.stack import MENDS, Standing
from functions.adapters.aws.dynamodb.shape import TTL_ATTRIBUTE
from functions.bootstrap.deploying import Deployment, Wanted, deployment, wanted
from functions.bootstrap.doctor import examine
from functions.domain.errors import Conflict, Invalid, NotFound
from functions.entrypoints.commands.deploy import _routes, describe
from tests.deployment.made import REGION, build, environment, settings, whole

UNKNOWN = {
    "ApiGateway::Stage",
    "CloudFront::CachePolicy",
    "CloudFront::Distribution",
    "CloudFront::Function",
    "CloudFront::OriginAccessControl",
    "CloudFront::ResponseHeadersPolicy",
    "CloudWatch::Alarm",
    "S3::BucketPolicy",
    "SES::ConfigurationSet",
    "SES::ConfigurationSetEventDestination",
    "SQS::QueuePolicy",
    "SecretsManager::Secret",
    "WAFv2::WebACL",
    "WAFv2::WebACLAssociation",
}
"""What moto's CloudFormation passes over; cfn-lint alone has judged these."""
AT = "2026-03-02T05:00:00+00:00"


def client(aws: str, service: str) -> Any:
    given = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=aws, region_name=REGION, **given)  # type: ignore[call-overload]


def place(tmp_path: Path, aws: str, name: str, text: str, **services: str) -> tuple[Deployment, Wanted]:
    """A deployment of a small portal by the code as it stands."""
    folder = build(tmp_path / name / text, {"index.html": text}, services)
    chosen = settings(folder, aws_endpoint=aws, deploy_stack=name)
    to_be = wanted(chosen, _routes(), describe(chosen))
    return deployment(chosen, portal_only=False), replace(to_be, template=reduced(to_be.template or {}))


def reduced(made: dict[str, Any]) -> dict[str, Any]:
    """What moto can make: no snapshot of the gateway, and no tags of keys, over which it falls."""
    all_of_it = json.loads(json.dumps(made["Resources"]))
    kept = {id: one for id, one in all_of_it.items() if one["Type"] != "AWS::ApiGateway::Deployment"}
    del kept["Stage"]["Properties"]["DeploymentId"], kept["SigningKey"]["Properties"]["Tags"]
    return {**made, "Resources": kept}


def test_the_whole_is_created_and_a_second_time_nothing_changes(tmp_path: Path, aws: str) -> None:
    there, to_be = place(tmp_path, aws, "mot-cua", "một", **{"khai-sinh": "v1"})
    before = there.plan(to_be, None)
    assert "+ Table (DynamoDB::Table)" in before.told() and before.losses == ()
    there.execute(to_be, AT, lose=False)
    made = client(aws, "cloudformation").describe_stack_resources(StackName="mot-cua")["StackResources"]
    missing = {
        one["Type"].removeprefix("AWS::")
        for id, one in (to_be.template or {})["Resources"].items()
        if id not in {one.get("LogicalResourceId") for one in made}
    }
    assert missing <= UNKNOWN
    stands = there.stack.standing() if there.stack else None
    assert stands is not None and stands.parameters["Release"] == to_be.release.id
    assert there.plan(to_be, None).empty
    functions = client(aws, "lambda").list_functions()["Functions"]
    assert {one["FunctionName"] for one in functions} >= {"mot-cua-api", "mot-cua-work", "mot-cua-relay"}


def test_moto_passes_over_no_more_kinds_than_are_said() -> None:
    """So that the list above stays true, and nobody takes more for tried than was."""
    kinds = {one["Type"].removeprefix("AWS::") for one in whole()["Resources"].values()}
    assert kinds >= UNKNOWN


def test_the_plan_tells_code_files_declarations_and_running_cases(tmp_path: Path, aws: str) -> None:
    there, first = place(tmp_path, aws, "ke-hoach", "một", **{"khai-sinh": "v1", "khai-tu": "v1"})
    there.execute(first, AT, lose=False)
    _there, second = place(tmp_path, aws, "ke-hoach", "hai", **{"khai-sinh": "v2"})
    told = there.plan(replace(second, code=b"other code"), {"khai-sinh": {"v1": 3, "v2": 5}}).told()
    assert f"~ {first.code_key} → code/" in told
    assert "~ 1 changed: index.html" in told
    assert "~ khai-sinh: 3 running cases keep the version that they began with" in told
    assert "- khai-tu: 0 running cases" in told
    assert "Resources: nothing changes" in told


def test_planning_touches_nothing(tmp_path: Path, aws: str) -> None:
    there, to_be = place(tmp_path, aws, "chi-xem", "một")
    there.plan(to_be, None)
    assert not there.bucket.exists()
    assert there.stack is not None and there.stack.standing() is None


def test_one_step_back_brings_portal_code_and_template_of_before(tmp_path: Path, aws: str) -> None:
    there, first = place(tmp_path, aws, "tro-lai", "một", **{"khai-sinh": "v1"})
    there.execute(first, AT, lose=False)
    _there, second = place(tmp_path, aws, "tro-lai", "hai", **{"khai-sinh": "v2"})
    second = replace(second, code=second.code + b"\0")
    there.execute(second, AT, lose=False)
    left, shown = there.back()
    assert left is not None and (left.release, shown.release) == (second.release.id, first.release.id)
    assert there.stack is not None
    stands = there.stack.standing()
    assert stands is not None
    assert (stands.parameters["Release"], stands.parameters["CodeKey"]) == (first.release.id, first.code_key)
    assert there.releases.page("/")[0].decode() == "một"
    with pytest.raises(NotFound):
        there.back()


def test_what_would_lose_data_is_warned_of_and_not_done(tmp_path: Path, aws: str) -> None:
    there, to_be = place(tmp_path, aws, "mat-mat", "một")
    there.execute(to_be, AT, lose=False)
    made = to_be.template or {}
    others = {id: one for id, one in made["Resources"].items() if not id.startswith("CleanBucket")}
    table = json.loads(json.dumps(made["Resources"]["Table"]))
    table["Properties"]["KeySchema"][1]["AttributeName"] = "rank"
    changed = replace(to_be, template={**made, "Resources": others | {"Table": table}})
    losses = there.plan(changed, None).losses
    assert any(one.startswith("Table (DynamoDB::Table) would be replaced") for one in losses)
    assert any(one.startswith("CleanBucket (S3::Bucket) leaves the stack") for one in losses)
    without = replace(to_be, template={**made, "Resources": others})
    with pytest.raises(Conflict, match=r"CleanBucket.*would be removed.*Nothing was changed"):
        there.execute(without, AT, lose=False)
    assert there.plan(to_be, None).empty


def _give_what_moto_could_not(aws: str, name: str) -> None:
    """References to kinds of resources that it passed over came out empty; it sets no expiry on a table."""
    functions = client(aws, "lambda")
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    given = {"MOTCUA_SECRETS_ID": "kham/secrets", "MOTCUA_SES_CONFIGURATION_SET": "kham"}
    kept = {key: value for key, value in variables.items() if isinstance(value, str) and value}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": kept | given})
    client(aws, "dynamodb").update_time_to_live(
        TableName=variables["MOTCUA_DYNAMODB_TABLE"],
        TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE},
    )


def test_the_doctor_looks_at_what_the_deployed_functions_stand_on(tmp_path: Path, aws: str) -> None:
    there, to_be = place(tmp_path, aws, "kham", "một")
    there.execute(to_be, AT, lose=False)
    _give_what_moto_could_not(aws, "kham-work")
    given = environment(tmp_path / "kham/một", aws_endpoint=aws, deploy_stack="kham")
    found = {one.check: one for one in examine(given)}
    assert found["stack"].state == "ok" and to_be.release.id in found["stack"].says
    well = [found[f"deployed {part}"] for part in ("table", "queue", "data key")]
    assert [one for one in well if one.state != "ok"] == []
    assert "kham" in found["deployed secrets"].says  # moto makes no secret from a template
    client(aws, "sqs").set_queue_attributes(
        QueueUrl=found["deployed queue"].where, Attributes={"VisibilityTimeout": "1"}
    )
    assert [one.check for one in examine(given) if one.where == "VisibilityTimeout"] == ["deployed queue"]


def test_names_of_buckets_fit_even_for_the_longest_installation() -> None:
    longest = "a" * 20
    assert settings(Path(), deploy_stack=longest).deploy_stack == longest
    with pytest.raises(Invalid):
        settings(Path(), deploy_stack=longest + "a")
    for part in ("quarantine", "documents", "releases"):
        assert len(f"{longest}-{part}-123456789012-ap-southeast-1") <= 63


@pytest.mark.parametrize("status", [*MENDS, "UPDATE_IN_PROGRESS"])
def test_a_half_finished_stack_is_named_with_its_mend(status: str) -> None:
    said = Standing(status).hindrance
    assert status in said and len(said) > 60


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"])
def test_a_whole_stack_takes_changes(status: str) -> None:
    assert Standing(status).hindrance == ""


def test_a_bucket_of_another_shape_is_named_and_left(tmp_path: Path, aws: str) -> None:
    there, to_be = place(tmp_path, aws, "hinh-khac", "một")
    s3 = client(aws, "s3")
    s3.create_bucket(Bucket=there.bucket.name, CreateBucketConfiguration={"LocationConstraint": REGION})
    with pytest.raises(Invalid) as refused:
        there.execute(to_be, AT, lose=False)
    assert {fault.code for fault in refused.value.faults} == {"versioning", "public"}
    assert "Contents" not in s3.list_objects_v2(Bucket=there.bucket.name)
    assert there.stack is not None and there.stack.standing() is None


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    empty = settings(
        tmp_path,
        public_url="http://dichvucong.example.vn",
        deploy_certificate="arn:aws:acm:ap-southeast-1:123456789012:certificate/x",
        deploy_alarm_mail="",
        mail_from="khong-tra-loi@motcua.invalid",
    )
    with pytest.raises(Invalid) as refused:
        wanted(empty, _routes(), describe(empty))
    assert {fault.where for fault in refused.value.faults} == {
        "MOTCUA_PUBLIC_URL",
        "MOTCUA_DEPLOY_CERTIFICATE",
        "MOTCUA_DEPLOY_ALARM_MAIL",
        "MOTCUA_MAIL_FROM",
        "MOTCUA_DEPLOY_PACKAGE",
        "MOTCUA_BUILD",
    }


def test_nobody_there_is_told_as_such(tmp_path: Path) -> None:
    folder = build(tmp_path, {"index.html": ""}, {})
    with pytest.raises(Exception, match="Check region, endpoint and network"):
        deployment(settings(folder, aws_endpoint="http://127.0.0.1:9"), portal_only=False)
