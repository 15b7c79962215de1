package dev.sheaf.lambda.local.api;

import dev.sheaf.lambda.local.permission.Permissions;
import dev.sheaf.lambda.local.signature.SignatureCheck;
import dev.sheaf.lambda.local.signature.Verdict;
import dev.sheaf.wire.signature.SignedRequest;
import java.time.InstantSource;
import java.util.Map;

/**
 * Lets in what is signed well and permitted.
 *
 * <p><i>Source:</i> AWS service authorization reference, "Actions, resources, and condition keys
 * for AWS Lambda" (2026-11).
 */
public final class Gate {
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("POST 2015-03-31/functions/*/invocations", "lambda:InvokeFunction"),
          Map.entry("POST 2015-03-31/functions", "lambda:CreateFunction"),
          Map.entry("GET 2015-03-31/functions", "lambda:ListFunctions"),
          Map.entry("GET 2015-03-31/functions/*", "lambda:GetFunction"),
          Map.entry("DELETE 2015-03-31/functions/*", "lambda:DeleteFunction"),
          Map.entry("GET 2015-03-31/functions/*/configuration", "lambda:GetFunctionConfiguration"),
          Map.entry(
              "PUT 2015-03-31/functions/*/configuration", "lambda:UpdateFunctionConfiguration"),
          Map.entry("PUT 2015-03-31/functions/*/code", "lambda:UpdateFunctionCode"),
          Map.entry("PUT 2017-10-31/functions/*/concurrency", "lambda:PutFunctionConcurrency"),
          Map.entry(
              "DELETE 2017-10-31/functions/*/concurrency", "lambda:DeleteFunctionConcurrency"),
          Map.entry("GET 2019-09-30/functions/*/concurrency", "lambda:GetFunctionConcurrency"),
          Map.entry("GET 2016-08-19/account-settings", "lambda:GetAccountSettings"));

  private final SignatureCheck signatures;
  private final InstantSource clock;
  private final Permissions permissions;

  /**
   * A gate.
   *
   * @param clock what signatures are held against
   */
  public Gate(SignatureCheck signatures, InstantSource clock, Permissions permissions) {
    this.signatures = signatures;
    this.clock = clock;
    this.permissions = permissions;
  }

  /** Who signed the request. */
  String believed(SignedRequest request) {
    return switch (signatures.check(request, clock.instant())) {
      case Verdict.Refused refused -> throw new ApiError(403, refused.code(), refused.message());
      case Verdict.Genuine genuine -> genuine.accessKeyId();
    };
  }

  /** Throws what AWS answers when {@code caller} may not do what the request asks. */
  void permitted(String caller, Request request, String arnPrefix) {
    var action = ACTIONS.get(request.route());
    var named = request.namesFunction();
    var function = named ? request.functionName() : Permissions.EVERY_FUNCTION;
    if (action != null && !permissions.allow(action, function)) {
      throw ApiError.denied(caller, action, named ? arnPrefix + function : function);
    }
  }
}
