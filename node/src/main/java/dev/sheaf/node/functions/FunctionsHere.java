package dev.sheaf.node.functions;

import dev.sheaf.lambda.bridge.SdkInvoker;
import dev.sheaf.lambda.bridge.deploy.DeployPace;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FleetPlan;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.RuntimeJars;
import dev.sheaf.node.config.LambdaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A Lambda on this machine with a fleet in it, which is deployed as it would be to AWS. */
final class FunctionsHere {
  private static final String REGION = "us-east-1";
  private static final String ACCESS_KEY = "local";
  private static final int SECRET_BYTES = 20;

  /** Nothing of this machine is throttled, or takes long to settle. */
  private static final DeployPace PACE =
      new DeployPace(
          5,
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMillis(5),
          Duration.ofSeconds(30),
          4);

  private FunctionsHere() {}

  /** A Lambda, and the secret that its one user signs with. */
  record Running(LocalLambda lambda, String secret) {}

  static Running start(LambdaSettings settings, Path state) throws IOException {
    var secret = secret();
    var lambda =
        LocalLambda.start(
            LocalLambdaSettings.of(
                state.resolve("lambda"),
                Map.of(ACCESS_KEY, secret),
                new Kind.Processes(RuntimeJars.onClassPath()),
                settings.prices()));
    try {
      deploy(settings, new Running(lambda, secret));
      return new Running(lambda, secret);
    } catch (IOException | RuntimeException failed) {
      lambda.close();
      throw failed;
    }
  }

  private static String secret() {
    var bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void deploy(LambdaSettings settings, Running running) throws IOException {
    var zip = Files.createTempFile("sheaf-function", ".zip");
    try (var account =
        LambdaAccount.at(running.lambda().endpoint(), REGION, credentials(running.secret()))) {
      var code = WantedFleet.code(zip);
      var wanted = WantedFleet.of(settings, code);
      var deployer = account.deployer(new FleetNames(settings.cluster()), PACE);
      deployer.apply(wanted, FleetPlan.of(wanted, deployer.there(), false), code, done -> {});
      TaskFunction.deploy(settings, deployer, code, done -> {});
    } finally {
      Files.delete(zip);
    }
  }

  private static StaticCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, secret));
  }

  static SdkInvoker invoker(Running running, LambdaSettings settings, int calls) {
    return new SdkInvoker(
        new SdkInvoker.Place(
            new FleetNames(settings.cluster()),
            REGION,
            running.lambda().endpoint(),
            credentials(running.secret()),
            calls,
            LambdaAccount.LONGEST_RUN));
  }
}
