package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Plans are carried out, whatever a fake account answers. */
final class FleetDeployerTest {
  private static final FunctionCode CODE = new FunctionCode(Path.of("none.zip"), "abc", 1);

  private final FakeControl account = new FakeControl();
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final FleetDeployer deployer =
      new FleetDeployer(account, Fleets.LAB, DeployPace.STANDARD, waits::add);

  private void deploy(FleetSpec wanted, boolean prune) {
    deployer.apply(wanted, FleetPlan.of(wanted, deployer.there(), prune), CODE, told::add);
  }

  private void assertAllAsWanted(FleetSpec wanted) {
    assertTrue(FleetPlan.of(wanted, deployer.there(), true).isEmpty(), account.functions::toString);
  }

  @Test
  void aFleetIsMadeAndASecondTimeNothingIsDone() {
    account.looks = 3;
    var wanted = Fleets.of(5);
    deploy(wanted, false);
    assertAllAsWanted(wanted);
    assertEquals(5, told.size());
    account.calls.clear();
    deploy(wanted, false);
    assertEquals(List.of("list sheaf-lab-", "limits "), account.calls);
  }

  @Test
  void whatAnAbortLeftIsFinished() {
    account.functions.put("sheaf-lab-0", Fleets.reserving(Fleets.of(1).function(), -1));
    account.functions.put("sheaf-lab-1", Fleets.function(512, "old"));
    deploy(Fleets.of(3), false);
    assertAllAsWanted(Fleets.of(3));
  }

  @Test
  void onlyWhatDiffersIsSent() {
    account.functions.put("sheaf-lab-0", Fleets.function(1024, "old"));
    deploy(Fleets.of(1), false);
    assertEquals(1, count("sendCode"));
    assertEquals(0, count("configure"));
    assertEquals(0, count("reserve"));
    account.functions.put("sheaf-lab-0", Fleets.function(512, "abc"));
    deploy(Fleets.of(1), false);
    assertEquals(1, count("sendCode"));
    assertEquals(1, count("configure"));
  }

  private long count(String call) {
    return account.calls.stream().filter(each -> each.startsWith(call + " ")).count();
  }

  @Test
  void throttlingConflictsAndARoleThatIsTooNewPass() {
    account.fail(
        "create",
        TooManyRequestsException.builder().message("Rate exceeded").statusCode(429).build(),
        InvalidParameterValueException.builder()
            .message("The role defined for the function cannot be assumed by Lambda.")
            .build());
    account.fail(
        "reserve",
        ResourceConflictException.builder().message("An update is in progress for it").build());
    deploy(Fleets.of(1), false);
    assertAllAsWanted(Fleets.of(1));
    assertEquals(
        List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500)), waits);
  }

  @Test
  void anAnswerThatWasLostIsNoFault() {
    account.functions.put("sheaf-lab-0", Fleets.function(512, "old"));
    var wanted = Fleets.of(1);
    deployer.apply(wanted, FleetPlan.of(wanted, List.of(), false), CODE, told::add);
    assertAllAsWanted(wanted);
  }

  @Test
  void patienceHasAnEnd() {
    for (var i = 0; i < 20; i++) {
      account.fail(
          "create", TooManyRequestsException.builder().message("slow").statusCode(429).build());
    }
    var words = refused(Fleets.of(1));
    assertTrue(words.contains("12 attempts"), words);
    assertEquals(11, waits.size());
    assertEquals(Duration.ofSeconds(10), waits.getLast());
  }

  @Test
  void aFunctionThatNeverSettlesIsNamed() {
    account.looks = 1_000_000;
    var words = refused(Fleets.of(1));
    assertTrue(words.contains("sheaf-lab-0 has not settled within 300 s"), words);
  }

  @Test
  void aFunctionThatLambdaCannotMakeIsNamedWithTheReason() {
    account.health = new Health.Broken("the subnet has no free address");
    var words = refused(Fleets.of(1));
    assertTrue(words.contains("sheaf-lab-0"), words);
    assertTrue(words.contains("no free address"), words);
  }

  @Test
  void nothingIsMadeWhenTheQuotaIsTooSmall() {
    account.limits = new AccountLimits(10, 10);
    var words = refused(Fleets.of(24));
    assertTrue(words.contains("at least 124"), words);
    assertEquals(0, count("create"));
  }

  @Test
  void whatIsPrunedMayBeGoneAlready() {
    account.functions.put("sheaf-lab-0", Fleets.of(1).function());
    account.functions.put("sheaf-lab-1", Fleets.of(1).function());
    var plan = FleetPlan.of(Fleets.of(1), deployer.there(), true);
    account.functions.remove("sheaf-lab-1");
    deployer.apply(Fleets.of(1), plan, CODE, told::add);
    assertEquals(List.of("removed sheaf-lab-1"), told);
  }

  private String refused(FleetSpec wanted) {
    return String.valueOf(
        assertThrows(DeployException.class, () -> deploy(wanted, false)).getMessage());
  }
}
