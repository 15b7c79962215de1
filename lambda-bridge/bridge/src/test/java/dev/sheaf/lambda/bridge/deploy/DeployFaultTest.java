package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.model.CodeStorageExceededException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ServiceException;

/** What faults of the SDK mean to whoever deploys. */
final class DeployFaultTest {
  @Test
  void missingCredentialsSayWhatToSet() {
    assertSays(
        last(SdkClientException.create("Unable to load credentials from any of the providers")),
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID");
  }

  @Test
  void aDeniedActionIsNamedWithThePolicyToAttach() {
    var words =
        last(
            refused(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::1:user/u is not authorized to perform: lambda:CreateFunction on"
                    + " resource: arn:aws:lambda:us-east-1:1:function:sheaf-lab-0"));
    assertSays(words, "lambda:CreateFunction", "sheaf-lab-deploy", "DeployPolicyArn");
  }

  @Test
  void keysThatAreWrongOrOldAreToldApart() {
    assertSays(
        last(refused(403, "UnrecognizedClientException", "The security token is invalid")),
        "does not know these credentials");
    assertSays(last(refused(403, "ExpiredTokenException", "expired")), "have expired");
  }

  @Test
  void aRegionOrEndpointThatIsWrongNamesItsSetting() {
    assertSays(
        last(SdkClientException.create("Unable to load region from any of the providers")),
        "sheaf.lambda.region");
    assertSays(
        last(SdkClientException.create("io", new UnknownHostException("lambda.mars-1"))),
        "no such Lambda endpoint",
        "sheaf.lambda.region");
    assertSays(
        last(SdkClientException.create("io", new ConnectException("refused"))),
        "cannot be reached",
        "sheaf.lambda.endpoint");
  }

  @Test
  void aQuotaThatIsUsedUpNamesTheQuota() {
    assertSays(
        last(
            unfit(
                "Specified ReservedConcurrentExecutions for function decreases account's"
                    + " UnreservedConcurrentExecution below its minimum value of [100].")),
        "L-B99A9384",
        "sheaf.lambda.nodes");
  }

  @Test
  void codeAndMemoryThatAreTooLargeSaySo() {
    assertSays(last(unfit("Unzipped size must be smaller than 262144000 bytes")), "too large");
    assertSays(
        last(RequestTooLargeException.builder().message("Request must be smaller").build()),
        "50 MiB");
    assertSays(
        last(CodeStorageExceededException.builder().message("Code storage limit").build()),
        "75 GB");
    assertSays(
        last(unfit("'MemorySize' value failed to satisfy constraint: less than or equal to 3008")),
        "sheaf.lambda.memory");
  }

  @Test
  void whatPassesIsTriedAgain() {
    passes(unfit("The role defined for the function cannot be assumed by Lambda."));
    passes(ResourceConflictException.builder().message("An update is in progress").build());
    passes(ServiceException.builder().message("internal").statusCode(500).build());
    passes(refused(429, "ThrottlingException", "Rate exceeded"));
    passes(SdkClientException.create("the connection was closed"));
  }

  @Test
  void aFunctionThatIsThereAlreadyIsNoConflict() {
    assertInstanceOf(
        DeployFault.AlreadyThere.class,
        of(ResourceConflictException.builder().message("Function already exist: f").build()));
  }

  @Test
  void whatThreadsWrapIsUnwrapped() {
    assertEquals(
        new DeployFault.Absent(),
        of(
            new CompletionException(
                software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.builder()
                    .message("none")
                    .build())));
  }

  private static DeployFault of(Throwable thrown) {
    return DeployFault.of(thrown, Fleets.LAB);
  }

  private static void passes(Throwable thrown) {
    assertInstanceOf(DeployFault.Passing.class, of(thrown));
  }

  private static String last(Throwable thrown) {
    return assertInstanceOf(DeployFault.Final.class, of(thrown)).message();
  }

  private static Throwable unfit(String message) {
    return InvalidParameterValueException.builder().message(message).statusCode(400).build();
  }

  private static Throwable refused(int status, String code, String message) {
    return LambdaException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  private static void assertSays(String words, String... parts) {
    for (var part : parts) {
      assertTrue(words.contains(part), () -> part + " is not in: " + words);
    }
  }
}
