package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import dev.sheaf.lambda.bridge.deploy.FleetPlan.Step;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has to be done, from what there is and what is wanted. */
final class FleetPlanTest {
  private static final FleetSpec THREE = Fleets.of(3);

  @Test
  void whatIsMissingIsMade() {
    var plan = FleetPlan.of(THREE, List.of(Fleets.ready("sheaf-lab-1", THREE.function())), false);
    assertEquals(
        List.of(new Step.Create("sheaf-lab-0"), new Step.Create("sheaf-lab-2")), plan.steps());
    assertEquals(List.of("sheaf-lab-1"), plan.unchanged());
    assertEquals(2, plan.creations());
  }

  @Test
  void whatIsAsItShouldBeIsLeftAlone() {
    var there =
        THREE.functions().stream().map(name -> Fleets.ready(name, THREE.function())).toList();
    assertTrue(FleetPlan.of(THREE, there, true).isEmpty());
  }

  @Test
  void whatDiffersIsNamedWithBothValues() {
    var other = Fleets.reserving(Fleets.function(512, "old"), -1);
    var plan = FleetPlan.of(Fleets.of(1), List.of(Fleets.ready("sheaf-lab-0", other)), false);
    var environment = FunctionSpec.environment(1024);
    assertEquals(
        List.of(
            new Step.Change(
                "sheaf-lab-0",
                List.of(
                    new Difference("code", "old", "abc"),
                    new Difference("memory MB", "512", "1024"),
                    new Difference(
                        "environment",
                        FunctionSpec.environment(512).toString(),
                        environment.toString()),
                    new Difference("reserved concurrency", "-1", "1")))),
        plan.steps());
    assertEquals(1, plan.reservations());
    assertEquals(0, plan.creations());
  }

  @Test
  void aFunctionThatIsNotWellIsDoneAgainThoughItIsAsItShouldBe() {
    var broken =
        new DeployedFunction("sheaf-lab-0", THREE.function(), new Health.Broken("no subnet"));
    assertEquals(
        List.of(new Step.Change("sheaf-lab-0", List.of())),
        FleetPlan.of(Fleets.of(1), List.of(broken), false).steps());
  }

  @Test
  void whatIsTooManyGoesOnlyWhenThatIsAskedFor() {
    var there =
        List.of(
            Fleets.ready("sheaf-lab-0", THREE.function()),
            Fleets.ready("sheaf-lab-10", THREE.function()),
            Fleets.ready("sheaf-lab-3", THREE.function()));
    var kept = FleetPlan.of(Fleets.of(1), there, false);
    assertEquals(List.of("sheaf-lab-3", "sheaf-lab-10"), kept.surplus());
    assertTrue(kept.isEmpty());
    var pruned = FleetPlan.of(Fleets.of(1), there, true);
    assertEquals(
        List.of(new Step.Remove("sheaf-lab-3"), new Step.Remove("sheaf-lab-10")), pruned.steps());
    assertEquals(0, pruned.reservations());
  }

  @Test
  void functionsOfOthersAreNoneOfOurs() {
    var there =
        List.of(
            Fleets.ready("sheaf-lab2-7", THREE.function()),
            Fleets.ready("sheaf-lab-07", THREE.function()),
            Fleets.ready("sheaf-lab-x", THREE.function()),
            Fleets.ready("billing", THREE.function()));
    var plan = FleetPlan.of(Fleets.of(1), there, true);
    assertEquals(List.of(new Step.Create("sheaf-lab-0")), plan.steps());
  }

  @Test
  void idsInAnotherOrderAreNoDifference() {
    var one = new FunctionSpec.Vpc(List.of("subnet-b", "subnet-a"), List.of("sg-1"));
    assertEquals(new FunctionSpec.Vpc(List.of("subnet-a", "subnet-b"), List.of("sg-1")), one);
  }

  @Test
  void aQuotaIsEnoughWhenAHundredStayUnreserved() {
    var plan = FleetPlan.of(Fleets.of(24), List.of(), false);
    assertTrue(new AccountLimits(1_000, 124).shortage(plan).isEmpty());
    var words = new AccountLimits(1_000, 123).shortage(plan).orElseThrow();
    assertTrue(words.contains("at least 1001"), words);
    var fresh = new AccountLimits(10, 10).shortage(plan).orElseThrow();
    assertTrue(fresh.contains("at least 124"), fresh);
    assertTrue(fresh.contains("L-B99A9384"), fresh);
    var nothing = FleetPlan.of(THREE, List.of(), false).steps().subList(0, 0);
    assertTrue(
        new AccountLimits(10, 10).shortage(new FleetPlan(nothing, List.of(), List.of())).isEmpty());
  }
}
