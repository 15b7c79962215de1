package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.lambda.bridge.account.ClientSockets;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec.Vpc;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.RuntimeJars;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * The deployer against a Lambda on this machine: signed requests of the SDK, and real processes.
 */
final class LocalDeployIT {
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);

  /** Of all clients: each would take two seconds to close. */
  private static final ClientSockets SOCKETS = new ClientSockets("test-deployer", 1);

  @TempDir Path folder;
  private LocalLambda lambda;
  private LambdaAsyncClient client;
  private FleetDeployer deployer;
  private FunctionCode code;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    lambda = LocalLambda.start(settings(LocalLambdaSettings.Limits.AWS));
    client = client(lambda, "secret");
    deployer = deployer(client);
    code = FunctionCode.pack(functionClasses(), folder.resolve("code.zip"));
  }

  private LocalLambdaSettings settings(LocalLambdaSettings.Limits limits) {
    return LocalLambdaSettings.of(
            folder.resolve("lambda"),
            Map.of("key", "secret"),
            new Kind.Processes(RuntimeJars.onClassPath()),
            PRICES)
        .withLimits(limits);
  }

  private static LambdaAsyncClient client(LocalLambda lambda, String secret) {
    return client(lambda, secret, SOCKETS);
  }

  static LambdaAsyncClient client(LocalLambda lambda, String secret, ClientSockets sockets) {
    return LambdaAsyncClient.builder()
        .endpointOverride(lambda.endpoint())
        .httpClientBuilder(sockets.client())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", secret)))
        .build();
  }

  static FleetDeployer deployer(LambdaAsyncClient client) {
    return new FleetDeployer(
        new AwsFunctionControl(client, Fleets.LAB),
        Fleets.LAB,
        DeployPace.STANDARD,
        wait -> Thread.sleep(Duration.ofMillis(1)));
  }

  /** What runs in a function, from where this test has it. */
  static List<Path> functionClasses() {
    return Stream.of(ChunkHandler.class, FunctionCall.class, RequestStreamHandler.class)
        .map(type -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .toList();
  }

  @AfterEach
  void stop() {
    client.close();
    lambda.close();
  }

  @AfterAll
  static void giveBack() {
    SOCKETS.close();
  }

  private FleetSpec fleet(int count, int memoryMb) {
    var function = Fleets.function(memoryMb, code.sha256());
    assertEquals(new Vpc(List.of(), List.of()), function.vpc());
    return new FleetSpec(Fleets.LAB, count, function);
  }

  private FleetPlan deploy(FleetSpec wanted, boolean prune) {
    var plan = FleetPlan.of(wanted, deployer.there(), prune);
    deployer.apply(wanted, plan, code, told::add);
    return plan;
  }

  @Test
  void aFleetIsMadeChangedAndPrunedAndItsFunctionsRun() throws Exception {
    assertEquals(3, deploy(fleet(3, 256), false).creations());
    assertTrue(deploy(fleet(3, 256), false).isEmpty());
    var first = warm("sheaf-lab-2");
    assertTrue(first.cold());
    assertEquals(first.instance(), warm("sheaf-lab-2").instance());
    var changed = deploy(fleet(2, 512), false);
    assertEquals(List.of("sheaf-lab-2"), changed.surplus());
    assertEquals(2, changed.steps().size());
    assertEquals(512, deployer.there().getFirst().spec().memoryMb());
    deploy(fleet(2, 512), true);
    assertEquals(
        List.of("sheaf-lab-0", "sheaf-lab-1"),
        deployer.there().stream().map(DeployedFunction::name).toList());
    assertEquals(998, deployer.limits().unreserved());
  }

  private RunReport warm(String function) throws Exception {
    var call = new FunctionCall(FunctionCall.WARM, "", 0, "", 2, 1, 0, 1, 0, 0);
    var answer =
        client
            .invoke(request ->
                request.functionName(function).payload(SdkBytes.fromByteArrayUnsafe(call.bytes())))
            .join();
    assertEquals(null, answer.functionError(), answer.payload().asUtf8String());
    return RunReport.read(answer.payload().asByteArrayUnsafe());
  }

  @Test
  void wrongKeysAreToldInWords() {
    try (var stranger = client(lambda, "wrong")) {
      var words = assertThrows(DeployException.class, () -> deployer(stranger).there());
      assertTrue(
          String.valueOf(words.getMessage()).contains("does not know these credentials"),
          words.getMessage());
    }
  }

  @Test
  void aDeniedActionIsNamedWithThePolicyAndDeployingGoesOnOnceItIsAllowed() throws IOException {
    lambda.permissions().deny("lambda:PutFunctionConcurrency", "sheaf-lab-1");
    var words = assertThrows(DeployException.class, () -> deploy(fleet(2, 256), false));
    for (var part :
        List.of("lambda:PutFunctionConcurrency", "sheaf-lab-deploy", "DeployPolicyArn")) {
      assertTrue(String.valueOf(words.getMessage()).contains(part), words.getMessage());
    }
    lambda.permissions().allowAll();
    deploy(fleet(2, 256), false);
    assertTrue(deploy(fleet(2, 256), false).isEmpty());
  }

  @Test
  void anEndpointThatNobodyAnswersIsNamed() {
    lambda.close();
    var words = assertThrows(DeployException.class, () -> deployer.there());
    assertTrue(
        String.valueOf(words.getMessage()).contains("sheaf.lambda.endpoint"), words.getMessage());
  }

  @Test
  void aQuotaThatIsTooSmallIsRefusedBeforeAnythingIsMade() {
    lambda.close();
    var aws = LocalLambdaSettings.Limits.AWS;
    lambda =
        LocalLambda.start(
            settings(
                new LocalLambdaSettings.Limits(
                    101,
                    aws.leastUnreserved(),
                    aws.environmentsPerTenSeconds(),
                    aws.initLimit(),
                    aws.freezeAfter(),
                    aws.idleReclaim(),
                    aws.eventRetries())));
    client.close();
    client = client(lambda, "secret");
    deployer = deployer(client);
    var words = assertThrows(DeployException.class, () -> deploy(fleet(2, 256), false));
    assertTrue(String.valueOf(words.getMessage()).contains("at least 102"), words.getMessage());
    assertEquals(List.of(), deployer.there());
  }
}
