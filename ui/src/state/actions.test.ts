import { expect, test } from "vitest";
import { actionsFor, actionsMatching, endOf, kindOfArn } from "./actions";

test("each kind has its own actions", () => {
  expect(actionsFor("AWS::IAM::Role")[0]).toBe("sts:AssumeRole");
  expect(actionsFor("AWS::SageMaker::ModelPackageGroup")).toContain("sagemaker:CreateModelPackage");
  expect(actionsFor("AWS::Odd::Kind")).toEqual([]);
});

test("typing narrows them down; a whole action shows the others again", () => {
  const actions = actionsFor("AWS::IAM::Role");
  expect(actionsMatching(actions, "PASS")).toEqual(["iam:PassRole"]);
  expect(actionsMatching(actions, "iam:passrole")).toEqual(actions);
});

test("a typed ARN says its kind", () => {
  expect(kindOfArn("arn:aws:iam::1:role/path/name")).toBe("AWS::IAM::Role");
  expect(kindOfArn("arn:aws:sagemaker:eu-west-1:1:model-package-group/g")).toBe("AWS::SageMaker::ModelPackageGroup");
  expect(kindOfArn("arn:aws:s3:::bucket/key")).toBe("AWS::S3::Bucket");
  expect(kindOfArn("bucket")).toBe("");
});

test("principals, accounts and OUs are ends of paths, other resources are not", () => {
  expect(endOf({ arn: "arn:aws:iam::1:role/r", kind: "AWS::IAM::Role", account: "1" })).toBe("arn:aws:iam::1:role/r");
  expect(endOf({ arn: "arn:aws:organizations::1:account/o-1/222222222222", kind: "AWS::Organizations::Account", account: "222222222222" })).toBe("222222222222");
  expect(endOf({ arn: "arn:aws:organizations::1:ou/o-1/ou-ab12-x", kind: "AWS::Organizations::OrganizationalUnit", account: "1" })).toBe("ou-ab12-x");
  expect(endOf({ arn: "arn:aws:ec2:x:1:vpc/v", kind: "AWS::EC2::VPC", account: "1" })).toBeNull();
});
