package dev.sheaf.lambda.bridge.deploy;

/**
 * The rights that deploying takes, as an IAM policy: what the template's managed policy {@code
 * DeployPolicy} says, so that whoever deploys sees them before there is a stack.
 */
public final class DeployRights {
  private static final String POLICY =
      """
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "Functions",
            "Effect": "Allow",
            "Action": [
              "lambda:CreateFunction",
              "lambda:DeleteFunction",
              "lambda:GetFunction",
              "lambda:ListTags",
              "lambda:PutFunctionConcurrency",
              "lambda:TagResource",
              "lambda:UpdateFunctionCode",
              "lambda:UpdateFunctionConfiguration"
            ],
            "Resource": "arn:aws:lambda:{region}:{account}:function:{prefix}*"
          },
          {
            "Sid": "WhatThereIs",
            "Effect": "Allow",
            "Action": ["lambda:ListFunctions", "lambda:GetAccountSettings"],
            "Resource": "*"
          },
          {
            "Sid": "TheRoleOfTheFunctions",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::{account}:role/{role}",
            "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
          }{network}
        ]
      }
      """;

  private static final String NETWORK =
      """
      ,
          {
            "Sid": "WhereTheyRun",
            "Effect": "Allow",
            "Action": ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
            "Resource": "*"
          }\
      """;

  private DeployRights() {}

  /**
   * The policy.
   *
   * @param region of the functions; {@code *} when it is not known
   * @param account of the functions; {@code *} when it is not known
   * @param inVpc whether the functions are in a VPC
   */
  public static String policy(FleetNames names, String region, String account, boolean inVpc) {
    return POLICY
        .replace("{region}", region)
        .replace("{account}", account)
        .replace("{prefix}", names.prefix())
        .replace("{role}", names.functionRole())
        .replace("{network}", inVpc ? NETWORK : "");
  }
}
